using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Releases;

/// <summary>
/// What a proof of a campaign says: an in-toto Statement v1 with the predicate test-result v0.1. Format: docs/formats/proof.md.
/// </summary>
/// <param name="Type">Always <see cref="InTotoStatement.TypeUri"/>.</param>
/// <param name="Subject">The one bundle.</param>
/// <param name="PredicateType">Always <see cref="Uri"/>.</param>
/// <param name="Predicate">What the trial showed.</param>
internal sealed record ProofStatement(
    [property: JsonRequired, JsonPropertyName("_type")] string Type,
    [property: JsonRequired] ImmutableArray<InTotoSubject> Subject,
    [property: JsonRequired] string PredicateType,
    [property: JsonRequired] TestResult Predicate)
{
    /// <summary>Says that the predicate is a test's result. Source: in-toto attestation framework, predicates.</summary>
    public const string Uri = "https://in-toto.io/attestation/test-result/v0.1";

    /// <summary>How statements are read and written; at most 256 KiB.</summary>
    public static JsonFormat<ProofStatement> Format { get; } = new("a proof", ProofJson.Default, 256 << 10)
    {
        Kind = ("predicateType", Uri),
        Depth = 8,
        LongestText = 400,
        MostElements = 1000,
        Rules = Faults,
    };

    private static IReadOnlyList<FormatFault> Faults(ProofStatement said)
    {
        var faults = new FaultList();
        var result = said.Predicate;
        faults.Require(said.Type == InTotoStatement.TypeUri, "$._type", $"it is not {InTotoStatement.TypeUri}");
        faults.Require(said.Subject.Length == 1, "$.subject", "a proof is of one bundle");
        faults.Require(result.FailedTests.IsEmpty, "$.predicate.failedTests", "a campaign that fails gets no proof");
        if (result.Configuration is not [var configuration])
        {
            faults.Say("$.predicate.configuration", "a proof has one configuration: the make-believe instruments");
            return faults.Faults;
        }

        var (told, place) = (configuration.Annotations, "$.predicate.configuration[0].annotations");
        faults.Require(configuration.Name == TestConfiguration.Instruments, "$.predicate.configuration[0].name",
            $"it is not '{TestConfiguration.Instruments}'");
        faults.Require(told.Played >= 1 && told.Faults >= told.Played, $"{place}.played",
            "at least one fault is played, and no more than there are");
        faults.Utc(told.At, $"{place}.at");
        var isWhole = told.Played == told.Faults;
        faults.Require(result.Result == (isWhole ? TestResult.Passed : TestResult.Warned), "$.predicate.result",
            $"it is {TestResult.Passed} when every fault was played, and {TestResult.Warned} when some were");
        faults.Require(result.WarnedTests.IsEmpty == isWhole, "$.predicate.warnedTests",
            "it says that some faults were not played, and nothing else");
        faults.Require(!result.PassedTests.IsEmpty, "$.predicate.passedTests", "nothing was tried");
        return faults.Faults;
    }
}

/// <summary>The predicate test-result v0.1.</summary>
/// <param name="Result"><see cref="Passed"/> or <see cref="Warned"/>.</param>
/// <param name="Configuration">On what it was tried: <see cref="TestConfiguration"/>, one.</param>
/// <param name="PassedTests">What held, a line each.</param>
/// <param name="WarnedTests">What was left out; empty when nothing was.</param>
/// <param name="FailedTests">Always empty.</param>
internal sealed record TestResult(
    [property: JsonRequired] string Result,
    [property: JsonRequired] ImmutableArray<TestConfiguration> Configuration,
    [property: JsonRequired] ImmutableArray<string> PassedTests,
    [property: JsonRequired] ImmutableArray<string> WarnedTests,
    [property: JsonRequired] ImmutableArray<string> FailedTests)
{
    /// <summary>Every fault was played.</summary>
    public const string Passed = "PASSED";

    /// <summary>One in so many faults was played.</summary>
    public const string Warned = "WARNED";
}

/// <summary>The make-believe instruments that it was tried on, and with what: an in-toto ResourceDescriptor.</summary>
/// <param name="Name">Always <see cref="Instruments"/>.</param>
/// <param name="Digest">SHA-256 of the list of the folder's files, in the format of <c>sha256sum</c>, ordered by name.</param>
/// <param name="Annotations">When, with which programs, and how much of it.</param>
internal sealed record TestConfiguration(
    [property: JsonRequired] string Name,
    [property: JsonRequired] InTotoDigest Digest,
    [property: JsonRequired] TestAnnotations Annotations)
{
    /// <summary>The folder of a campaign that holds them.</summary>
    public const string Instruments = "rehearsal";
}

/// <summary>When, with which programs, and how much of it.</summary>
/// <param name="At">When the trial ended, UTC.</param>
/// <param name="Packager">Version and commit of the Packager.</param>
/// <param name="Applier">Version and commit of the Applier.</param>
/// <param name="Faults">How many faults the plans have.</param>
/// <param name="Played">How many of them were played.</param>
internal sealed record TestAnnotations(
    [property: JsonRequired] DateTimeOffset At,
    [property: JsonRequired] string Packager,
    [property: JsonRequired] string Applier,
    [property: JsonRequired] int Faults,
    [property: JsonRequired] int Played);

/// <summary>JSON of <see cref="ProofStatement"/>.</summary>
[JsonSerializable(typeof(ProofStatement))]
internal sealed partial class ProofJson : JsonSerializerContext;
