namespace PatchKit.Shared.Receipts;

/// <summary>
/// Whether a receipt agrees with itself. One that does not was well signed and is evidence, but never counts as done.
/// </summary>
public static class ReceiptConsistency
{
    /// <summary>Whether a verdict says that the plan is in place.</summary>
    public static bool MeansInstalled(this Verdict verdict) => verdict is Verdict.Applied or Verdict.AlreadyApplied;

    /// <summary>What contradicts what, in plain English; null when nothing does.</summary>
    public static string? Contradiction(this Receipt receipt)
    {
        var installed = receipt.Verdict.MeansInstalled();
        if (receipt.Verdict is Verdict.HalfWay)
            return "the verdict is half-way, and yet a receipt is written of what has ended alone";
        if (installed && receipt.Refusal is { } refusal)
            return $"the verdict is {Name(receipt.Verdict)}, and yet it was refused ({refusal.Reason})";
        if (receipt.Verdict is Verdict.Refused && receipt.Refusal is null)
            return "the verdict is refused, and yet no refusal is named";
        if (installed && receipt.Phases.IsEmpty)
            return $"the verdict is {Name(receipt.Verdict)}, and yet no phase is named";
        if (installed && receipt.Phases.FirstOrDefault(phase => !phase.Done) is { } open)
            return $"the verdict is {Name(receipt.Verdict)}, and yet phase {open.Phase} is not done";
        foreach (var phase in receipt.Phases.Where(phase => phase.Done))
        {
            if (phase.Steps.FirstOrDefault(step => step.Outcome is not (StepOutcome.Done or StepOutcome.AlreadySo)) is { } step)
                return $"phase {phase.Phase} is done, and yet its step {step.Step} is not";
        }

        return receipt.Verdict is Verdict.Applied && receipt.Backup is { Proven: false }
            ? "it was applied, and yet the backup was not proven"
            : null;
    }

    private static string Name(Verdict verdict) => verdict is Verdict.AlreadyApplied ? "already applied" : "applied";
}
