using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Publishing;

/// <summary>
/// The predicate SLSA provenance v1: of what and how a program's folder was built. It names no folder of the machine that built
/// it, and nobody's host. Format: docs/formats/provenance.md. Source: slsa.dev, Provenance v1.
/// </summary>
/// <param name="BuildDefinition">What went in.</param>
/// <param name="RunDetails">Who built it, and when.</param>
internal sealed record Provenance(
    [property: JsonRequired] BuildDefinition BuildDefinition,
    [property: JsonRequired] RunDetails RunDetails)
{
    /// <summary>Says that the predicate is provenance.</summary>
    public const string Uri = "https://slsa.dev/provenance/v1";

    private const int MostText = 400;

    /// <summary>How it is signed and read; at most 512 KiB.</summary>
    public static StatementKind<Provenance> Kind { get; } = new("a provenance", Uri, ProvenanceJson.Default,
        new(Longest: 512 << 10, Depth: 8, MostText, MostElements: 2000), Faults);

    /// <summary>What was asked for.</summary>
    [JsonIgnore]
    public BuildParameters Asked => BuildDefinition.ExternalParameters;

    /// <summary>The commit that it was built from.</summary>
    [JsonIgnore]
    public BuildInput Source => BuildDefinition.ResolvedDependencies[0];

    private static IReadOnlyList<FormatFault> Faults(InTotoStatement<Provenance> statement)
    {
        var faults = new FaultList();
        var (definition, details) = (statement.Predicate.BuildDefinition, statement.Predicate.RunDetails);
        faults.Require(statement.Subject is not [var subject] || subject.Name == PublishedProvenance.Subject, "$.subject[0].name",
            $"it is not {PublishedProvenance.Subject}");
        faults.Require(definition.BuildType == BuildDefinition.Publish, "$.predicate.buildDefinition.buildType",
            $"it is not {BuildDefinition.Publish}");
        var inputs = definition.ResolvedDependencies;
        const string place = "$.predicate.buildDefinition.resolvedDependencies";
        faults.Require(inputs is [{ Uri: BuildInput.Repository, Digest.GitCommit: not null }, ..], place,
            $"the first is not the commit of {BuildInput.Repository}");
        for (var i = 0; i < inputs.Length; i++)
            faults.Pass(inputs[i].Fault, $"{place}[{i}]");
        faults.Require(details.Builder.Id == Builder.IdOf(definition.ExternalParameters.Rehearsal),
            "$.predicate.runDetails.builder.id", "it is another builder's than the parameters say");
        var (started, finished) = (details.Metadata.StartedOn, details.Metadata.FinishedOn);
        faults.Require((started.Kind, finished.Kind) is (DateTimeKind.Utc, DateTimeKind.Utc),
            "$.predicate.runDetails.metadata", "the times are not in UTC; write them with a Z at the end");
        faults.Require(started <= finished, "$.predicate.runDetails.metadata.finishedOn",
            "it lies before the beginning");
        return faults.Faults;
    }
}

/// <summary>What went into a build.</summary>
/// <param name="BuildType">Always <see cref="Publish"/>.</param>
/// <param name="ExternalParameters">What whoever built it asked for.</param>
/// <param name="InternalParameters">What <c>publish</c> adds, the same for all.</param>
/// <param name="ResolvedDependencies">The commit first, then what else was read: root, SDK, packages.</param>
internal sealed record BuildDefinition(
    [property: JsonRequired] string BuildType,
    [property: JsonRequired] BuildParameters ExternalParameters,
    [property: JsonRequired] BuildSettings InternalParameters,
    [property: JsonRequired] ImmutableArray<BuildInput> ResolvedDependencies)
{
    /// <summary>The way that <c>packager publish</c> builds; a URN as that of a receipt, and for its reason.</summary>
    public const string Publish = "urn:patchkit:publish:v1";
}

/// <summary>What whoever built a program asked for.</summary>
/// <param name="Program">Which of the two programs.</param>
/// <param name="Version">Its version, as the commit has it.</param>
/// <param name="Runtime">The runtime identifier.</param>
/// <param name="Rehearsal">Whether it is for rehearsals alone.</param>
/// <param name="CodeSigned">How many program files were signed (Authenticode).</param>
internal sealed record BuildParameters(
    [property: JsonRequired] string Program,
    [property: JsonRequired] string Version,
    [property: JsonRequired] string Runtime,
    [property: JsonRequired] bool Rehearsal,
    [property: JsonRequired] int CodeSigned);

