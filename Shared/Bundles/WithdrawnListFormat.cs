using System.Text.Json;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Bundles;

/// <summary>Writes and reads <c>bundles/withdrawn.json</c>. Format: docs/formats/bundle.md.</summary>
public static class WithdrawnListFormat
{
    /// <summary>MaxLength list, in bytes: 1 MiB.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>The bytes of a list.</summary>
    public static byte[] Write(WithdrawnList list) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(list, BundleJson.Strict.WithdrawnList), (byte)'\n'];

    /// <summary>Reads a list from untrusted bytes, at most 1 MiB.</summary>
    public static Result<WithdrawnList> Read(ReadOnlyMemory<byte> bytes) =>
        StrictDocument.Read(bytes, "withdrawn.json", BundleJson.Strict.WithdrawnList, WithdrawnList.SchemaVersion, MaxLength,
            Rules);

    private static IReadOnlyList<FormatFault> Rules(WithdrawnList list)
    {
        var book = new RuleBook();
        book.Distinct(list.Withdrawn.Select(bundle => bundle.Sha256), i => $"$.withdrawn[{i}].sha256", "digest");
        for (var i = 0; i < list.Withdrawn.Length; i++)
        {
            book.Line(list.Withdrawn[i].Reason, $"$.withdrawn[{i}].reason");
            book.Require(list.Withdrawn[i].Since.Offset == TimeSpan.Zero, $"$.withdrawn[{i}].since",
                "the time is not in UTC; write it with a Z at the end");
        }

        return book.Faults;
    }
}
