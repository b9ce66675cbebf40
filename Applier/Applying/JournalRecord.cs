using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Applier.Backups;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// One record of an application's journal. A closed set: <see cref="Began"/>, <see cref="TakenUp"/>, <see cref="FoundSo"/>,
/// <see cref="FoundNotNeeded"/>, <see cref="Intended"/>, <see cref="Proven"/>, <see cref="RestartAwaited"/>,
/// <see cref="Failed"/>, <see cref="UndoBegan"/>, <see cref="UndoProven"/>, <see cref="UndoFailed"/>, <see cref="Compared"/>,
/// <see cref="Ended"/>; and in the journal of a restore <see cref="RestoreBegan"/>, <see cref="Replaced"/>,
/// <see cref="LinkMade"/>, <see cref="FolderRights"/>, <see cref="TakingBack"/>. Format: docs/formats/journal.md.
/// </summary>
/// <param name="At">When, UTC, by the instrument's clock.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "record")]
[JsonDerivedType(typeof(Began), "began")]
[JsonDerivedType(typeof(TakenUp), "taken-up")]
[JsonDerivedType(typeof(FoundSo), "found-so")]
[JsonDerivedType(typeof(FoundNotNeeded), "found-not-needed")]
[JsonDerivedType(typeof(Intended), "intended")]
[JsonDerivedType(typeof(Proven), "proven")]
[JsonDerivedType(typeof(RestartAwaited), "restart-awaited")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(UndoBegan), "undo-began")]
[JsonDerivedType(typeof(UndoProven), "undo-proven")]
[JsonDerivedType(typeof(UndoFailed), "undo-failed")]
[JsonDerivedType(typeof(Compared), "compared")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(RestoreBegan), "restore-began")]
[JsonDerivedType(typeof(Replaced), "replaced")]
[JsonDerivedType(typeof(LinkMade), "link-made")]
[JsonDerivedType(typeof(FolderRights), "folder-rights")]
[JsonDerivedType(typeof(TakingBack), "taking-back")]
internal abstract record JournalRecord([property: JsonRequired] DateTimeOffset At)
{
    /// <summary>A record's JSON inside its frame.</summary>
    public static JsonFormat<JournalRecord> Format { get; } =
        new("a journal record", JournalJson.Default, JournalFrame.MaxPayloadBytes);
}

/// <summary>The first record: what is going to be applied. Enough to undo it without the stick.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Schema">Version of the journal's format.</param>
/// <param name="Rehearsal">Whether the instrument is make-believe.</param>
/// <param name="Request">The plan, with the digests of the bundle's files.</param>
/// <param name="Proof">Digest of the proof that the backup can be restored: without it no start goes on.</param>
/// <param name="Backup">The backup: what an undo is compared with.</param>
internal sealed record Began(
    DateTimeOffset At,
    [property: JsonRequired] string Schema,
    [property: JsonRequired] bool Rehearsal,
    [property: JsonRequired] ApplyRequest Request,
    [property: JsonRequired] Sha256Digest Proof,
    [property: JsonRequired] KeptBackup Backup) : JournalRecord(At)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";
}

/// <summary>A later start of the Applier took the application up again.</summary>
internal sealed record TakenUp(DateTimeOffset At, [property: JsonRequired] int Start) : JournalRecord(At);

/// <summary>A record about one step.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Step">The step.</param>
internal abstract record StepRecord(DateTimeOffset At, [property: JsonRequired] StepId Step) : JournalRecord(At)
{
    /// <summary>What was seen of it, in a receipt's words, before the allow-list; empty when nothing was looked at.</summary>
    [JsonRequired]
    public ImmutableArray<Observation> Observed { get; init; } = [];
}

/// <summary>A step was so already and is left alone.</summary>
internal sealed record FoundSo(DateTimeOffset At, StepId Step, [property: JsonRequired] string Seen) : StepRecord(At, Step);

/// <summary>A step's condition does not hold here: it is left alone.</summary>
internal sealed record FoundNotNeeded(DateTimeOffset At, StepId Step, [property: JsonRequired] string Seen)
    : StepRecord(At, Step);

/// <summary>A step is about to change the instrument; what stood before.</summary>
internal sealed record Intended(DateTimeOffset At, StepId Step, [property: JsonRequired] BeforeState Before)
    : StepRecord(At, Step);

/// <summary>The read-back shows the step's new state.</summary>
internal sealed record Proven(DateTimeOffset At, StepId Step, [property: JsonRequired] string Seen) : StepRecord(At, Step);

/// <summary>The step is done as far as it can be before a restart.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Step">The step.</param>
/// <param name="Why">Who asked for the restart.</param>
/// <param name="Boot">The machine's run in which it was asked for (<see cref="Instruments.IMachine.Boot"/>): the restart has been
/// made when another one has begun.</param>
internal sealed record RestartAwaited(
    DateTimeOffset At, StepId Step, [property: JsonRequired] string Why, [property: JsonRequired] string Boot)
    : StepRecord(At, Step);

/// <summary>The step failed.</summary>
internal sealed record Failed(DateTimeOffset At, StepId Step, [property: JsonRequired] string Reason) : StepRecord(At, Step)
{
    /// <summary>Whether it was a read-back that disagreed, and not a call that failed.</summary>
    [JsonRequired]
    public bool ReadBack { get; init; }
}

