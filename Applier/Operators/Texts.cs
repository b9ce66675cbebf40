using System.Globalization;
using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Trust;

namespace PatchKit.Applier.Operators;

/// <summary>
/// Everything that the Applier says to a person, in one language. The sentences lie in Texts.resx (English) and Texts.it.resx;
/// those of refusals lie in Shared. The language is given, never taken from the process.
/// </summary>
/// <param name="language">A language of <c>LocalizedText.Languages</c>; English for any other.</param>
internal sealed class Texts(string language)
{
    // Enough to find the key on the list of keys.
    private const int ShownOfKeyId = 8;

    /// <summary>The sentences of all languages.</summary>
    public static LanguageTexts Sentences { get; } = new("PatchKit.Applier.Operators.Texts", typeof(Texts).Assembly);

    /// <summary>The language.</summary>
    public string Language { get; } = language;

    /// <summary>Numbers, sizes and times as the language writes them.</summary>
    public LocalFormat Format { get; } = new(language);

    /// <summary>A text with its values.</summary>
    public string this[TextKey key, params ReadOnlySpan<string> values] => Sentence.Fill(Find(key.ToString()), values);

    /// <summary>What a stage is doing.</summary>
    public string Of(Stage stage) => Find($"Stage_{stage}");

    /// <summary>What came of a stage.</summary>
    public string Of(StageEnded ended) => Filled($"StageDone_{ended.Stage}", ended.Facts);

    /// <summary>A note.</summary>
    public string Of(Noted noted) => Filled($"Note_{noted.Note}", noted.Facts);

    /// <summary>What a check saw. A check without a sentence says it in English.</summary>
    public string Of(Finding finding) =>
        Worded(finding.Sentence, finding.Facts, finding.Seen);

    /// <summary>What was seen of a run without an end.</summary>
    public string Of(LeftRun run) => this[TextKey.BrokenRunsLine, Printable.Line(run.Name), Number(run.Files),
        new Fact.Moment(run.Written).In(Format)];

    /// <summary>What a step by hand found before, and what there is now; nothing while nothing was looked at.</summary>
    public IEnumerable<string> Of(ManualStepQuestion step)
    {
        if (!step.Before.IsEmpty)
            yield return this[TextKey.ManualBefore, ReceiptText.Words(step.Before, Language)];
        if (!step.Now.IsEmpty)
            yield return $"! {this[TextKey.ManualSeen, ReceiptText.Words(step.Now, Language)]}";
    }

    /// <summary>How a step ended.</summary>
    public string Of(StepOutcome outcome) => Find($"Outcome_{outcome}");

    /// <summary>How the instrument stands, in one sentence.</summary>
    public string Of(InstrumentState state) => Sentence.Fill(
        Find(state switch
        {
            { Standing: Standing.Between, Undoing: true } => "State_Undoing",
            { Standing: Standing.Undone, StepsStay: > 0 } => "State_UndoneInPart",
            { Standing: Standing.Undone, FilesDiffer: > 0 } => "State_UndoneDiffers",
            _ => $"State_{state.Standing}",
        }),
        [Number(state.Step), Number(state.Steps), Number(state.FilesDiffer), Number(state.StepsStay)]);

    /// <summary>How another mode stands, as far as the stick shows.</summary>
    public string Of(OtherMode other) => this[
        other switch
        {
            { Mode.IsDelivered: false } => TextKey.OtherNotDelivered,
            { ShownDone: true } => TextKey.OtherDone,
            _ => TextKey.OtherOpen,
        },
        other.Mode.Instrument, other.Mode.Called.In(Language)];

    /// <summary>Whom to call.</summary>
    public string Of(ReturnAddress support) =>
        this[TextKey.SupportIs, Printable.Line(support.Telephone), Printable.Line(string.Join(", ", support.Lines))];

    /// <summary>What to do when somebody may have come to harm, and where to report it in the delivery's country.</summary>
    /// <param name="support">Whom to call, as far as the delivery is known.</param>
    public string AdverseEvent(ReturnAddress? support) => this[TextKey.AdverseText, support?.AdverseEvents is { } authority
        ? this[TextKey.AdverseAt, string.Join(", ", authority.Select(line => Printable.Line(line)))]
        : this[TextKey.AdverseOwn]];

    /// <summary>Who signed: by name where one is signed, and always by the beginning of the key's id.</summary>
    public string Of(KeyHolder signer)
    {
        var key = signer.KeyId[..Math.Min(signer.KeyId.Length, ShownOfKeyId)];
        return signer.Name is { } name ? this[TextKey.SignerNamed, name, key] : this[TextKey.SignerUnnamed, key];
    }

    /// <summary>A reason for saying no.</summary>
    public string Of(DeclineReason reason) => Find($"Decline_{reason}");

    /// <summary>The verdict, in one big sentence.</summary>
    public string Of(Verdict verdict) => Find($"Verdict_{verdict}");

    /// <summary>A refusal; one with a wording of its own says the cause in these texts' words.</summary>
    public RefusalText Of(Refusal refusal)
    {
        var text = RefusalText.Of(refusal, Language);
        return refusal.Wording is { } name ? text with { Cause = Worded(name, refusal.Facts, refusal.Reason) } : text;
    }

    /// <summary>What is in the way, and what can be done about it on the spot.</summary>
    public RefusalText Of(RetryQuestion question) => question.Stands is null
        ? Of(question.Refusal)
        : Of(question.Refusal) with { Next = this[TextKey.RetryReceipt] };

    /// <summary>How long something took or takes, in seconds.</summary>
    public string Took(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? this[TextKey.Seconds, Number((long)time.TotalSeconds)]
        : this[TextKey.MinutesSeconds, Number((long)time.TotalMinutes), Number(time.Seconds)];

    /// <summary>How a step ended, and how long it took where that is worth a word.</summary>
    public string Of(StepOutcome outcome, TimeSpan took) =>
        took < TimeSpan.FromSeconds(1) ? Of(outcome) : $"{Of(outcome)} ({Took(took)})";

    /// <summary>How long a backup and the proof of it will take, or that nobody can say.</summary>
    public string Duration(BackupQuestion backup, bool withOptional) => backup.Takes(withOptional) switch
    {
        null => this[TextKey.BackupTakesUnknown],
        { } time => this[TextKey.BackupTakes,
            time < TimeSpan.FromMinutes(1)
                ? this[TextKey.AboutLittle]
                : this[TextKey.AboutMinutes, Math.Ceiling(time.TotalMinutes).ToString("0", CultureInfo.InvariantCulture)],
            Format.Bytes(backup.Read.Bytes)],
    };

    /// <summary>The time left, in whole minutes.</summary>
    public string TimeLeft(TimeSpan left) => left < TimeSpan.FromMinutes(1)
        ? this[TextKey.TimeLeftLittle]
        : this[TextKey.TimeLeftMinutes, Math.Ceiling(left.TotalMinutes).ToString("0", CultureInfo.InvariantCulture)];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Worded(string name, IEnumerable<Fact> facts, string otherwise) =>
        Sentences.Find(name, Language) is { } sentence ? Sentence.Fill(sentence, [.. Localized(facts)]) : otherwise;

    private string Filled(string key, IEnumerable<Fact> facts) => Sentence.Fill(Find(key), [.. Localized(facts)]);

    private IEnumerable<string> Localized(IEnumerable<Fact> facts) => facts.Select(fact => fact.In(Format));

    private string Find(string key) => Sentences.Get(key, Language);
}
