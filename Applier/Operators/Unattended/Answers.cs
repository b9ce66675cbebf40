using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json.Serialization;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators.Unattended;

/// <summary>
/// What a person would answer, written down beforehand. It has no place for passwords: those come through a file descriptor
/// (<see cref="PasswordLines"/>). Format: docs/formats/answers.md.
/// </summary>
internal sealed record Answers
{
    /// <summary>The version that this program reads and writes.</summary>
    public const string SchemaVersion = "1.0";

    private const int LongestWait = 3600;

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>The language of texts and receipt: of <c>LocalizedText.Languages</c>.</summary>
    [JsonRequired]
    public required string Language { get; init; }

    /// <summary>Answers <c>consent</c>, and says who stands there.</summary>
    public AnsweredConsent? Consent { get; init; }

    /// <summary>Answers <c>attestations</c>, keyed by the sentence's name: each that is asked has to be there.</summary>
    public ImmutableSortedDictionary<string, bool>? Attestations { get; init; }

    /// <summary>Answers <c>local-it</c>: who of the site's IT was told.</summary>
    public string? LocalIt { get; init; }

    /// <summary>Answers <c>local-it</c> with <c>true</c>: nobody was told, and that is meant.</summary>
    public bool? LocalItNotTold { get; init; }

    /// <summary>Says that the instrument is suspected of having been tampered with: then nothing is touched.</summary>
    public bool? Compromised { get; init; }

    /// <summary>Answers <c>backup</c>.</summary>
    public AnsweredBackup? Backup { get; init; }

    /// <summary>Answers <c>step.ID</c>, keyed by the step's name.</summary>
    public ImmutableSortedDictionary<string, ManualStepAnswer>? Steps { get; init; }

    /// <summary>Answers <c>retry.CODE</c>, keyed by the refusal's name. A code without a rule is not tried again.</summary>
    public ImmutableSortedDictionary<string, RetryRule>? Retry { get; init; }

    /// <summary>Answers <c>restore-altered</c>; without it, no.</summary>
    public bool? RestoreAltered { get; init; }

    /// <summary>Answers <c>broken-runs</c>.</summary>
    public bool? BrokenRuns { get; init; }

    /// <summary>Answers <c>mode-done.MODE</c>: the modes that are done already; of one that is not listed, no.</summary>
    public ImmutableArray<ModeId>? ModesDone { get; init; }

    /// <summary>Answers <c>unlock-code</c>: the code of the letter, for a stick whose bundle is encrypted.</summary>
    public string? UnlockCode { get; init; }

    /// <summary>The file, written by hand; at most 64 KiB.</summary>
    public static JsonFormat<Answers> Format { get; } = new("an answers file", AnswersJson.Default, 64 * 1024)
    {
        Schema = SchemaVersion,
        Depth = 8,
        WrittenByHand = true,
        Rules = Faults,
    };

    /// <summary>Reads the file; a refusal says what is wrong in it.</summary>
    public static Result<Answers> Read(IFileSystem files, string path)
    {
        try
        {
            using var stream = files.File.OpenRead(path);
            var bytes = new byte[Math.Min(stream.Length, Format.Longest + 1L)];
            stream.ReadExactly(bytes);
            return Format.Read(bytes, path);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return new Refusal(RefusalCode.InputMissing, path, e.Message);
        }
    }

    private static IReadOnlyList<FormatFault> Faults(Answers answers)
    {
        var faults = new FaultList();
        faults.Require(LocalizedText.IsLanguage(answers.Language), "$.language",
            $"'{answers.Language}' is no language; {LocalizedText.LanguageRule}");
        if (answers.Consent is { Agreed: true } consent)
        {
            faults.Line(consent.Name, "$.consent.name");
            faults.Line(consent.Role, "$.consent.role");
            faults.Require(consent.Decline is null, "$.consent.decline", "it is a reason for a no, and the answer is yes");
        }
        else if (answers.Consent is { } no)
        {
            faults.Require(no.Decline is not null, "$.consent.decline", "whoever says no says why");
            faults.Require(no.Decline is not { Reason: DeclineReason.Other, Text: null }, "$.consent.decline.text",
                "the other reason is to be told");
        }

        foreach (var sentence in answers.Attestations?.Keys ?? [])
            faults.Require(FormSentences.Find(sentence) is not null, $"$.attestations.{sentence}",
                $"'{sentence}' is none of {string.Join(", ", FormSentences.All.Select(one => one.Id()))}");
        if (answers.LocalIt is { } told)
            faults.Line(told, "$.localIt");
        faults.Require(answers.LocalItNotTold is not false, "$.localItNotTold",
            "it is true, or it is left out: who was told stands in localIt");
        faults.Require(answers is not { LocalItNotTold: not null, LocalIt: not null }, "$.localItNotTold",
            "localIt names who was told");
        if (answers.Consent?.Company is { } company)
            faults.Line(company, "$.consent.company");
        faults.Require(answers.Backup is not { Place: not null, Folder: not null }, "$.backup",
            "it names a place and a folder: write one of them, or neither for the suggested place");
        foreach (var (code, rule) in answers.Retry ?? ImmutableSortedDictionary<string, RetryRule>.Empty)
        {
            faults.Require(Enum.TryParse<RefusalCode>(code, out var known) && known.ToString() == code, $"$.retry.{code}",
                $"'{code}' is no refusal; docs/exit-codes.md lists their names");
            faults.Between(rule.Times, 0, 100, $"$.retry.{code}.times");
            faults.Between(rule.WaitSeconds, 0, LongestWait, $"$.retry.{code}.waitSeconds");
        }

        return faults.Faults;
    }
}

/// <summary>Consent, and who gives it.</summary>
internal sealed record AnsweredConsent(
    [property: JsonRequired] bool Agreed,
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Role)
{
    /// <summary>For whom they stand there; the delivery's customer when it is left out.</summary>
    public string? Company { get; init; }

    /// <summary>The last characters of the serial number; where it is given it has to be the instrument's.</summary>
    public string? SerialEnd { get; init; }

    /// <summary>Why not, where the answer is no.</summary>
    public ReceiptDecline? Decline { get; init; }
}

/// <summary>
/// Where the backup goes: a place by the name that a person would see, or any folder; with neither, the suggested place.
/// </summary>
internal sealed record AnsweredBackup([property: JsonRequired] bool WithOptional)
{
    /// <summary>Name of an offered place, for example <c>D:</c>.</summary>
    public string? Place { get; init; }

    /// <summary>A folder on the host.</summary>
    public string? Folder { get; init; }
}

/// <summary>How often, and how many seconds apart, something is tried again.</summary>
internal sealed record RetryRule([property: JsonRequired] int Times, [property: JsonRequired] int WaitSeconds);

/// <summary>JSON of <see cref="Answers"/>.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StrictEnumConverter<ManualStepAnswer>)])]
[JsonSerializable(typeof(Answers))]
internal sealed partial class AnswersJson : JsonSerializerContext;
