using PatchKit.Applier.Applying;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>Patience without waiting.</summary>
internal static class Hurried
{
    /// <summary>As often as usual.</summary>
    public static Patience Patience { get; } = Patience.Usual with
    {
        ReadBackPause = default,
        BusyPause = default,
        LockedPause = default,
        UndoPause = default,
        LeftPause = default,
        SilencePause = default,
        InstallerPause = default,
    };
}
