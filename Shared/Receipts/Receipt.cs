using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// What happened in one boot mode of one instrument: the predicate of an in-toto Statement v1 whose subject is the bundle, in a
/// DSSE envelope signed with the key of that boot mode. Holds no patient data, no sample name, no password, and of what the
/// machine says only what <see cref="Observation"/> and <see cref="ReceiptFact"/> can say. A member that does not apply is
/// absent, never null. Format: docs/formats/receipt.md.
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

    /// <summary>What was refused or failed; absent when all is well.</summary>
    public ReceiptRefusal? Refusal { get; init; }

    /// <summary>Why a person said no; there when the verdict is declined, and then alone.</summary>
    public ReceiptDecline? Decline { get; init; }

    /// <summary>The first step whose state is gone; there when the verdict is regressed, and then alone.</summary>
    public StepId? Regressed { get; init; }

    /// <summary>
    /// The code that the screen shows, <see cref="SituationCode"/>. The writer sets it, and the reader takes no other one.
    /// </summary>
    public string? Situation { get; init; }

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

    /// <summary>What was checked before anything was changed, in order; empty when it did not come to that.</summary>
    [JsonRequired]
    public required ImmutableArray<ReceiptFinding> Preflight { get; init; }

    /// <summary>The plan's phases with each step's outcome.</summary>
    [JsonRequired]
    public required ImmutableArray<ReceiptPhase> Phases { get; init; }

    /// <summary>The reports of media gateways that lay on the stick; absent when none did.</summary>
    public ImmutableArray<ReceiptKioskReport>? KioskReports { get; init; }

    /// <summary>The backup; absent when none was taken.</summary>
    public ReceiptBackup? Backup { get; init; }

    /// <summary>What a comparison with the backup showed after an undo; absent when there was none.</summary>
    public ReceiptComparison? Compared { get; init; }

    /// <summary>The journal's chained digest and its number of records; absent when nothing had to be changed.</summary>
    public ReceiptJournal? Journal { get; init; }

    /// <summary>Start and end.</summary>
    [JsonRequired]
    public required ReceiptTimes Times { get; init; }

    /// <summary>Who stood before the instrument, as they typed it.</summary>
    public ReceiptOperator? Operator { get; init; }

    /// <summary>Whether local IT was told before accounts and permissions were changed; absent when nobody was asked.</summary>
    public ReceiptTold? LocalIt { get; init; }

    /// <summary>What a person attested, each with the sentence that they read; empty when nothing was asked.</summary>
    [JsonRequired]
    public required ImmutableArray<Attestation> Attestations { get; init; }

    /// <summary>The program, with its version.</summary>
    [JsonRequired]
    public required string Applier { get; init; }

    /// <summary>How many receipts this boot mode has written, this one counted.</summary>
    [JsonRequired]
    public required long Sequence { get; init; }

    /// <summary>
    /// SHA-256 of the file of the receipt that this boot mode wrote before; absent when there is none. So the order of receipts
    /// does not depend on the instrument's clock.
    /// </summary>
    public Sha256Digest? Previous { get; init; }
}

/// <summary>A refusal in a receipt: which, where in the plan, and its values. What else was seen stays in the log.</summary>
/// <param name="Code">Which refusal.</param>
/// <param name="Facts">The values of its sentence, in order.</param>
public sealed record ReceiptRefusal(
    [property: JsonRequired] RefusalCode Code,
    [property: JsonRequired] ImmutableArray<ReceiptFact> Facts)
{
    /// <summary>The plan's step that it is about, if it is about one.</summary>
    public StepId? Step { get; init; }

    /// <summary>The check that said stop, if one did.</summary>
    public CheckId? Check { get; init; }

    /// <summary>The refusal in one line of plain English, for the desk: <c>StepFailed: step install-ucs</c>.</summary>
    public string InWords()
    {
        var place = Step is { } step ? $": step {step}" : Check is { } check ? $": check {check}" : "";
        var facts = Facts.Select(fact => fact.InWords()).Where(fact => fact.Length > 0);
        return $"{Code}{place}{string.Concat(facts.Select(fact => $", {fact}"))}";
    }
}

/// <summary>Why a person said no.</summary>
/// <param name="Reason">One of the verification form's two reasons, or another.</param>
public sealed record ReceiptDecline([property: JsonRequired] DeclineReason Reason)
{
    /// <summary>The reasons that a person is offered.</summary>
    public static IReadOnlyList<DeclineReason> Offered { get; } =
        [DeclineReason.NoProductNeedsIt, DeclineReason.NoInterruption, DeclineReason.Other];

