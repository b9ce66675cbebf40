using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// The firewall by its policy object, read back from the registry and the firewall's own service. The object is spoken to on a
/// thread of its own, because its calls can hang.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsFirewall(WindowsRegistry registry) : IFirewall
{
    private const string PolicyClass = "E2B3C97F-6AE1-41AC-817A-F6F92166D7DD";
    private const string Policies = @"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall\";
    private const string Local = @"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\";
    private const string Managed = Local + @"Mdm\";
    private const string Service = "MpsSvc";
    private const string Switch = "EnableFirewall";
    private const string Inbound = "DefaultInboundAction";
    private const string Allow = "0";

    // The local setting of the private profile is called "standard" since before there were three; a group policy may write
    // either name.
    private static readonly ImmutableArray<Profile> Profiles =
    [
        new("domain", 1, "DomainProfile", ["DomainProfile"]),
        new("private", 2, "StandardProfile", ["PrivateProfile", "StandardProfile"]),
        new("public", 4, "PublicProfile", ["PublicProfile"]),
    ];

    /// <inheritdoc/>
    public ImmutableArray<FirewallProfile> Read() => OnItsOwnThread(policy => Profiles.Select(profile => new FirewallProfile(
        profile.Name, policy.GetFirewallEnabled(profile.Bit), ByPolicy(profile, Switch) is not null, LetsIn(profile)))
        .ToImmutableArray());

    /// <inheritdoc/>
    /// <exception cref="InstrumentFault">Another product has taken the firewall over.</exception>
    public ImmutableArray<FirewallProfile> ReadBack()
    {
        if (SecurityCenter.OtherFirewall() is { } other)
            throw new InstrumentFault("firewall",
                $"{other} has taken it over, and what that lets in is not told: local IT knows");
        // A profile that is on filters nothing while the firewall's service is stopped, or after a start that leaves it out.
        var works = ServiceManager.Find(Service) is { State: ServiceRunState.Running, Start: not ServiceStart.Disabled };
        return [.. Profiles.Select(profile => new FirewallProfile(
            profile.Name,
            works && (ByPolicy(profile, Switch) ?? Value(Local + profile.LocalKey, Switch)) is not (null or "0"),
            ByPolicy(profile, Switch) is not null,
            LetsIn(profile)))];
    }

    /// <inheritdoc/>
    public void Set(string profile, bool on)
    {
        var chosen = Profiles.FirstOrDefault(known => known.Name == profile)
            ?? throw new InstrumentFault("firewall", $"there is no profile '{profile}'");
        OnItsOwnThread(policy =>
        {
            policy.PutFirewallEnabled(chosen.Bit, on);
            return on;
        });
    }

    // Group policy comes before a device management's, and both before the machine's own. Nothing set: it blocks. Source: Windows
    // Firewall, "policy stores"; [MS-GPFAS], DefaultInboundAction.
    private string? ByPolicy(Profile profile, string name) => new[] { Policies, Managed }
        .SelectMany(store => profile.PolicyKeys.Select(key => Value(store + key, name)))
        .FirstOrDefault(value => value is not null);

    private bool LetsIn(Profile profile) => (ByPolicy(profile, Inbound) ?? Value(Local + profile.LocalKey, Inbound)) == Allow;

    private string? Value(string key, string name) => registry.Read(key, name, RegistryView.Bits64)?.Text;

    private static T OnItsOwnThread<T>(Func<IFirewallPolicy, T> ask) =>
        ComThread.Run("firewall", "the firewall's policy object", () => Ask(ask));

    private static T Ask<T>(Func<IFirewallPolicy, T> ask)
    {
        var policy = Activator.CreateInstance(Type.GetTypeFromCLSID(new Guid(PolicyClass), throwOnError: true)!)!;
        try
        {
            return ask((IFirewallPolicy)policy);
        }
        finally
        {
            Marshal.FinalReleaseComObject(policy);
        }
    }

    private sealed record Profile(string Name, int Bit, string LocalKey, ImmutableArray<string> PolicyKeys);
}
