using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Bundles that must not be applied any more: the target <c>bundles/withdrawn.json</c>, signed like a bundle. Absent means none.
/// </summary>
/// <param name="Schema">Format version, MAJOR.MINOR.</param>
/// <param name="Withdrawn">The bundles, by digest.</param>
public sealed record WithdrawnList(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] ImmutableArray<WithdrawnBundle> Withdrawn)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";
}

/// <summary>One withdrawn bundle.</summary>
/// <param name="Sha256">Its digest.</param>
/// <param name="Bundle">Its name, for people.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Since">When, UTC.</param>
public sealed record WithdrawnBundle(
    [property: JsonRequired] Sha256Digest Sha256,
    [property: JsonRequired] BundleId Bundle,
    [property: JsonRequired] string Reason,
    [property: JsonRequired] DateTimeOffset Since);
