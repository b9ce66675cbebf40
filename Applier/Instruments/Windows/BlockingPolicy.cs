using System.Runtime.Versioning;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Policies that would block installers and scripts: Software Restriction Policies and AppLocker.</summary>
[SupportedOSPlatform("windows")]
internal static class BlockingPolicy
{
    private const string Safer = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\Safer\CodeIdentifiers";
    private const string AppLocker = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2\";

    private static readonly string[] Kinds = ["Exe", "Msi", "Script"];

    // Source: winsafer.h, SAFER_LEVELID_FULLYTRUSTED.
    private const uint Unrestricted = 0x40000;

    /// <summary>The policy, or empty.</summary>
    public static string Reason(WindowsRegistry registry)
    {
        if (uint.TryParse(registry.Read(Safer, "DefaultLevel", RegistryView.Bits64)?.Text, out var level) && level < Unrestricted)
            return "Software Restriction Policies allow listed programs alone";
        return Kinds.FirstOrDefault(kind =>
            registry.Read(AppLocker + kind, "EnforcementMode", RegistryView.Bits64)?.Text == "1") is { } enforced
                ? $"AppLocker enforces rules ({enforced})"
                : "";
    }
}
