using PatchKit.Applier.Instruments;

namespace PatchKit.Tests.Applier.Discovery;

/// <summary>The drives that a test has plugged in.</summary>
internal sealed class PluggedDrives(IReadOnlyList<Drive> drives) : IDrives
{
    public IReadOnlyList<Drive> List() => drives;

    public string? Forgets() => null;

    public string? Release(Drive stick) => null;

    public void Flush()
    {
    }
}
