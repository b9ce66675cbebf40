using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Microsoft's C runtime, which libsodium.dll needs and a bare Windows lacks. Where Windows has none, the copy in <c>redist</c>
/// beside the program is taken: a library that is loaded already is found by its name.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class VisualCRuntime
{
    /// <summary>The file.</summary>
    public const string FileName = "VCRUNTIME140.dll";

    /// <summary>Where a copy of it may lie.</summary>
    public static string Redist { get; } = Path.Combine(AppContext.BaseDirectory, "redist");

    /// <summary>Loads Windows' own, or else the copy.</summary>
    /// <returns>Whether either was there.</returns>
    public static bool Load() =>
        NativeLibrary.TryLoad(FileName, typeof(VisualCRuntime).Assembly, DllImportSearchPath.System32, out _)
        || NativeLibrary.TryLoad(Path.Combine(Redist, FileName), out _);
}
