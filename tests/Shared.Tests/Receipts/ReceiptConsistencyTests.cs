using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Receipts;

public class ReceiptConsistencyTests
{
    private static readonly ReceiptStep Step = Receipts.Applied().Phases[0].Steps[0];

    [Theory]
    [MemberData(nameof(EveryVerdict))]
    public void Each_verdict_has_a_receipt_that_agrees_with_itself(Verdict verdict)
    {
        if (verdict is Verdict.HalfWay)
            Assert.Contains("has ended", Receipts.Of(verdict).Contradiction(), StringComparison.Ordinal);
        else
            Assert.Null(Receipts.Of(verdict).Contradiction());
    }

    [Theory]
    [MemberData(nameof(Contradictory))]
    public void A_receipt_that_contradicts_itself_says_where(string part, Receipt receipt) =>
        Assert.Contains(part, receipt.Contradiction(), StringComparison.Ordinal);

    [Fact]
    public void A_verdict_of_another_kind_never_passes_for_an_installation()
    {
        // The same receipt with the word changed alone: whatever does not mean installed has to be told apart.
        foreach (var verdict in Enum.GetValues<Verdict>().Where(verdict => !verdict.MeansInstalled()))
            Assert.NotNull((Receipts.Applied() with { Verdict = verdict }).Contradiction());
    }

    [Fact]
    public void A_phase_with_a_step_that_was_not_needed_is_done() =>
        Assert.Null((Receipts.Applied() with { Phases = [Phase(Step, NotNeeded)] }).Contradiction());

    public static TheoryData<Verdict> EveryVerdict() => [.. Enum.GetValues<Verdict>()];

    public static TheoryData<string, Receipt> Contradictory()
    {
        var refusal = new ReceiptRefusal(RefusalCode.NotIdle, []);
        var (applied, refused, holds) =
            (Receipts.Applied(), Receipts.Of(Verdict.Refused), Receipts.Of(Verdict.Holds));
        return new()
        {
            { "refused", applied with { Refusal = refusal } },
            { "no phase", applied with { Phases = [] } },
            { "phase patch is not done", applied with { Phases = [applied.Phases[0] with { Done = false }] } },
            { "install-ucs is not", applied with { Phases = [Phase(Step with { Outcome = StepOutcome.Failed })] } },
            { "no read-back", applied with { Phases = [Phase(Step with { ReadBack = null })] } },
            { "no read-back", applied with { Phases = [Phase(Step with { ReadBack = ReadBack.Disagrees })] } },
            { "no read-back", applied with { Phases = [Phase(Step with { After = [] })] } },
            { "no read-back", Receipts.Of(Verdict.Undone) with
                { Phases = [Open(Step with { Outcome = StepOutcome.Undone, ReadBack = null })] } },
            { "nothing shows why", applied with { Phases = [Phase(Step, NotNeeded with { After = [] })] } },
            { "no step was needed", applied with { Phases = [Phase(NotNeeded)] } },
            { "no backup was proven", applied with { Backup = applied.Backup! with { Proof = null } } },
            { "no backup was proven", applied with { Backup = null } },
            { "no journal", applied with { Journal = null } },
            { "follows another", applied with { Sequence = 1 } },
            { "was typed", Typed(applied, "999") },
            { "reason", applied with { Decline = new(DeclineReason.NoInterruption) } },
            { "regressed", applied with { Regressed = Step.Step } },
            { "is done", Receipts.Of(Verdict.AlreadyApplied) with { Phases = applied.Phases } },
            { "no refusal", refused with { Refusal = null } },
            { "is done", refused with { Phases = applied.Phases } },
            { "is undone", refused with { Phases = [Open(Step with { Outcome = StepOutcome.Undone })] } },
            { "is done", Receipts.Of(Verdict.Undone) with { Phases = applied.Phases } },
            { "is undo failed", Receipts.Of(Verdict.Undone) with
                { Phases = [Open(Step with { Outcome = StepOutcome.UndoFailed })] } },
            { "no refusal", Receipts.Of(Verdict.Inconsistent) with { Refusal = null } },
            { "no reason", Receipts.Of(Verdict.Declined) with { Decline = null } },
            { "not told", Receipts.Of(Verdict.Declined) with { Decline = new(DeclineReason.Other) } },
            { "is done", Receipts.Of(Verdict.Declined) with { Phases = applied.Phases } },
            { "is already so", Receipts.Of(Verdict.Compromised) with { Phases = holds.Phases } },
            { "refused", Receipts.Of(Verdict.Compromised) with { Refusal = refusal } },
            { "refused", holds with { Refusal = refusal } },
            { "is done", holds with { Phases = applied.Phases } },
            { "is not done", holds with { Phases = Receipts.Of(Verdict.Regressed).Phases } },
            { "no step", Receipts.Of(Verdict.Regressed) with { Regressed = null } },
            { "not the first", Receipts.Of(Verdict.Regressed) with { Regressed = Token.Of<StepId>("firewall") } },
            { "not the first", Receipts.Of(Verdict.Regressed) with { Phases = holds.Phases } },
        };
    }

    private static ReceiptStep NotNeeded => Step with { Outcome = StepOutcome.NotNeeded, ReadBack = null };

    private static ReceiptPhase Phase(params ReceiptStep[] steps) => Receipts.Applied().Phases[0] with { Steps = [.. steps] };

    private static ReceiptPhase Open(ReceiptStep step) => Phase(step) with { Done = false };

    private static Receipt Typed(Receipt receipt, string typed) =>
        receipt with { Instrument = receipt.Instrument with { SerialTyped = typed } };
}
