using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>The append-only record of one application. When <see cref="Append"/> returns, the record is on the disk.</summary>
internal sealed class Journal
{
    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly List<JournalRecord> _records;
    private Sha256Digest _chain;
    private long _length;

    private Journal(IFileSystem files, string path, JournalContent content)
    {
        _files = files;
        _path = path;
        _records = [.. content.Records];
        _chain = content.Chain;
        _length = content.Length;
    }

    /// <summary>Its records, in order.</summary>
    public IReadOnlyList<JournalRecord> Records => _records;

    /// <summary>Chained digest and number of records, for the receipt.</summary>
    public ReceiptJournal Summary => new(_chain, _records.Count);

    /// <summary>Opens a journal to go on with it; an absent one begins. Writes nothing.</summary>
    public static Result<Journal> Open(IFileSystem files, string path) =>
        JournalReader.Read(files, path).Then<Journal>(content => new Journal(files, path, content));

    /// <summary>Appends a record and flushes it to the disk. What is left of a torn one is cut off first.</summary>
    /// <exception cref="IOException">The disk said no: the record does not count, and what it announces must not
    /// begin.</exception>
    public void Append(JournalRecord record)
    {
        var (line, chain) = JournalFrame.Write(record, _chain);
        using (var stream = _files.FileStream.New(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read))
        {
            if (stream.Length != _length)
            {
                stream.SetLength(_length);
                stream.FlushToDisk();
            }

            stream.Position = _length;
            stream.Write(line);
            stream.FlushWithName();
        }

        _records.Add(record);
        _chain = chain;
        _length += line.Length;
    }
}
