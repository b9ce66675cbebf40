using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Reads a journal. A torn last record is dropped: it was not flushed, so what it announces has not begun. Anything else broken
/// is refused.
/// </summary>
internal static class JournalReader
{
    /// <summary>Longest journal, in bytes.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Reads the file; one that is absent holds no record.</summary>
    public static Result<JournalContent> Read(IFileSystem files, string path)
    {
        if (!files.File.Exists(path))
            return JournalContent.Empty;
        if (files.FileInfo.New(path).Length > MaxBytes)
            return Broken(path, 0, $"the journal is longer than {MaxBytes} bytes");
        return Parse(files.File.ReadAllBytes(path), path);
    }

    /// <summary>Reads the bytes of a journal; <paramref name="place"/> names it in a refusal.</summary>
    public static Result<JournalContent> Parse(ReadOnlyMemory<byte> bytes, string place)
    {
        var records = ImmutableArray.CreateBuilder<JournalRecord>();
        var chain = JournalFrame.Beginning;
        var offset = 0;
        while (offset < bytes.Length)
        {
            var rest = bytes[offset..];
            if (JournalFrame.Payload(rest) is not { } payload)
            {
                if (HasRecordAfter(rest))
                    return Broken(place, records.Count, "a record is damaged and others follow it");
                break;
            }

            if (JournalFrame.Continues(rest, payload, chain) is not { } next)
                return Broken(place, records.Count, "a record does not continue the one before");
            if (!JournalRecord.Format.Read(payload.Span, place).TryGet(out var record, out _))
                return Broken(place, records.Count, "a record is not one that this program knows");
            records.Add(record);
            chain = next;
            offset += JournalFrame.HeaderBytes + payload.Length + 1;
        }

        return new JournalContent(records.ToImmutable(), chain, offset);
    }

    // Only the last record can be torn, because each is flushed before the next begins.
    private static bool HasRecordAfter(ReadOnlyMemory<byte> rest)
    {
        for (var start = 1; start < rest.Length; start++)
        {
            if (JournalFrame.Payload(rest[start..]) is not null)
                return true;
        }

        return false;
    }

    private static Refusal Broken(string place, int records, string reason) =>
        new(RefusalCode.Inconsistent, place, $"{reason} (after {records} whole records)");
}

/// <summary>What a journal holds.</summary>
/// <param name="Records">Its whole records.</param>
/// <param name="Chain">The chained digest after the last of them.</param>
/// <param name="Length">Bytes up to their end; what follows is a torn record.</param>
internal sealed record JournalContent(ImmutableArray<JournalRecord> Records, Sha256Digest Chain, long Length)
{
    /// <summary>No record yet.</summary>
    public static JournalContent Empty { get; } = new([], JournalFrame.Beginning, 0);
}
