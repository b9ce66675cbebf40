using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>
/// A service that dies when it is stopped, and that Windows starts again for that. Windows, SERVICE_FAILURE_ACTIONS: a service
/// has failed when it ends without reporting that it stopped, and the manager then does what its failure actions say.
/// </summary>
public sealed class FailureActionsTests : IDisposable
{
    private const string Ucs = "ucs";
    private readonly Bench _bench = new();

    public FailureActionsTests() => SampleSteps.Prepare(_bench);

    public void Dispose() => _bench.Dispose();

    private static SetServiceStep Stop { get; } = new(Bench.Id("stop"), Bench.Title("Stop"), Ucs)
    { State = ServiceRunState.Stopped };

    private static SetRegistryValueStep Value { get; } =
        new(Bench.Id("value"), Bench.Title("Value"), SampleSteps.Key, "Remote", RegistryKind.Text, "off");

    [Fact]
    public async Task A_service_that_is_started_again_in_the_middle_of_a_plan_is_stopped_once_more()
    {
        _bench.Instrument.StartsAgain[Ucs] = 1;

        var outcome = await _bench.Run(Stop, Value);

        Assert.Equal((Verdict.Applied, null), (outcome.Verdict, outcome.Refusal?.Reason));
        Assert.Equal(ServiceRunState.Stopped, _bench.Instrument.ServiceList[Ucs].State);
        Assert.Equal(2, _bench.Instrument.Calls.Count(call => call == "services.stop"));
    }

    [Theory]
    [InlineData(99, 0, "after 0 seconds (failure actions)")]
    [InlineData(1, 900, "after 900 seconds (failure actions)")]
    public async Task One_that_always_dies_or_is_started_again_too_late_to_be_waited_for_is_said_so(
        int times, int seconds, string said)
    {
        _bench.Instrument.StartsAgain[Ucs] = times;
        _bench.Instrument.StartsAfter = TimeSpan.FromSeconds(seconds);

        var outcome = await _bench.Run(Stop, Value);

        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains(said, outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("registry.write", _bench.Instrument.Calls);
    }
}
