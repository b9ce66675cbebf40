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
    private const string Service = "MpsSvc";
    private const string Switch = "EnableFirewall";

    // The local setting of the private profile is called "standard" since before there were three; a group policy may write
    // either name.
    private static readonly ImmutableArray<Profile> Profiles =
    [
        new("domain", 1, "DomainProfile", ["DomainProfile"]),
        new("private", 2, "StandardProfile", ["PrivateProfile", "StandardProfile"]),
        new("public", 4, "PublicProfile", ["PublicProfile"]),
    ];

    /// <inheritdoc/>
    public ImmutableArray<FirewallProfile> Read() => OnItsOwnThread(policy =>
        Profiles.Select(profile =>
            new FirewallProfile(profile.Name, policy.GetFirewallEnabled(profile.Bit), ByPolicy(profile) is not null))
            .ToImmutableArray());

    /// <inheritdoc/>
    public ImmutableArray<FirewallProfile> ReadBack()
    {
        // A profile that is on filters nothing while the firewall's service is stopped.
        var works = ServiceManager.Find(Service) is { State: ServiceRunState.Running };
        return [.. Profiles.Select(profile => new FirewallProfile(
            profile.Name,
            works && (ByPolicy(profile) ?? IsOn(Local + profile.LocalKey) ?? false),
            ByPolicy(profile) is not null))];
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

    private bool? ByPolicy(Profile profile) =>
        profile.PolicyKeys.Select(key => IsOn(Policies + key)).FirstOrDefault(on => on is not null);

    private bool? IsOn(string key) => registry.Read(key, Switch, RegistryView.Bits64) is { } value ? value.Text != "0" : null;

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
