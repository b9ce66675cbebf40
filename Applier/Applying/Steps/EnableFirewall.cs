using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Turns the firewall on in every profile. A profile that a policy keeps off cannot be turned on by us, and one that lets
/// everything in protects nothing when it is on: the step fails and says so.
/// </summary>
internal sealed class EnableFirewall(EnableFirewallStep step, StepContext context)
    : StepWork<EnableFirewallStep, FirewallBefore>(step, context)
{
    private IFirewall Firewall => Context.Instrument.Firewall;

    protected override Task<ProbeAnswer> ReadBackOwn(FirewallBefore? before, CancellationToken cancel) =>
        Task.FromResult(Context.Probes.Ask(new FirewallProbe()));

    protected override Task<FirewallBefore> CaptureOwn(CancellationToken cancel) =>
        Task.FromResult(new FirewallBefore(Firewall.Read()));

    protected override Task<string?> ApplyOwn(FirewallBefore before, CancellationToken cancel)
    {
        var profiles = Firewall.Read();
        // What it lets in is the site's own rule: it is told, and not changed.
        if (profiles.FirstOrDefault(profile => profile.LetsIn) is { } open)
            throw new InstrumentFault("firewall",
                $"the {open.Name} profile lets in whatever no rule forbids: local IT must let it block by default");
        foreach (var profile in profiles.Where(profile => !profile.On))
        {
            if (profile.FromPolicy)
                throw new InstrumentFault("firewall",
                    $"a group policy or device management keeps the {profile.Name} profile off: local IT must turn it on");
            Firewall.Set(profile.Name, on: true);
        }

        return Task.FromResult<string?>(null);
    }

    protected override Task UndoOwn(FirewallBefore before, CancellationToken cancel)
    {
        var now = Firewall.Read();
        foreach (var old in before.Profiles.Where(old => now.Any(profile => profile.Name == old.Name && profile.On != old.On)))
            Firewall.Set(old.Name, old.On);
        return Task.CompletedTask;
    }

    protected override ProbeAnswer ReadBackUndoneOwn(FirewallBefore before)
    {
        var now = Firewall.ReadBack();
        return ProbeAnswer.Of(Switches(now).SetEquals(Switches(before.Profiles)),
            $"firewall: {string.Join(", ", Switches(now))}", ProbeReader.Observe(now));
    }

    private static ImmutableSortedSet<string> Switches(ImmutableArray<FirewallProfile> profiles) =>
        [.. profiles.Select(profile => $"{profile.Name} {(profile.On ? "on" : "off")}")];
}
