using System.Net;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>
/// What looks proven and is not: rights that a process keeps, a port that is silent for a moment, an open firewall.
/// </summary>
public sealed class FalseProofTests : IDisposable
{
    private const string Ucs = "ucs";
    private readonly Bench _bench = new();

    public FalseProofTests() => SampleSteps.Prepare(_bench);

    public void Dispose() => _bench.Dispose();

    // Windows, "Access Tokens": a token is made at the logon, and changes of the account's groups leave it as it is.
    [Fact]
    public async Task A_standard_account_is_not_proven_while_its_service_keeps_the_rights_of_an_administrator()
    {
        _bench.Instrument.KeepAdministrator.Add(Ucs);
        var standard = new ServiceProbe(Ucs) { StandardAccount = true };
        var leave = new SetAccountStep(Bench.Id("leave"), Bench.Title("Leave"), Ucs)
        { NotMemberOf = [IAccounts.Administrators], Proof = [standard] };

        var kept = await _bench.Run(leave);

        Assert.Equal(Verdict.Undone, kept.Verdict);
        Assert.Contains("keeps them", kept.Refusal!.Reason, StringComparison.Ordinal);
        _bench.Instrument.ServiceList[Ucs] = _bench.Instrument.ServiceList[Ucs] with { State = ServiceRunState.Stopped };
        Assert.Equal(Verdict.Applied,
            (await _bench.Transaction.Apply(_bench.Request("bundle-2", leave), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task A_silent_port_is_proven_by_a_silence_that_lasts()
    {
        // The service runs, and listens only some looks later.
        var looks = 0;
        _bench.Instrument.ListensOn = () =>
            _bench.Instrument.Calls.Contains("registry.write") && ++looks > 5 ? [IPAddress.Any] : [];
        var step = new SetRegistryValueStep(Bench.Id("value"), Bench.Title("Value"), SampleSteps.Key, "Remote", RegistryKind.Text,
            "off")
        { Proof = [new ListenerProbe(8080)] };

        var outcome = await _bench.Run(step);

        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains("0.0.0.0", outcome.Refusal!.Reason, StringComparison.Ordinal);
    }

    // Windows, MIB_TCPROW_OWNER_PID: each listener has a process, and HTTP.sys listens in that of the system for others.
    [Theory]
    [InlineData(ListenerOwner.Service, true)]
    [InlineData(ListenerOwner.WindowsHttp, false)]
    [InlineData(ListenerOwner.Other, false)]
    public async Task A_loopback_listener_is_proof_at_once_only_when_it_is_the_services_own(object owner, bool atOnce)
    {
        var looks = 0;
        _bench.Instrument.Listening = (ListenerOwner)owner;
        _bench.Instrument.ListensOn = () => ++looks > 0 ? [IPAddress.Loopback] : [];

        var outcome = await _bench.Run(Silenced(new(8080) { Service = Ucs }));

        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.True(atOnce ? looks < Hurried.Patience.SilenceTries : looks > Hurried.Patience.SilenceTries, $"{looks} looks");
    }

    [Fact]
    public async Task A_loopback_listener_of_another_program_does_not_hide_that_the_service_opens_the_port_later()
    {
        var looks = 0;
        _bench.Instrument.ListensOn = () => _bench.Instrument.Calls.Contains("registry.write") && ++looks > 5
            ? [IPAddress.Loopback, IPAddress.Any]
            : [IPAddress.Loopback];

        var outcome = await _bench.Run(Silenced(new(8080) { Service = Ucs }));

        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains("0.0.0.0", outcome.Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_between_two_states_has_not_said_where_it_listens()
    {
        var service = _bench.Instrument.ServiceList[Ucs];
        _bench.Instrument.ServiceList[Ucs] = service with { State = ServiceRunState.Pending };

        var outcome = await _bench.Run(Silenced(new(8080) { Service = Ucs }));

        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains("between two states", outcome.Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_a_later_step_opens_after_a_moment_is_found_at_the_end_of_the_plan()
    {
        // The service is started by the second step, and listens only some looks later.
        var looks = 0;
        _bench.Instrument.ListensOn = () =>
            _bench.Instrument.Calls.Contains("registry.write Later") && ++looks > 5 ? [IPAddress.Any] : [];
        var later = new SetRegistryValueStep(Bench.Id("later"), Bench.Title("Later"), SampleSteps.Key, "Remote",
            RegistryKind.Text, "later");
        _bench.Instrument.OnCall = call =>
        {
            if (call == "registry.write" && _bench.Instrument.Calls.Count(one => one == call) == 2)
                _bench.Instrument.Calls.Add("registry.write Later");
        };

        // The second one follows the first one up, of which only the declared proof is asked at the end.
        var outcome = await _bench.Run(Silenced(new(8080)), later);

        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains("at the end of the plan", outcome.Refusal!.Reason, StringComparison.Ordinal);
    }

    private static SetRegistryValueStep Silenced(ListenerProbe proof) =>
        new(Bench.Id("value"), Bench.Title("Value"), SampleSteps.Key, "Remote", RegistryKind.Text, "off") { Proof = [proof] };

    // [MS-FASP], DefaultInboundAction: a profile that is on may let in whatever no rule forbids.
    [Fact]
    public async Task A_firewall_that_is_on_and_lets_everything_in_is_not_called_on()
    {
        _bench.Instrument.LetsIn = "private";

        var outcome = await _bench.Run(new EnableFirewallStep(Bench.Id("firewall"), Bench.Title("Firewall")));

        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains("the private profile lets in whatever no rule forbids", outcome.Refusal!.Reason,
            StringComparison.Ordinal);
        Assert.DoesNotContain("firewall.set", _bench.Instrument.Calls);
    }
}
