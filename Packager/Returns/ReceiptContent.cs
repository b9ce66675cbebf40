using System.IO.Compression;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns;

/// <summary>
/// What the bytes of a file are: a receipt, a mail or an archive that may hold some, or nothing of the kind. A receipt's name is
/// believed in one thing alone: a file that is called like one and is none was one.
/// </summary>
internal static class ReceiptContent
{
    /// <summary>Longest file that is looked into, in bytes: 64 MiB.</summary>
    public const int Longest = 64 << 20;

    private const int Deepest = 4;
    private const int MostEntries = 10_000;

    /// <summary>Everything in a file that could be a receipt; one line that says so when nothing is.</summary>
    /// <param name="bytes">The file, or its beginning when it is longer than any that is looked into.</param>
    /// <param name="place">Where it lies.</param>
    public static IEnumerable<FoundFile> Of(byte[] bytes, string place) => Of(bytes, place, 0);

    private static List<FoundFile> Of(byte[] bytes, string place, int depth)
    {
        var isCalledOne = place.Contains(".dsse.json", StringComparison.OrdinalIgnoreCase);
        var inside = depth < Deepest ? Inside(bytes, place) : null;
        if (inside is null)
        {
            if (ClosedContainer.NameOf(bytes) is { } container)
                return [new(place, null, new Refusal(RefusalCode.FormatInvalid, place,
                    $"it is {container}, which is not looked into: unpack it, and give the folder"))];
            var trimmed = Trimmed(bytes);
            if (!isCalledOne && !IsEnvelope(trimmed))
                return [new(place, null)];
            return [trimmed.Length > DsseEnvelope.MaxLength ? new(place, null, TooLong(place)) : new(place, trimmed)];
        }

        if (bytes.Length > Longest)
            return [new(place, null, new Refusal(RefusalCode.FileLength, place,
                $"it has more than {Longest} bytes: unpack it, and give the folder"))];
        var found = new List<FoundFile>();
        try
        {
            foreach (var (name, part) in inside)
                found.AddRange(Of(part, $"{place}!{name}", depth + 1).Where(one => !one.IsPassedOver));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            found.Add(new(place, null, new Refusal(RefusalCode.FormatInvalid, place, $"it cannot be unpacked: {e.Message}")));
        }

        return found.Count > 0 ? found : [new(place, null)];
    }

    private static IEnumerable<(string Name, byte[] Bytes)>? Inside(byte[] bytes, string place) =>
        bytes is [(byte)'P', (byte)'K', 3, 4, ..] ? Entries(bytes) : MailParts.Of(bytes, place);

    private static IEnumerable<(string Name, byte[] Bytes)> Entries(byte[] bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes));
        if (archive.Entries.Count > MostEntries)
            throw new InvalidDataException($"there are more than {MostEntries} files in it");
        foreach (var entry in archive.Entries.Where(entry => entry.Name.Length > 0))
        {
            using var stream = entry.Open();
            var part = new byte[Math.Min(Math.Max(entry.Length, 0), DsseEnvelope.MaxLength + 1)];
            var length = stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
            yield return (entry.FullName, part[..length]);
        }
    }

    private static bool IsEnvelope(ReadOnlySpan<byte> bytes) =>
        bytes is [(byte)'{', ..] && bytes.IndexOf("\"payloadType\""u8) >= 0;

    // Mails and editors put a mark before a text and line ends behind it; an envelope has neither, so nothing of it is lost.
    private static byte[] Trimmed(byte[] bytes) => Utf8Text.WithoutMark(bytes).Trim(" \t\r\n"u8).ToArray();

    private static Refusal TooLong(string place) => new(RefusalCode.FileLength, place,
        $"it has more than {DsseEnvelope.MaxLength} bytes, and a receipt has not");
}
