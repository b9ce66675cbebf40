using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators;

/// <summary>
/// How this boot mode of the instrument stands, as its journal, its state file and its own receipts tell it. Every sentence
/// about the instrument is made from it: nothing is said of where a screen or a session happens to be.
/// </summary>
/// <param name="Standing">How it stands.</param>
internal sealed record InstrumentState(Standing Standing)
{
    /// <summary>Nobody could read it.</summary>
    public static InstrumentState NotKnown { get; } = new(Standing.NotKnown);

    /// <summary>In between: the step that is being made or put back, from 1; else 0.</summary>
    public int Step { get; init; }

    /// <summary>In between: how many steps the plan has; else 0.</summary>
    public int Steps { get; init; }

    /// <summary>In between: whether what was changed is being put back.</summary>
    public bool Undoing { get; init; }

    /// <summary>Undone: how many files of the backup were left different from it; else 0.</summary>
    public long FilesDiffer { get; init; }

    /// <summary>Undone: how many steps of an earlier application of the bundle stay new; else 0.</summary>
    public int StepsStay { get; init; }

    /// <summary>Whether a start goes on at once with what an earlier one began, without asking for consent.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Whether an application has ended and its receipt is not made yet; the next start makes it.</summary>
    public bool ReportDue { get; init; }

    /// <summary>Whether a restore of files was begun and has not ended: nothing else begins before it has.</summary>
    public bool RestoreUnderWay { get; init; }

    /// <summary>How many receipts wait on this disk for a stick.</summary>
    public int ReceiptsKept { get; init; }

    /// <summary>What follows when a person suspects that somebody has tampered with it.</summary>
    [JsonIgnore]
    public TextKey SuspicionFollows =>
        GoesOn || RestoreUnderWay ? TextKey.SuspectFollowsBetween : TextKey.SuspectFollows;

    /// <summary>Where its journal stands, as a code says it.</summary>
    [JsonIgnore]
    public JournalPlace Journal => Standing switch
    {
        Standing.Untouched => JournalPlace.Untouched,
        Standing.Between => Undoing ? JournalPlace.Backward : JournalPlace.Forward,
        Standing.RestartAwaited => JournalPlace.RestartAwaited,
        Standing.Done or Standing.Regressed => JournalPlace.Done,
        Standing.Undone => JournalPlace.Undone,
        Standing.Inconsistent => JournalPlace.Inconsistent,
        _ => JournalPlace.NotKnown,
    };
}

/// <summary>How a boot mode stands.</summary>
[JsonConverter(typeof(StrictEnumConverter<Standing>))]
internal enum Standing
{
    /// <summary>As before: nothing was ever changed here, or an attempt ended before its first change.</summary>
    Untouched = 1,

    /// <summary>Between old and new; the next start brings it to its end.</summary>
    Between,

    /// <summary>Part of the plan is in place, the rest follows after a restart.</summary>
    RestartAwaited,

    /// <summary>New: every step was read back.</summary>
    Done,

    /// <summary>Old again: what was changed was put back and read back.</summary>
    Undone,

    /// <summary>Neither old nor new.</summary>
    Inconsistent,

    /// <summary>What is kept about it cannot be read.</summary>
    NotKnown,

    /// <summary>It was new, and a later look found that not all of it stands any more.</summary>
    Regressed,
}

/// <summary>A boot mode that is still to be done: the stick does not show its receipt.</summary>
/// <param name="Product">The product.</param>
/// <param name="Serial">The instrument.</param>
/// <param name="Mode">The boot mode.</param>
/// <param name="IsHere">Whether it is this very instrument, in its other mode.</param>
internal sealed record OutstandingMode(ProductId Product, SerialNumber Serial, ModeId Mode, bool IsHere)
{
    /// <summary>Whether the stick is for it, as far as is known: where not, starting it there would be refused.</summary>
    public bool IsDelivered { get; init; } = true;

    /// <summary>What a person calls the instrument: the product's name and the serial number.</summary>
    [JsonIgnore]
    public string Instrument { get; init; } = $"{Product} {Serial}";

    /// <summary>What a person calls the mode.</summary>
    [JsonIgnore]
    public LocalizedText Called { get; init; } = new(Mode.Text);
}

/// <summary>Another mode of this instrument, or one of another instrument of the delivery, before anything is changed.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="ShownDone">Whether the stick shows a receipt that says that it is done.</param>
internal sealed record OtherMode(OutstandingMode Mode, bool ShownDone);
