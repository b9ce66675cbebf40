using System.Collections.Immutable;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Staging;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators;

/// <summary>
/// A question to the operator. A closed set: <see cref="OriginQuestion"/>, <see cref="ChecksQuestion"/>,
/// <see cref="AttestationQuestion"/>,
/// <see cref="LocalItQuestion"/>, <see cref="ConsentQuestion"/>, <see cref="BackupQuestion"/>,
/// <see cref="ManualStepQuestion"/>, <see cref="PasswordQuestion"/>, <see cref="RetryQuestion"/>,
/// <see cref="RestoreAlteredQuestion"/>, <see cref="BrokenRunsQuestion"/>, <see cref="EarlierModeQuestion"/>,
/// <see cref="UnlockQuestion"/>.
/// </summary>
/// <param name="Key">The name under which an answers file answers it.</param>
internal abstract record Question<TAnswer>(string Key);

/// <summary>
/// The checks found what is in the way: all of them are shown, and made again when the operator has mended something. "No" gives
/// up, and a receipt says why.
/// </summary>
/// <param name="Findings">What each check found, in order.</param>
/// <param name="Stop">What ends the session when it is not mended: of the first check that stops, else of what cannot be backed
/// up.</param>
internal sealed record ChecksQuestion(ImmutableArray<Finding> Findings, Shared.Refusal Stop) : Question<bool>("checks");

/// <summary>May we? Shows what will be done, to what, for whom.</summary>
internal sealed record ConsentQuestion(ConsentSummary Summary) : Question<ConsentAnswer>("consent");

/// <summary>What the operator consents to.</summary>
/// <param name="Campaign">The campaign's title.</param>
/// <param name="Customer">For whom the stick was made.</param>
/// <param name="Product">Product name.</param>
/// <param name="Serial">Serial number.</param>
/// <param name="Mode">Running boot mode.</param>
/// <param name="Software">Control software and version.</param>
/// <param name="Phases">The plan, phase by phase, with the title of each step and whether it is needed here.</param>
/// <param name="Warnings">Findings that warn, in the operator's language.</param>
internal sealed record ConsentSummary(
    LocalizedText Campaign,
    string Customer,
    string Product,
    string Serial,
    LocalizedText Mode,
    string Software,
    ImmutableArray<PlannedPhase> Phases,
    ImmutableArray<string> Warnings)
{
    /// <summary>How many characters of the serial number a person types who agrees.</summary>
    public const int SerialEndLength = 3;

    /// <summary>
    /// Whether these are the last characters of this instrument's serial number, in small letters or capitals: whoever agrees
    /// has looked at the instrument, and has meant it.
    /// </summary>
    public bool IsSerialEnd(string typed) => string.Equals(typed.Trim(),
        Serial[^Math.Min(SerialEndLength, Serial.Length)..], StringComparison.OrdinalIgnoreCase);

    /// <summary>What stick, instrument and preflight say, in the operator's language.</summary>
    public static ConsentSummary Of(
        StagedRelease release, IdentifiedInstrument identified, PreflightReport report, IReadOnlySet<StepId> notNeeded,
        string language) => new(
        release.Manifest.Title,
        release.Delivery.Customer.Name,
        identified.Product.Name,
        identified.Serial.Text,
        identified.Mode.Called,
        $"{identified.Mode.Software} {identified.SoftwareVersion}",
        [.. identified.Mode.Phases.Select(phase =>
            new PlannedPhase(phase.Title,
                [.. phase.Steps.Select(step => new PlannedTitle(step.Title, !notNeeded.Contains(step.Id)))]))],
        [.. report.Warnings.Select(new Texts(language).Of)]);
}

/// <summary>A phase as it is shown before consent.</summary>
internal sealed record PlannedPhase(LocalizedText Title, ImmutableArray<PlannedTitle> Steps);

/// <summary>A step as it is shown before consent.</summary>
/// <param name="Title">What it does.</param>
/// <param name="Needed">Whether its condition holds now.</param>
internal sealed record PlannedTitle(LocalizedText Title, bool Needed);

/// <summary>Yes or no: a closed pair, <see cref="Agreed"/> and <see cref="Declined"/>.</summary>
internal abstract record ConsentAnswer
{
    private ConsentAnswer()
    {
    }

    /// <summary>Yes (who says so was asked before: <see cref="AttestationQuestion"/>).</summary>
    /// <param name="SerialTyped">The last characters of the serial number, as they typed them; null of an answers file that does
    /// not say.</param>
    public sealed record Agreed(string? SerialTyped) : ConsentAnswer;

    /// <summary>No, and why.</summary>
    /// <param name="Why">One of the verification form's reasons, or another in the operator's words.</param>
    public sealed record Declined(ReceiptDecline Why) : ConsentAnswer;
}

