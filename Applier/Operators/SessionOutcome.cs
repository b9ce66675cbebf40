using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators;

/// <summary>
/// How a session ended: one verdict, beside it what the instrument's own records say of it, and what became of the receipt.
/// </summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Refusal">Why not, when not. What keeps a receipt from its stick never stands here.</param>
internal sealed record SessionOutcome(Verdict Verdict, Refusal? Refusal)
{
    /// <summary>How the instrument stands, read after everything else.</summary>
    public InstrumentState State { get; init; } = InstrumentState.NotKnown;

    /// <summary>What became of the receipt.</summary>
    public ReceiptFate Receipt { get; init; } = ReceiptFate.None;

    /// <summary>What this stick still expects, on this instrument first; empty when nothing or when nobody asked.</summary>
    public ImmutableArray<OutstandingMode> Outstanding { get; init; } = [];

    /// <summary>Why it is not certain that all that was written to the stick is on it; null when it is.</summary>
    public string? StickDoubt { get; init; }

    /// <summary>The boot mode by its number among the product's, from 1; 0 when it is not known.</summary>
    public int Mode { get; init; }

    /// <summary>What a person calls the boot mode; null when it is not known.</summary>
    public LocalizedText? Called { get; init; }

    /// <summary>The step that the refusal is about, by its number in the plan, from 1; 0 when it is about none.</summary>
    public int Step { get; init; }

    /// <summary>The first step whose state is gone; null when none is, or when nobody looked again.</summary>
    public Step? Regressed { get; init; }

    /// <summary>What is read out on the telephone: that of the receipt, where there is one.</summary>
    public SituationCode Code => Receipt.Code ?? SituationCode.Of(
        new Situation(Verdict, Refusal?.Code ?? (Receipt.Fault is null ? null : RefusalCode.ReceiptNotWritten), Mode,
            State.Journal, Step, State.Step));

    /// <summary>
    /// The exit code: that of the refusal; else that of a receipt that is not on the stick; else restart pending, outstanding
    /// when something is gone, or done (also when an undo that was asked for is).
    /// </summary>
    public int ExitCode => this switch
    {
        { Refusal: { } refusal } => (int)refusal.Code,
        { Receipt.Fault: not null } => (int)RefusalCode.ReceiptNotWritten,
        { Verdict: Verdict.RestartPending } => ExitCodes.RestartPending,
        { Verdict: Verdict.Regressed } => ExitCodes.Outstanding,
        { Verdict: Verdict.Applied or Verdict.AlreadyApplied or Verdict.Undone or Verdict.Holds } => ExitCodes.Done,
        _ => (int)RefusalCode.Internal,
    };
}

/// <summary>What became of a session's receipt.</summary>
/// <param name="Place">Where it is: on the stick, or the folder on this disk that keeps it; empty when there is none.</param>
/// <param name="Code">Its code; null when there is none.</param>
/// <param name="Fault">Why it is not on the stick, or not made; null when it is, or when none was due.</param>
internal sealed record ReceiptFate(string Place, SituationCode? Code, Refusal? Fault)
{
    /// <summary>None was due.</summary>
    public static ReceiptFate None { get; } = new("", null, null);
}
