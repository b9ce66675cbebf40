using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Applier.Operators.Unattended;

/// <summary>
/// What a person would answer, written down beforehand. It has no place for passwords: those come through a file descriptor
/// (<see cref="PasswordLines"/>). Format: docs/formats/answers.md.
/// </summary>
internal sealed record Answers
{
    /// <summary>The version that this program reads and writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>The language of texts and receipt: of <c>LocalizedText.Languages</c>.</summary>
    [JsonRequired]
    public required string Language { get; init; }

    /// <summary>Answers <c>consent</c>.</summary>
    public AnsweredConsent? Consent { get; init; }

    /// <summary>Answers <c>backup</c>.</summary>
    public AnsweredBackup? Backup { get; init; }

    /// <summary>Answers <c>step.ID</c>, keyed by the step's name.</summary>
    public ImmutableSortedDictionary<string, ManualStepAnswer>? Steps { get; init; }

    /// <summary>Answers <c>retry.CODE</c>, keyed by the refusal's name. A code without a rule is not tried again.</summary>
    public ImmutableSortedDictionary<string, RetryRule>? Retry { get; init; }
}

/// <summary>Consent, and who gives it.</summary>
internal sealed record AnsweredConsent(
    [property: JsonRequired] bool Agreed,
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Role);

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

/// <summary>Strict reading of <see cref="Answers"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 8,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StrictEnumConverter<ManualStepAnswer>)])]
[JsonSerializable(typeof(Answers))]
internal sealed partial class AnswersJson : JsonSerializerContext;