/// <summary>Everything that was changed is going to be undone, and why.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Why">Why.</param>
/// <param name="Lead">Number of the newest application that is taken back with it: one receipt tells of all.</param>
internal sealed record UndoBegan(
    DateTimeOffset At,
    [property: JsonRequired] JournalRefusal Why,
    [property: JsonRequired] int Lead) : JournalRecord(At);

/// <summary>A refusal in a journal: all of it, since a journal does not leave the instrument.</summary>
internal sealed record JournalRefusal(
    [property: JsonRequired] RefusalCode Code,
    [property: JsonRequired] string Place,
    [property: JsonRequired] string Reason);

/// <summary>The read-back shows the step's old state.</summary>
internal sealed record UndoProven(DateTimeOffset At, StepId Step, [property: JsonRequired] string Seen) : StepRecord(At, Step);

/// <summary>The step could not be brought back.</summary>
internal sealed record UndoFailed(DateTimeOffset At, StepId Step, [property: JsonRequired] string Reason) : StepRecord(At, Step)
{
    /// <summary>Whether it was a read-back that disagreed, and not a call that failed.</summary>
    [JsonRequired]
    public bool ReadBack { get; init; }
}

/// <summary>After an undo: the mandatory set was compared with the backup, and put back where the operator wanted it.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Files">Files that were compared.</param>
/// <param name="Different">How many of them are not as in the backup.</param>
/// <param name="Names">Their paths on the instrument, at most <see cref="MostNamed"/>.</param>
/// <param name="OfStep">One of them that a step of the plan changes; null when there is none.</param>
/// <param name="Why">What kept them from being put back; null when nobody tried, or nothing did.</param>
internal sealed record Compared(
    DateTimeOffset At,
    [property: JsonRequired] long Files,
    [property: JsonRequired] long Different,
    [property: JsonRequired] ImmutableArray<string> Names,
    string? OfStep,
    string? Why) : JournalRecord(At)
{
    /// <summary>Files that are named; of more only the number is told.</summary>
    public const int MostNamed = 15;

    /// <summary>What differs, in plain English; empty when nothing does.</summary>
    public string InWords()
    {
        if (Different == 0)
            return "";
        var more = Different > Names.Length ? $" and {Different - Names.Length} more" : "";
        return $"not as in the backup: {string.Join(", ", Names)}{more}{(Why is null ? "" : $" ({Why})")}";
    }

    /// <summary>What a rollback is refused with that left something different; null when nothing is.</summary>
    public Refusal? Refusal => Different == 0 ? null : new Refusal(RefusalCode.FilesAltered, "", InWords()).With(Different);
}

/// <summary>The end, for now: a rollback may follow.</summary>
internal sealed record Ended(DateTimeOffset At, [property: JsonRequired] Verdict Verdict) : JournalRecord(At);

/// <summary>The first record of a restore: what is going to be put back.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Schema">Version of the journal's format.</param>
/// <param name="Rehearsal">Whether the instrument is make-believe.</param>
/// <param name="Backup">The backup's folder on the host.</param>
/// <param name="Only">One file or folder of the instrument; null for everything.</param>
/// <param name="OverwriteNewer">Whether newer files are replaced too.</param>
/// <param name="Applications">How many applications were begun before it: after a later one it is not taken back.</param>
internal sealed record RestoreBegan(
    DateTimeOffset At,
    [property: JsonRequired] string Schema,
    [property: JsonRequired] bool Rehearsal,
    [property: JsonRequired] string Backup,
    string? Only,
    [property: JsonRequired] bool OverwriteNewer,
    [property: JsonRequired] int Applications) : JournalRecord(At);

/// <summary>A file is about to be replaced by the backup's; what stood before is kept.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Path">The file on the instrument.</param>
/// <param name="Name">Its copy, below the restore's own folder.</param>
/// <param name="Before">What stood there.</param>
/// <param name="Replacement">Digest of the backup's file.</param>
internal sealed record Replaced(
    DateTimeOffset At,
    [property: JsonRequired] string Path,
    [property: JsonRequired] string Name,
    [property: JsonRequired] FileBefore Before,
    [property: JsonRequired] Sha256Digest Replacement) : JournalRecord(At);

/// <summary>A link is about to be made where nothing is.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Path">The link on the instrument.</param>
/// <param name="Target">What it points at, as the link says it.</param>
internal sealed record LinkMade(
    DateTimeOffset At, [property: JsonRequired] string Path, [property: JsonRequired] string Target) : JournalRecord(At);

/// <summary>A folder is about to get the backup's owner and rights; what it had.</summary>
/// <param name="At">See <see cref="JournalRecord"/>.</param>
/// <param name="Path">The folder on the instrument.</param>
/// <param name="Security">Owner, group and rights of its own, in SDDL.</param>
internal sealed record FolderRights(
    DateTimeOffset At, [property: JsonRequired] string Path, [property: JsonRequired] string Security) : JournalRecord(At);

/// <summary>What the restore replaced is going to be put back.</summary>
internal sealed record TakingBack(DateTimeOffset At) : JournalRecord(At);

/// <summary>JSON of the journal and the transaction's state.</summary>
[JsonSerializable(typeof(JournalRecord))]
[JsonSerializable(typeof(TransactionState))]
internal sealed partial class JournalJson : JsonSerializerContext;