/// <summary>Where shall the backup go, and with the optional data or without?</summary>
/// <param name="MandatoryBytes">Size of what is always saved.</param>
/// <param name="OptionalBytes">Size of the optional data.</param>
/// <param name="Places">Where it could go, the suggested one first.</param>
internal sealed record BackupQuestion(long MandatoryBytes, long OptionalBytes, ImmutableArray<BackupPlace> Places)
    : Question<BackupAnswer>("backup")
{
    // What is always saved is read, written, read back, restored on trial and read from there; the rest is not restored.
    private const int PassesOfMandatory = 5;
    private const int PassesOfOptional = 3;

    /// <summary>What was read of it on trial, and how long that took.</summary>
    public ReadingTrial Read { get; init; } = ReadingTrial.None;

    /// <summary>
    /// How long the backup and its proof will take, each pass at the pace of the trial; null where too little was read to say.
    /// </summary>
    /// <param name="withOptional">Whether the optional data go along.</param>
    public TimeSpan? Takes(bool withOptional) => Read.IsEvidenceOf(MandatoryBytes + OptionalBytes)
        ? TimeSpan.FromSeconds(Read.Took.TotalSeconds / Read.Bytes * ((PassesOfMandatory * (double)MandatoryBytes)
            + (withOptional ? PassesOfOptional * (double)OptionalBytes : 0)))
        : null;
}

/// <summary>Data of the instrument that were read to see how fast it goes.</summary>
/// <param name="Bytes">How much.</param>
/// <param name="Took">How long it took.</param>
internal sealed record ReadingTrial(long Bytes, TimeSpan Took)
{
    // Less is mostly the opening of files, unless there is not more.
    private const long Least = 4 << 20;

    /// <summary>Nothing was read.</summary>
    public static ReadingTrial None { get; } = new(0, TimeSpan.Zero);

    /// <summary>Whether it says something about that many bytes.</summary>
    public bool IsEvidenceOf(long total) => Bytes > 0 && Took > TimeSpan.Zero && (Bytes >= Least || Bytes >= total / 2);
}

/// <summary>A place for the backup.</summary>
/// <param name="Name">As the operator knows it.</param>
/// <param name="Folder">On the host.</param>
/// <param name="FreeBytes">Room.</param>
internal sealed record BackupPlace(string Name, string Folder, long FreeBytes);

/// <summary>The chosen folder, and whether the optional data go along.</summary>
internal sealed record BackupAnswer(string Folder, bool WithOptional);

/// <summary>Do something by hand, then say so; the read-back decides whether it is done.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Title">What it is.</param>
/// <param name="Text">What to do.</param>
/// <param name="Try">Which try, from 1.</param>
/// <param name="Tries">How many there are.</param>
internal sealed record ManualStepQuestion(StepId Step, LocalizedText Title, LocalizedText Text, int Try, int Tries)
    : Question<ManualStepAnswer>($"step.{Step.Text}")
{
    /// <summary>What was seen before the first try; empty after a restart.</summary>
    public ImmutableArray<Observation> Before { get; init; } = [];

    /// <summary>What the read-back saw after the last try; empty at the first.</summary>
    public ImmutableArray<Observation> Now { get; init; } = [];

    /// <summary>
    /// True when the step is to be taken back: the operator is asked to put back what was before, which the text describes.
    /// </summary>
    public bool Undoing { get; init; }
}

/// <summary>What the operator says of a step by hand.</summary>
internal enum ManualStepAnswer
{
    /// <summary>It is done: read it back.</summary>
    Done = 1,

    /// <summary>Stop, and undo what was changed.</summary>
    Cancel,
}

/// <summary>The password of an account, for one use. Never stored, never logged.</summary>
internal sealed record PasswordQuestion(string Account, bool WrongBefore) : Question<string>($"password.{Account}");

/// <summary>Something is in the way that the operator can mend, such as a full disk or a missing stick: again, or stop?</summary>
/// <param name="Refusal">What is in the way.</param>
internal sealed record RetryQuestion(Shared.Refusal Refusal) : Question<bool>($"retry.{Refusal.Code}")
{
    /// <summary>What is read out on the telephone.</summary>
    public SituationCode Code { get; init; } = new SessionOutcome(Verdict.Refused, Refusal).Code;

    /// <summary>
    /// How the instrument stands, where nothing but the receipt is still to be done; null where something else is in the way.
    /// </summary>
    public InstrumentState? Stands { get; init; }
}

/// <summary>After an undo, files of the mandatory set differ from the backup: put them back, or leave them?</summary>
/// <param name="Files">How many.</param>
/// <param name="Names">Their paths on the instrument; of many only the first.</param>
internal sealed record RestoreAlteredQuestion(long Files, ImmutableArray<string> Names) : Question<bool>("restore-altered")
{
    /// <summary>How many are not named.</summary>
    public long More => Files - Names.Length;
}

/// <summary>
/// Runs have no end, and nothing was written to them for a day: were they broken off, or are they still wanted?
/// </summary>
/// <param name="Runs">Which, and what was seen of each.</param>
internal sealed record BrokenRunsQuestion(ImmutableArray<LeftRun> Runs) : Question<bool>("broken-runs");

/// <summary>
/// Another mode of this instrument comes first, and the stick does not show that it is done: is it?
/// </summary>
/// <param name="Mode">Which, by its name in files.</param>
/// <param name="Called">What a person calls it.</param>
internal sealed record EarlierModeQuestion(ModeId Mode, LocalizedText Called) : Question<bool>($"mode-done.{Mode}");
