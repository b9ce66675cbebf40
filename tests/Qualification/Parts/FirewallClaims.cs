using System.Runtime.Versioning;

namespace PatchKit.Qualification.Parts;

/// <summary>The firewall's profiles.</summary>
[SupportedOSPlatform("windows")]
internal static class FirewallClaims
{
    // Name, whether on, one profile a line; in every language the same.
    private const string Profiles =
        "Get-NetFirewallProfile -PolicyStore ActiveStore | ForEach-Object { $_.Name.ToLowerInvariant() + '=' + " +
            "$(if ([string]$_.Enabled -eq 'True') { 'on' } else { 'off' }) }";

    private const string InUse =
        "Get-NetConnectionProfile | ForEach-Object { switch ([string]$_.NetworkCategory) " +
            "{ 'Public' { 'public' } 'Private' { 'private' } default { 'domain' } } }";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("firewall.told", "Every profile is told as Windows' own tool tells it", site =>
        {
            var told = Lines(Profiles);
            var seen = site.Instrument.Firewall.Read().Select(profile => FirewallSwitch.Of(profile.Name, profile.On)).ToList();
            return Evidence.Of(told.Count == 3 && told.Order().SequenceEqual(seen.Order()),
                $"{string.Join(", ", seen)}; by the tool: {string.Join(", ", told)}");
        }),
        Claim.Now("firewall.read-back", "The registry and the firewall's service say the same as its policy object", site =>
        {
            var (one, other) = (site.Instrument.Firewall.Read(), site.Instrument.Firewall.ReadBack());
            return Evidence.Of(one.SequenceEqual(other), string.Join(", ", other.Select(profile => profile.InWords)));
        }),
        Claim.Now("firewall.changed", "A profile that no network uses is turned over, read back, and put back", site =>
        {
            var used = Lines(InUse);
            if (site.Instrument.Firewall.Read().FirstOrDefault(profile => !profile.FromPolicy && !used.Contains(profile.Name))
                is not { } free)
                return Evidence.NotRun("every profile is in use");
            site.Journal.Make(ThingKind.FirewallProfile, FirewallSwitch.Of(free.Name, free.On),
                () => site.Instrument.Firewall.Set(free.Name, !free.On));
            var changed = site.Instrument.Firewall.ReadBack().Single(profile => profile.Name == free.Name).On;
            site.Instrument.Firewall.Set(free.Name, free.On);
            var back = site.Instrument.Firewall.ReadBack().Single(profile => profile.Name == free.Name).On;
            return Evidence.Of(changed != free.On && back == free.On, $"{free.Name}: {free.On}, then {changed}, then {back}");
        }),
    ];

    private static List<string> Lines(string command) => [.. (Tool.PowerShell(command) ?? "")
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
