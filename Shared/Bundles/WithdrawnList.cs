using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Bundles that must not be applied any more: the target <c>bundles/withdrawn.json</c>, signed like a bundle. Absent means none.
/// Format: docs/formats/bundle.md.
/// </summary>
/// <param name="Schema">Format version, MAJOR.MINOR.</param>
/// <param name="Withdrawn">The bundles, by digest.</param>
public sealed record WithdrawnList(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] ImmutableArray<WithdrawnBundle> Withdrawn)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>The file <c>bundles/withdrawn.json</c>, at most 1 MiB.</summary>
    public static JsonFormat<WithdrawnList> Format { get; } = new("a list of withdrawn bundles", BundleJson.Default, 1024 * 1024)
    {
        Schema = SchemaVersion,
        Rules = Rules,
    };

    private static IReadOnlyList<FormatFault> Rules(WithdrawnList list)
    {
        var book = new FaultList();
        book.Distinct(list.Withdrawn.Select(bundle => bundle.Sha256), i => $"$.withdrawn[{i}].sha256", "digest");
        for (var i = 0; i < list.Withdrawn.Length; i++)
        {
            book.Line(list.Withdrawn[i].Reason, $"$.withdrawn[{i}].reason");
            book.Utc(list.Withdrawn[i].Since, $"$.withdrawn[{i}].since");
        }

        return book.Faults;
    }
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
