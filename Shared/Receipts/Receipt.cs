using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// What happened in one boot mode of one instrument: the predicate of an in-toto Statement v1 whose subject is the bundle, in a
/// DSSE envelope signed with the key of that boot mode. Holds no patient data, no sample name, no password. Format:
/// docs/formats/receipt.md.
/// </summary>
public sealed record Receipt
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>True when the instrument was make-believe: such a receipt never counts as a real one.</summary>
    [JsonRequired]
    public required bool Rehearsal { get; init; }

    /// <summary>The one verdict: the same on the screen and in the exit code.</summary>
    [JsonRequired]
    public required Verdict Verdict { get; init; }

    /// <summary>What was refused or failed; null when all is well.</summary>
    public ReceiptRefusal? Refusal { get; init; }

    /// <summary>The field action.</summary>
    [JsonRequired]
    public required CampaignId Campaign { get; init; }

    /// <summary>The bundle that was applied.</summary>
    [JsonRequired]
    public required DeliveredBundle Bundle { get; init; }

    /// <summary>Its release counter.</summary>
    [JsonRequired]
    public required long Counter { get; init; }

    /// <summary>The stick.</summary>
    [JsonRequired]
    public required StickId Stick { get; init; }

    /// <summary>The delivery's nonce.</summary>
    [JsonRequired]
    public required string Nonce { get; init; }

    /// <summary>The instrument and its mode.</summary>
    [JsonRequired]
    public required ReceiptInstrument Instrument { get; init; }

    /// <summary>The plan's phases with each step's outcome.</summary>
    [JsonRequired]
    public required ImmutableArray<ReceiptPhase> Phases { get; init; }

    /// <summary>The backup; null when nothing had to be changed.</summary>
    public ReceiptBackup? Backup { get; init; }

    /// <summary>The journal's chained digest and its number of records; null when nothing had to be changed.</summary>
    public ReceiptJournal? Journal { get; init; }

    /// <summary>Start and end.</summary>
    [JsonRequired]
    public required ReceiptTimes Times { get; init; }

    /// <summary>Who stood before the instrument, as they typed it: name and role with the meaning of their consent.</summary>
    public ReceiptOperator? Operator { get; init; }

    /// <summary>The program, with its version.</summary>
    [JsonRequired]
    public required string Applier { get; init; }

    /// <summary>How many receipts this boot mode has written, this one counted.</summary>
    [JsonRequired]
    public required long Sequence { get; init; }
}

/// <summary>How an application ended.</summary>
[JsonConverter(typeof(StrictEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Applied now, every step read back.</summary>
    Applied = 1,

    /// <summary>Everything was so already; nothing was changed.</summary>
    AlreadyApplied,

    /// <summary>Goes on after a restart.</summary>
    RestartPending,

    /// <summary>Refused before the first change.</summary>
    Refused,

    /// <summary>Failed or cancelled, and undone; the read-back shows the old state.</summary>
    Undone,

    /// <summary>Neither old nor new. Never called success.</summary>
    Inconsistent,

    /// <summary>
    /// Neither old nor new, and the next start brings it to its end. Never called success, and never in a receipt: it has not
    /// ended.
    /// </summary>
    HalfWay,
}

/// <summary>A refusal in a receipt.</summary>
public sealed record ReceiptRefusal(
    [property: JsonRequired] RefusalCode Code,
    [property: JsonRequired] string Place,
    [property: JsonRequired] string Reason);

/// <summary>The instrument that a receipt speaks of.</summary>
/// <param name="Product">Product.</param>
/// <param name="Serial">Serial number as read from the machine.</param>
/// <param name="Mode">The boot mode that ran.</param>
/// <param name="Software">Name of the control software.</param>
/// <param name="SoftwareVersion">Its version.</param>
/// <param name="OsBuild">Windows build.</param>
public sealed record ReceiptInstrument(
    [property: JsonRequired] ProductId Product,
    [property: JsonRequired] SerialNumber Serial,
    [property: JsonRequired] BootMode Mode,
    [property: JsonRequired] string Software,
    [property: JsonRequired] string SoftwareVersion,
    [property: JsonRequired] int OsBuild);

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
/// <param name="Seen">What the read-back saw, in plain English.</param>
public sealed record ReceiptStep(
    [property: JsonRequired] StepId Step,
    [property: JsonRequired] string Kind,
    [property: JsonRequired] StepOutcome Outcome,
    [property: JsonRequired] string Seen);

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

    /// <summary>Failed; see <see cref="ReceiptStep.Seen"/>.</summary>
    Failed,

    /// <summary>Changed and undone; the read-back shows the old state.</summary>
    Undone,

    /// <summary>Changed, and the undo failed.</summary>
    UndoFailed,
}

/// <summary>The backup that was proven before the first change.</summary>
/// <param name="Digest">SHA-256 of its manifest.</param>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Bytes before compression.</param>
/// <param name="Proven">Whether the trial restore agreed byte for byte.</param>
public sealed record ReceiptBackup(
    [property: JsonRequired] Sha256Digest Digest,
    [property: JsonRequired] long Files,
    [property: JsonRequired] long Bytes,
    [property: JsonRequired] bool Proven);

/// <summary>The journal behind a receipt.</summary>
public sealed record ReceiptJournal([property: JsonRequired] Sha256Digest Digest, [property: JsonRequired] long Records);

/// <summary>Times of an application, UTC.</summary>
/// <param name="Started">When the session began, by the instrument's clock.</param>
/// <param name="Finished">When it ended, by the instrument's clock.</param>
/// <param name="OffsetMinutes">The instrument's offset from UTC.</param>
/// <param name="Floor">The highest signed time that this boot mode has seen; later than the clock when the clock is
/// behind.</param>
public sealed record ReceiptTimes(
    [property: JsonRequired] DateTimeOffset Started,
    [property: JsonRequired] DateTimeOffset Finished,
    [property: JsonRequired] int OffsetMinutes,
    [property: JsonRequired] DateTimeOffset Floor);

/// <summary>The operator as they named themselves (21 CFR 11.50: name, date and time, meaning).</summary>
public sealed record ReceiptOperator([property: JsonRequired] string Name, [property: JsonRequired] string Role);
