using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// What a bundle holds and does: the file <c>manifest.json</c>, first in the zip. Format: docs/formats/bundle.md.
/// </summary>
public sealed record BundleManifest
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>The field action.</summary>
    [JsonRequired]
    public required CampaignId Campaign { get; init; }

    /// <summary>This bundle.</summary>
    [JsonRequired]
    public required BundleId Bundle { get; init; }

    /// <summary>The campaign's version.</summary>
    [JsonRequired]
    public required SoftwareVersion Version { get; init; }

    /// <summary>Release counter: an instrument's mode never goes back to a lower one. From 1.</summary>
    [JsonRequired]
    public required long Counter { get; init; }

    /// <summary>When the campaign was released, UTC: part of the signed time that an instrument has seen.</summary>
    [JsonRequired]
    public required DateTimeOffset Released { get; init; }

    /// <summary>The languages that its texts have; English is among them, and every text and notice has each.</summary>
    [JsonRequired]
    public required ImmutableArray<string> Languages { get; init; }

    /// <summary>What it is, in one line.</summary>
    [JsonRequired]
    public required LocalizedText Title { get; init; }

    /// <summary>Why it matters and what will happen, in a few sentences: the text that the operator consents to.</summary>
    [JsonRequired]
    public required LocalizedText Summary { get; init; }

    /// <summary>The public identifiers of the vulnerabilities that it closes, such as CVE-2023-1968.</summary>
    [JsonRequired]
    public ImmutableArray<string> Vulnerabilities { get; init; } = [];

    /// <summary>The full notice, one Markdown file a language, keyed by language.</summary>
    [JsonRequired]
    public required ImmutableSortedDictionary<string, MediaPath> Notices { get; init; }

    /// <summary>Lowest Windows build; .NET 10 wants 14393 at least.</summary>
    [JsonRequired]
    public required int MinimumOsBuild { get; init; }

    /// <summary>The products, each with its modes and plans.</summary>
    [JsonRequired]
    public required ImmutableArray<ProductTarget> Products { get; init; }

    /// <summary>Every other file of the zip, in ordinal order of path.</summary>
    [JsonRequired]
    public required ImmutableArray<BundleFile> Files { get; init; }

    /// <summary>The file <c>manifest.json</c>, at most <see cref="BundleLimits.ManifestBytes"/>.</summary>
    public static JsonFormat<BundleManifest> Format { get; } = new("a manifest", BundleJson.Default, BundleLimits.ManifestBytes)
    {
        Schema = SchemaVersion,
        Rules = ManifestRules.Faults,
    };
}

/// <summary>One file of a bundle.</summary>
/// <param name="Path">Place in the zip.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Digest of its bytes.</param>
public sealed record BundleFile(
    [property: JsonRequired] MediaPath Path,
    [property: JsonRequired] long Length,
    [property: JsonRequired] Sha256Digest Sha256);
