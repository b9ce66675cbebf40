using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>A phase in a receipt.</summary>
/// <param name="Phase">Its name.</param>
/// <param name="Done">Whether every step of it is in the new state by read-back.</param>
/// <param name="Steps">Its steps.</param>
public sealed record ReceiptPhase(
    [property: JsonRequired] PhaseId Phase,
    [property: JsonRequired] bool Done,
    [property: JsonRequired] ImmutableArray<ReceiptStep> Steps);

/// <summary>A step in a receipt.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record ReceiptStep(
    [property: JsonRequired] StepId Step,
    [property: JsonRequired] string Kind,
    [property: JsonRequired] StepOutcome Outcome)
{
    /// <summary>What was seen just before the change; empty when nothing was changed.</summary>
    [JsonRequired]
    public required ImmutableArray<Observation> Before { get; init; }

    /// <summary>What the last read-back saw; empty when there was none.</summary>
    [JsonRequired]
    public required ImmutableArray<Observation> After { get; init; }

    /// <summary>
    /// Whether the last read-back showed what it was asked for: the new state, or the old one after an undo. Absent when there
    /// was none.
    /// </summary>
    public ReadBack? ReadBack { get; init; }

    /// <summary>A step that was not reached.</summary>
    public static ReceiptStep Pending(StepId step, string kind) =>
        new(step, kind, StepOutcome.Pending) { Before = [], After = [] };
}

/// <summary>What a read-back said.</summary>
[JsonConverter(typeof(StrictEnumConverter<ReadBack>))]
public enum ReadBack
{
    /// <summary>It is so.</summary>
    Agrees = 1,

    /// <summary>It is not so, or could not be read.</summary>
    Disagrees,
}

/// <summary>How a step ended.</summary>
[JsonConverter(typeof(StrictEnumConverter<StepOutcome>))]
public enum StepOutcome
{
    /// <summary>Not reached.</summary>
    Pending = 1,

    /// <summary>It was so before.</summary>
    AlreadySo,

    /// <summary>Changed, and read back.</summary>
    Done,

    /// <summary>Changed; the read-back waits for the restart.</summary>
    RestartPending,

    /// <summary>Failed; see <see cref="Receipt.Refusal"/> and <see cref="ReceiptStep.After"/>.</summary>
    Failed,

    /// <summary>Changed and undone; the read-back shows the old state.</summary>
    Undone,

    /// <summary>Changed, and the undo failed.</summary>
    UndoFailed,

    /// <summary>Left alone, because its condition does not hold here; <see cref="ReceiptStep.After"/> shows why.</summary>
    NotNeeded,
}
