using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Releases;

/// <summary>
/// The predicate test-result v0.1: what a proof of a campaign says of its bundle. Format: docs/formats/proof.md.
/// </summary>
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
    /// <summary>Says that the predicate is a test's result. Source: in-toto attestation framework, predicates.</summary>
    public const string Uri = "https://in-toto.io/attestation/test-result/v0.1";

    /// <summary>Every fault was played.</summary>
    public const string Passed = "PASSED";

    /// <summary>One in so many faults was played.</summary>
    public const string Warned = "WARNED";

    /// <summary>How proofs are signed and read; at most 256 KiB.</summary>
    public static StatementKind<TestResult> Kind { get; } = new("a proof", Uri, ProofJson.Default,
        new(Longest: 256 << 10, Depth: 8, LongestText: 400, MostElements: 1000), statement => statement.Predicate.Faults());

    private IReadOnlyList<FormatFault> Faults()
    {
        var faults = new FaultList();
        faults.Require(FailedTests.IsEmpty, "$.predicate.failedTests", "a campaign that fails gets no proof");
        if (Configuration is not [var configuration])
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
        faults.Require(Result == (isWhole ? Passed : Warned), "$.predicate.result",
            $"it is {Passed} when every fault was played, and {Warned} when some were");
        faults.Require(WarnedTests.IsEmpty == isWhole, "$.predicate.warnedTests",
            "it says that some faults were not played, and nothing else");
        faults.Require(!PassedTests.IsEmpty, "$.predicate.passedTests", "nothing was tried");
        return faults.Faults;
    }
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

/// <summary>JSON of a proof.</summary>
[JsonSerializable(typeof(InTotoStatement<TestResult>))]
internal sealed partial class ProofJson : JsonSerializerContext;
