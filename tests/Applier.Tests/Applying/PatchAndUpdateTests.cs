using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>
/// Patches of Windows Installer and updates of Windows, on a machine that does what Microsoft's documentation says they do.
/// </summary>
public sealed class PatchAndUpdateTests : IDisposable
{
    private readonly Bench _bench = new();

    public PatchAndUpdateTests() => _bench.Instrument.Installed["Patched"] = "2.0";

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_proven_and_taken_back_without_the_stick(bool patch)
    {
        var before = _bench.Snapshot();
        Assert.Equal(Verdict.Applied, (await _bench.Run(Step(patch))).Verdict);
        Assert.NotEqual(before, _bench.Snapshot());
        Directory.Delete(_bench.Content, recursive: true);
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Success_without_effect_is_no_success(bool patch)
    {
        _bench.Instrument.Lies.Add("install");
        Assert.Equal(Verdict.Undone, (await _bench.Run(Step(patch))).Verdict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_could_not_be_taken_back_is_not_begun(bool patch)
    {
        _bench.Instrument.Faults.Add("unkept");
        var outcome = await _bench.Run(Step(patch));
        Assert.Equal((Verdict.Refused, RefusalCode.NoWayBack), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.DoesNotContain("install", _bench.Instrument.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_proven_after_the_restart_that_it_wants(bool patch)
    {
        var step = Step(patch);
        _bench.Instrument.ExitCodes.Enqueue(3010);
        Assert.Equal(Verdict.RestartPending, (await _bench.Run(step)).Verdict);
        _bench.Instrument.BootId = "second";
        Assert.Equal(Verdict.Applied, (await _bench.Run(step)).Verdict);
    }

    [Theory]
    [InlineData(false, unchecked((int)0x80240017), "does not fit this Windows")]
    [InlineData(false, 1058, "the service Windows Update is disabled")]
    [InlineData(true, 1642, "is not installed, or another version")]
    [InlineData(true, 1643, "a policy of the site forbids patches")]
    public async Task A_code_that_a_site_can_do_something_about_is_said_in_words(bool patch, int code, string words)
    {
        _bench.Instrument.ExitCodes.Enqueue(code);
        var before = _bench.Snapshot();
        var outcome = await _bench.Run(Step(patch));
        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains(words, outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task An_update_that_was_there_before_stays_when_another_proof_failed()
    {
        _bench.Instrument.Hotfixes.Add("KB5012345");
        var step = SampleSteps.Update(_bench);
        var outcome = await _bench.Run(step with { Proof = [.. step.Proof, SampleSteps.Product("9.0")] });
        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains("KB5012345", _bench.Instrument.Hotfixes);
    }

    private RunInstallerStep Step(bool patch) => patch ? SampleSteps.Patch(_bench) : SampleSteps.Update(_bench);
}