/// <summary>What <c>publish</c> adds, the same for all.</summary>
/// <param name="Arguments">The arguments of <c>dotnet publish</c> that name no place.</param>
internal sealed record BuildSettings([property: JsonRequired] ImmutableArray<string> Arguments);

/// <summary>What a build read: an in-toto ResourceDescriptor.</summary>
internal sealed record BuildInput
{
    /// <summary>This kit's source, wherever a copy of it lies.</summary>
    public const string Repository = "git+urn:patchkit:source";

    /// <summary>A file's name; absent for what has a URI.</summary>
    public string? Name { get; init; }

    /// <summary>Where the world knows it; absent for a file of the vendor's own.</summary>
    public string? Uri { get; init; }

    /// <summary>Its digest, where there is one.</summary>
    public InputDigest? Digest { get; init; }

    /// <summary>What else is to be known of it; absent where nothing is.</summary>
    public InputNotes? Annotations { get; init; }

    /// <summary>What keeps it from being one, or null.</summary>
    [JsonIgnore]
    public string? Fault => (Name is null) == (Uri is null) ? "it has a name or a URI, and not both"
        : Digest is { GitCommit: null, Sha256: null, Sha512: null } ? "its digest is empty"
        : Digest?.GitCommit is { } commit && (commit.Length != CommitDigits || !commit.All(char.IsAsciiHexDigitLower))
            ? "a commit has 40 lower-case hexadecimal digits"
        : Uri is null && Digest is null ? "a file has a digest"
        : null;

    private const int CommitDigits = 40;
}

/// <summary>An in-toto DigestSet.</summary>
internal sealed record InputDigest
{
    /// <summary>A commit of git: 40 hexadecimal digits.</summary>
    public string? GitCommit { get; init; }

    /// <summary>Of a file.</summary>
    public Sha256Digest? Sha256 { get; init; }

    /// <summary>Of a package: 128 lower-case hexadecimal digits.</summary>
    public string? Sha512 { get; init; }
}

/// <summary>What else is to be known of an input.</summary>
/// <param name="Changed">Whether the checkout held changes that the commit does not; a rehearsal's alone may.</param>
internal sealed record InputNotes([property: JsonRequired] bool Changed);

/// <summary>Who built it, and when.</summary>
/// <param name="Builder">Who.</param>
/// <param name="Metadata">When.</param>
internal sealed record RunDetails(
    [property: JsonRequired] Builder Builder,
    [property: JsonRequired] BuildMetadata Metadata);

/// <summary>Who built it.</summary>
/// <param name="Id">The machine of whoever holds the key, by <c>packager publish</c>: SLSA Build level 1.</param>
/// <param name="Version">The programs that did it.</param>
internal sealed record Builder([property: JsonRequired] string Id, [property: JsonRequired] BuilderVersion Version)
{
    /// <summary>The builder's name; a rehearsal, which takes more, is another one.</summary>
    public static string IdOf(bool rehearsal) => rehearsal ? "urn:patchkit:builder:rehearsal" : "urn:patchkit:builder:checkout";
}

/// <summary>The programs that built it.</summary>
/// <param name="Packager">Version and commit of the Packager.</param>
internal sealed record BuilderVersion([property: JsonRequired] string Packager);

/// <summary>When it was built.</summary>
/// <param name="InvocationId">A name for this one build.</param>
/// <param name="StartedOn">When it began, UTC, whole seconds.</param>
/// <param name="FinishedOn">When the folder was whole, UTC, whole seconds.</param>
internal sealed record BuildMetadata(
    [property: JsonRequired] string InvocationId,
    [property: JsonRequired] DateTime StartedOn,
    [property: JsonRequired] DateTime FinishedOn);

/// <summary>JSON of a provenance.</summary>
[JsonSerializable(typeof(InTotoStatement<Provenance>))]
internal sealed partial class ProvenanceJson : JsonSerializerContext;
