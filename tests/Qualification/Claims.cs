using System.Runtime.Versioning;
using PatchKit.Qualification.Parts;

namespace PatchKit.Qualification;

/// <summary>Every claim, in the order in which they are looked at.</summary>
[SupportedOSPlatform("windows")]
internal static class Claims
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        .. InstallationClaims.All, .. FileClaims.All, .. ServiceClaims.All, .. AccountClaims.All, .. FirewallClaims.All,
        .. ProductClaims.All, .. UpdateClaims.All, .. DriveClaims.All, .. ScriptClaims.All,
        .. PolicyClaims.All, .. AllowRuleClaims.All, .. ListenerClaims.All, .. ConsoleClaims.All, .. BackupClaims.All,
        .. RestartClaims.All,
    ];
}
