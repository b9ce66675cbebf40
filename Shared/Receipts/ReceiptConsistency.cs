namespace PatchKit.Shared.Receipts;

/// <summary>
/// Whether a receipt agrees with itself: one row of rules a verdict. One that does not was well signed and is evidence, but never
/// counts as done.
/// </summary>
public static class ReceiptConsistency
{
    /// <summary>What contradicts what, in plain English; null when nothing does.</summary>
    public static string? Contradiction(this Receipt receipt)
    {
        var rule = Rules.Of(receipt.Verdict);
        if (rule.Broken(receipt) is { } broken)
            return $"the verdict is {Name(receipt.Verdict)}, and yet {broken}";
        return StepFault(receipt) ?? ChainFault(receipt) ?? SerialFault(receipt.Instrument);
    }

    private static string? StepFault(Receipt receipt)
    {
        foreach (var phase in receipt.Phases)
        {
            if (phase.Done && phase.Steps.FirstOrDefault(step => !IsSettled(step)) is { } open)
                return $"phase {phase.Phase} is done, and yet its step {open.Step} is not";
            if (phase.Steps.FirstOrDefault(step => NeedsReadBack(step) && !(step.ReadBack is ReadBack.Agrees
                && !step.After.IsEmpty)) is { } unproven)
                return $"step {unproven.Step} is {Name(unproven.Outcome)}, and yet no read-back shows it";
            if (phase.Steps.FirstOrDefault(step => step is { Outcome: StepOutcome.NotNeeded, After.IsEmpty: true }) is { } unseen)
                return $"step {unseen.Step} is not needed, and yet nothing shows why";
        }

        return null;
    }

    private static string? ChainFault(Receipt receipt) => receipt is { Sequence: 1, Previous: not null }
        ? "it is the first receipt of its boot mode, and yet it follows another one"
        : null;

    private static string? SerialFault(ReceiptInstrument instrument) =>
        instrument.SerialTyped is { } typed && !instrument.Serial.Text.EndsWith(typed, StringComparison.OrdinalIgnoreCase)
            ? $"the serial number {instrument.Serial} was found, and yet {typed} was typed"
            : null;

    private static bool IsNew(ReceiptStep step) => step.Outcome is StepOutcome.Done or StepOutcome.AlreadySo;

    private static bool IsSettled(ReceiptStep step) => IsNew(step) || step.Outcome is StepOutcome.NotNeeded;

    // Something stands differently from before the session.
    private static bool IsChanged(ReceiptStep step) =>
        step.Outcome is StepOutcome.Done or StepOutcome.RestartPending or StepOutcome.UndoFailed;

    private static bool NeedsReadBack(ReceiptStep step) => IsNew(step) || step.Outcome is StepOutcome.Undone;

    private static string Name<T>(T word)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()).Replace('-', ' ');

    /// <summary>What a verdict says of the rest of its receipt.</summary>
    private sealed record Rules
    {
        /// <summary>Whether a refusal stands there: wanted, forbidden, or either.</summary>
        public bool? Refusal { get; init; }

        /// <summary>Whether every phase is named and done.</summary>
        public bool Installed { get; init; }

        /// <summary>Whether steps may have changed something that is not taken back.</summary>
        public bool Changes { get; init; }

        /// <summary>Whether a proven backup and a journal are wanted.</summary>
        public bool Proven { get; init; }

        /// <summary>The outcomes that steps may have; empty for any.</summary>
        public StepOutcome[] Outcomes { get; init; } = [];

        public static Rules Of(Verdict verdict) => verdict switch
        {
            Verdict.Applied => new() { Refusal = false, Installed = true, Changes = true, Proven = true },
            Verdict.AlreadyApplied => new() { Refusal = false, Installed = true },
            Verdict.RestartPending => new() { Refusal = false, Changes = true, Proven = true },
            Verdict.Refused =>
                new()
                {
                    Refusal = true,
                    Outcomes = [StepOutcome.Pending, StepOutcome.AlreadySo, StepOutcome.Failed, StepOutcome.NotNeeded]
                },
            Verdict.Undone => new() { },
            Verdict.Inconsistent => new() { Refusal = true, Changes = true },
            Verdict.HalfWay => new() { Refusal = true, Changes = true },
            Verdict.Declined => new() { Outcomes = [StepOutcome.Pending, StepOutcome.AlreadySo, StepOutcome.NotNeeded] },
            Verdict.Compromised => new() { Refusal = false, Outcomes = [StepOutcome.Pending] },
            Verdict.Holds =>
                new() { Refusal = false, Installed = true, Outcomes = [StepOutcome.AlreadySo, StepOutcome.NotNeeded] },
            Verdict.Regressed =>
                new() { Refusal = false, Outcomes = [StepOutcome.AlreadySo, StepOutcome.Failed, StepOutcome.NotNeeded] },
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "a verdict without rules"),
        };

        /// <summary>Which rule a receipt breaks, or null.</summary>
        public string? Broken(Receipt receipt)
        {
            var steps = receipt.Phases.SelectMany(phase => phase.Steps).ToList();
            if (receipt.Verdict is Verdict.HalfWay)
                return "a receipt is written of what has ended alone";
            if (Refusal is false && receipt.Refusal is { } refusal)
                return $"it was refused ({refusal.InWords()})";
            if (Refusal is true && receipt.Refusal is null)
                return "no refusal is named";
            if (Installed && receipt.Phases.IsEmpty)
                return "no phase is named";
            if (Installed && receipt.Phases.FirstOrDefault(phase => !phase.Done) is { } open)
                return $"phase {open.Phase} is not done";
            if (Installed && steps.TrueForAll(step => step.Outcome is StepOutcome.NotNeeded))
                return "no step was needed";
            if (!Changes && steps.Find(IsChanged) is { } changed)
                return $"step {changed.Step} is {Name(changed.Outcome)}";
            if (Outcomes.Length > 0 && steps.Find(step => !Outcomes.Contains(step.Outcome)) is { } other)
                return $"step {other.Step} is {Name(other.Outcome)}";
            if (Proven && receipt.Backup?.Proof is null)
                return "no backup was proven";
            if (Proven && receipt.Journal is null)
                return "no journal is named";
            if (receipt.Verdict is Verdict.RestartPending && !steps.Exists(step => step.Outcome is StepOutcome.RestartPending))
                return "no step awaits a restart";
            if (receipt is { Compared: not null, Verdict: not (Verdict.Undone or Verdict.Inconsistent) })
                return "it was compared with a backup after an undo";
            return DeclineFault(receipt) ?? RegressionFault(receipt, steps);
        }

        private static string? DeclineFault(Receipt receipt) => (receipt.Verdict is Verdict.Declined, receipt.Decline) switch
        {
            (true, null) => "no reason is named",
            (false, not null) => "it names a reason for saying no",
            (true, { Reason: DeclineReason.Other, Text: null }) => "the other reason is not told",
            _ => null,
        };

        private static string? RegressionFault(Receipt receipt, List<ReceiptStep> steps) =>
            (receipt.Verdict is Verdict.Regressed, receipt.Regressed) switch
            {
                (true, null) => "no step is named",
                (false, { } step) => $"step {step} is named as regressed",
                (true, { } step) when steps.Find(one => one.Outcome is StepOutcome.Failed)?.Step != step =>
                    $"step {step} is not the first that failed",
                _ => null,
            };
    }
}
