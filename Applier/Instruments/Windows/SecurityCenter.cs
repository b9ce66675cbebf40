using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// The firewalls of other makers, which tell Windows that they have taken its own one over. Source: Windows Security Center,
/// FirewallProduct of root\SecurityCenter2, which no Windows Server has.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class SecurityCenter
{
    /// <summary>The name of one, or null.</summary>
    public static string? OtherFirewall() => ManagementQuery.Values(@"root\SecurityCenter2", "FirewallProduct", "displayName")
        .Select(name => name?.ToString()).FirstOrDefault(name => name is { Length: > 0 });
}
