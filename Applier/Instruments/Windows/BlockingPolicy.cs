using System.Runtime.Versioning;
using PatchKit.Shared.Bundles;
using Native = PatchKit.Applier.Instruments.Windows.PolicyNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Policies that would block installers and scripts: Software Restriction Policies, AppLocker, Windows Defender Application
/// Control, and those of Windows Installer and PowerShell.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe class BlockingPolicy
{
    private const string Safer = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\Safer\CodeIdentifiers";
    private const string AppLocker = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2\";
    private const string Installer = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\Installer";
    private const string PowerShell = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\PowerShell";
    private const string Variables = @"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";

    // Source: SAFER_POLICY_SCOPE of winsafer.h: 1 leaves local administrators out, and the program is one.
    private const string NotAdministrators = "1";

    // Source: NtQuerySystemInformation, SYSTEM_CODEINTEGRITY_INFORMATION.
    private const uint UserModeEnforced = 0x04; // CODEINTEGRITY_OPTION_UMCI_ENABLED
    private const uint UserModeAudited = 0x08; // CODEINTEGRITY_OPTION_UMCI_AUDITMODE_ENABLED

    private static readonly string[] Kinds = ["Exe", "Msi", "Script"];

    /// <summary>The policy that blocks a program in a folder of the Applier's, or empty.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="program">Where a program of the bundle would lie.</param>
    public static string Reason(WindowsRegistry registry, string program)
    {
        if (uint.TryParse(Value(registry, Safer, "DefaultLevel"), out var level) && level < Native.FullyTrusted
            && Value(registry, Safer, "PolicyScope") != NotAdministrators && LevelOf(program) < Native.FullyTrusted)
            return "Software Restriction Policies allow listed programs alone";
        if (Kinds.FirstOrDefault(kind => Enforces(registry, AppLocker + kind)) is { } enforced)
            return $"AppLocker enforces rules ({enforced})";
        return IsLockedDown() ? "Windows Defender Application Control allows listed programs alone" : "";
    }

    /// <summary>
    /// The policy that keeps Windows Installer from installing, or empty. Source: Windows Installer, DisableMSI.
    /// </summary>
    public static string OfInstaller(WindowsRegistry registry) => Value(registry, Installer, "DisableMSI") is "1" or "2"
        ? "Windows Installer is disabled (DisableMSI)"
        : "";

    /// <summary>
    /// The policy that keeps PowerShell from running scripts as they are, or empty. A policy of the machine comes before what a
    /// command line asks for. Source: PowerShell, about_Execution_Policies, about_Language_Modes.
    /// </summary>
    public static string OfPowerShell(WindowsRegistry registry)
    {
        if (Value(registry, PowerShell, "EnableScripts") == "0"
            || Value(registry, PowerShell, "ExecutionPolicy") is "AllSigned" or "Restricted")
            return "PowerShell runs no unsigned scripts (its execution policy is set by the site)";
        if (Value(registry, Variables, "__PSLockdownPolicy") is not (null or "" or "0") || IsLockedDown()
            || Enforces(registry, AppLocker + "Script"))
            return "PowerShell runs in its constrained language";
        return "";
    }

    // Rules without a mode are enforced as well. The rule that AppLocker's own default set has for administrators lets the
    // program start anything, unless another one denies. Source: AppLocker, "Understand AppLocker enforcement settings".
    private static bool Enforces(WindowsRegistry registry, string rules)
    {
        var mode = Value(registry, rules, "EnforcementMode");
        var all = WindowsRegistry.SubKeys(rules, RegistryView.Bits64)
            .Select(rule => Value(registry, $@"{rules}\{rule}", "Value") ?? "").ToArray();
        var enforced = mode == "1" || (mode is null && all.Length > 0);
        return enforced && (!all.Any(AllowsAdministrators) || all.Any(rule => Has(rule, "Action=\"Deny\"")));
    }

    private static bool AllowsAdministrators(string rule) => Has(rule, "Action=\"Allow\"") && Has(rule, "Path=\"*\"")
        && (Has(rule, $"UserOrGroupSid=\"{IAccounts.Administrators}\"") || Has(rule, "UserOrGroupSid=\"S-1-1-0\""));

    private static bool Has(string rule, string text) => rule.Contains(text, StringComparison.OrdinalIgnoreCase);

    // Windows weighs its rules itself; the file need not be there for those that go by its path.
    private static uint LevelOf(string program)
    {
        fixed (char* path = program)
        {
            var properties = new Native.CodeProperties
            {
                Size = (uint)sizeof(Native.CodeProperties),
                Checks = Native.ByPath,
                Path = path,
            };
            if (!Native.SaferIdentifyLevel(1, &properties, out var level, 0))
                throw WindowsFault.OfLastCall(program, "SaferIdentifyLevel");
            uint id;
            var told = Native.SaferGetLevelInformation(level, Native.LevelId, &id, sizeof(uint), out _);
            Native.SaferCloseLevel(level);
            return told ? id : throw WindowsFault.OfLastCall(program, "SaferGetLevelInformation");
        }
    }

    private static bool IsLockedDown()
    {
        var integrity = stackalloc uint[2];
        integrity[0] = 2 * sizeof(uint);
        var status = Native.NtQuerySystemInformation(Native.CodeIntegrity, integrity, 2 * sizeof(uint), out _);
        return status == 0
            ? (integrity[1] & (UserModeEnforced | UserModeAudited)) == UserModeEnforced
            : throw new InstrumentFault("code integrity", $"NtQuerySystemInformation: status 0x{status:X8}");
    }

    private static string? Value(WindowsRegistry registry, string key, string name) =>
        registry.Read(key, name, RegistryView.Bits64)?.Text;
}
