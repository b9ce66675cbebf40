using System.Collections.Immutable;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// Where a session was when it said no, or ended: what a <see cref="SituationCode"/> stands for.
/// </summary>
/// <param name="Verdict">How it ended; refused, where a question is still open.</param>
/// <param name="Refusal">What was refused or failed; null when nothing was.</param>
/// <param name="Mode">The boot mode by its number among the product's modes, from 1; 0 when it is not known.</param>
/// <param name="Journal">Where the journal stands.</param>
/// <param name="Step">The step that it is about, by its number in the plan, from 1; 0 when it is about none.</param>
/// <param name="At">The step at which the journal stands, by its number in the plan, from 1; 0 when it is in none.</param>
public sealed record Situation(Verdict Verdict, RefusalCode? Refusal, int Mode, JournalPlace Journal, int Step, int At)
{
    /// <summary>The highest number of a mode; it stands for every later one too.</summary>
    public const int LastMode = 7;

    /// <summary>The highest number of a step; it stands for every later one too.</summary>
    public const int LastStep = 117;

    private const long Verdicts = 12;
    private const long Refusals = 100;
    private const long Places = 8;
    private const long Modes = LastMode + 1;
    private const long Steps = LastStep + 1;

    /// <summary>What a receipt says of it.</summary>
    public static Situation Of(Receipt receipt)
    {
        ImmutableArray<Values.StepId> steps = [.. receipt.Phases.SelectMany(phase => phase.Steps).Select(step => step.Step)];
        var step = receipt.Refusal?.Step ?? receipt.Regressed;
        return new(
            receipt.Verdict,
            receipt.Refusal?.Code,
            Math.Min(receipt.Instrument.Modes.IndexOf(receipt.Instrument.Mode) + 1, LastMode),
            PlaceOf(receipt),
            step is { } one ? Math.Min(steps.IndexOf(one) + 1, LastStep) : 0,
            At: 0);
    }

    // What has a receipt has ended: its journal stands in no step.
    private static JournalPlace PlaceOf(Receipt receipt) => receipt.Verdict switch
    {
        Verdict.Inconsistent => JournalPlace.Inconsistent,
        _ when receipt.Journal is null => JournalPlace.Untouched,
        Verdict.Undone => JournalPlace.Undone,
        Verdict.RestartPending => JournalPlace.RestartAwaited,
        _ => JournalPlace.Done,
    };

    /// <summary>The situation as one number below 2^30: each part in a place of its own.</summary>
    internal long Number =>
        ((((((long)Verdict * Refusals) + (long)(Refusal ?? 0)) * Modes + Math.Min(Mode, LastMode)) * Places + (long)Journal)
            * Steps + Math.Min(Step, LastStep)) * Steps + Math.Min(At, LastStep);

    /// <summary>The situation of a number; null when it is none: a code that was made up.</summary>
    internal static Situation? Of(long number)
    {
        var (verdict, refusal) = ((Verdict)Part(Verdicts, number / (Steps * Steps * Places * Modes * Refusals)),
            (RefusalCode)Part(Refusals, number / (Steps * Steps * Places * Modes)));
        return Enum.IsDefined(verdict) && (refusal == 0 || Enum.IsDefined(refusal))
            && number < Verdicts * Refusals * Modes * Places * Steps * Steps
                ? new(verdict, refusal == 0 ? null : refusal, Part(Modes, number / (Steps * Steps * Places)),
                    (JournalPlace)Part(Places, number / (Steps * Steps)), Part(Steps, number / Steps), Part(Steps, number))
                : null;
    }

    private static int Part(long radix, long number) => (int)(number % radix);
}

/// <summary>Where the journal of a boot mode stands.</summary>
public enum JournalPlace
{
    /// <summary>It could not be read, or nobody has looked.</summary>
    NotKnown = 0,

    /// <summary>There is none, or it was ended before its first change.</summary>
    Untouched,

    /// <summary>Between old and new, on the way forward.</summary>
    Forward,

    /// <summary>Between old and new, on the way back.</summary>
    Backward,

    /// <summary>A restart is awaited.</summary>
    RestartAwaited,

    /// <summary>The plan is in place.</summary>
    Done,

    /// <summary>What was changed was put back.</summary>
    Undone,

    /// <summary>Neither old nor new.</summary>
    Inconsistent,
}