    /// <summary>What they typed, as they typed it; wanted when the reason is another.</summary>
    public string? Text { get; init; }
}

/// <summary>The two reasons that the notice's verification form has, another one, and a fingerprint that differs.</summary>
[JsonConverter(typeof(Json.StrictEnumConverter<DeclineReason>))]
public enum DeclineReason
{
    /// <summary>No product on site needs the action.</summary>
    NoProductNeedsIt = 1,

    /// <summary>The site does not wish to interrupt operations for it.</summary>
    NoInterruption,

    /// <summary>Another one, in the person's words.</summary>
    Other,

    /// <summary>The fingerprint on the screen is not the one in the letter: whose program this is, is not known.</summary>
    FingerprintDiffers,
}

/// <summary>What one preflight check saw.</summary>
/// <param name="Check">Which.</param>
/// <param name="Level">Pass, warn or stop.</param>
/// <param name="Facts">The values of its sentence, in order.</param>
public sealed record ReceiptFinding(
    [property: JsonRequired] CheckId Check,
    [property: JsonRequired] FindingLevel Level,
    [property: JsonRequired] ImmutableArray<ReceiptFact> Facts);

/// <summary>
/// A media gateway's report that lay on the stick. Nobody of ours signs one: its digest tells which one it was.
/// </summary>
/// <param name="Sha256">SHA-256 of the report.</param>
/// <param name="Removed">How many files it names that were not let through and were gone; 20 stands for more, too.</param>
public sealed record ReceiptKioskReport(
    [property: JsonRequired] Sha256Digest Sha256,
    [property: JsonRequired] long Removed);

/// <summary>The backup that was taken before the first change.</summary>
/// <param name="Digest">SHA-256 of its manifest.</param>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Bytes before compression.</param>
public sealed record ReceiptBackup(
    [property: JsonRequired] Sha256Digest Digest,
    [property: JsonRequired] long Files,
    [property: JsonRequired] long Bytes)
{
    /// <summary>Digest of the proof that it can be restored byte for byte; absent when that was not proven.</summary>
    public Sha256Digest? Proof { get; init; }
}

/// <summary>After an undo: the files of the backup's mandatory set, compared with the instrument.</summary>
/// <param name="Files">How many were compared.</param>
/// <param name="Different">How many of them are missing, altered or unreadable, and were not put back.</param>
/// <param name="Names">The paths of those that the signed bundle names; what else differs has a number alone.</param>
public sealed record ReceiptComparison(
    [property: JsonRequired] long Files,
    [property: JsonRequired] long Different,
    [property: JsonRequired] ImmutableArray<string> Names);

/// <summary>The journal behind a receipt.</summary>
public sealed record ReceiptJournal([property: JsonRequired] Sha256Digest Digest, [property: JsonRequired] long Records);

/// <summary>Times of an application, UTC. Notes of the instrument's clock, never evidence.</summary>
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
public sealed record ReceiptOperator([property: JsonRequired] string Name, [property: JsonRequired] string Role)
{
    /// <summary>For whom they stand there, as the verification form asks; absent when they did not say.</summary>
    public string? Company { get; init; }
}

/// <summary>Whether somebody was told.</summary>
/// <param name="At">When the operator said so, UTC.</param>
public sealed record ReceiptTold([property: JsonRequired] DateTimeOffset At)
{
    /// <summary>Who was told, as the operator typed it; absent when nobody was, and the operator was warned.</summary>
    public string? Name { get; init; }
}

/// <summary>A person's answer to a sentence of the verification form. Nothing ticks it in advance.</summary>
/// <param name="Sentence">Which sentence, by its name in the campaign: <c>received-and-understood</c>.</param>
/// <param name="Language">The language in which it was read.</param>
/// <param name="Text">SHA-256 of the sentence as it was shown, in UTF-8.</param>
/// <param name="Agreed">Yes or no.</param>
/// <param name="By">Who answered.</param>
/// <param name="At">When, UTC.</param>
public sealed record Attestation(
    [property: JsonRequired] string Sentence,
    [property: JsonRequired] string Language,
    [property: JsonRequired] Sha256Digest Text,
    [property: JsonRequired] bool Agreed,
    [property: JsonRequired] ReceiptOperator By,
    [property: JsonRequired] DateTimeOffset At);
