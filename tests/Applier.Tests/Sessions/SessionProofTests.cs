using System.IO.Abstractions;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Sessions;
using PatchKit.Applier.State;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>
/// What a start keeps for its receipt names the proof that the journal names, or nothing is done on it: the journal counts.
/// </summary>
public sealed class SessionProofTests
{
    private static readonly Sha256Digest Other = Sha256Digest.Of("another proof"u8);

    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;

    public SessionProofTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    private IFileSystem Files => _disk.Inner;

    private StateFile<OpenSession> Kept => new(Files, Files.Path.Combine(_world.State, "session"), OpenSession.Format);

    [Fact]
    public async Task A_session_that_names_another_proof_than_the_journal_is_not_gone_on_with()
    {
        await CutOff(Stage.Apply);
        NameAnotherProof();
        var between = _world.Snapshot(Files);

        var outcome = await _world.Start(_disk, 2);
        Assert.Equal((Verdict.Inconsistent, RefusalCode.Inconsistent), (outcome.Verdict, outcome.Refusal?.Code));
        Assert.Equal(Standing.Between, outcome.State.Standing);
        Assert.Equal(between, _world.Snapshot(Files));
    }

    [Fact]
    public async Task It_can_still_be_rolled_back_and_no_receipt_tells_of_that_proof()
    {
        var old = _world.Snapshot(Files);
        await CutOff(Stage.Apply);
        NameAnotherProof();

        var outcome = await _world.Rollback(Files, 2, _world.Open(Files));
        Assert.Equal((Verdict.Undone, null, RefusalCode.ReceiptNotWritten),
            (outcome.Verdict, outcome.Refusal, outcome.Receipt.Fault?.Code));
        Assert.Equal(old, _world.Snapshot(Files));
    }

    [Fact]
    public async Task An_end_without_its_receipt_is_not_told_on_another_proof()
    {
        await CutOff(Stage.Receipt);
        NameAnotherProof();

        var outcome = await _world.Start(_disk, 2);
        Assert.Equal((Verdict.AlreadyApplied, null), (outcome.Verdict, outcome.Refusal));
    }

    [Fact]
    public async Task One_that_names_the_journals_is_gone_on_with()
    {
        await CutOff(Stage.Apply);
        var outcome = await _world.Start(_disk, 2);
        Assert.Equal((Verdict.Applied, null), (outcome.Verdict, outcome.Refusal));
    }

    // The session dies in the middle of a stage; once the changes have begun, in their middle.
    private async Task CutOff(Stage stage) => await Assert.ThrowsAsync<InvalidOperationException>(() =>
        _world.Start(_disk, 1, happened =>
        {
            if ((stage == Stage.Apply && happened is StepEnded) || (happened is StageStarted started && started.Stage == stage
                && stage != Stage.Apply))
                throw new PowerCutException();
        }));

    private void NameAnotherProof()
    {
        var open = Kept.Read().Value.Value!;
        Kept.Write(open with { Facts = open.Facts with { Backup = open.Facts.Backup! with { Proof = Other } } });
    }
}
