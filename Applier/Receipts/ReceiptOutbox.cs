using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// Receipts on the instrument's own disk: each is kept here first, then copied to the stick, read back and moved to the sent
/// ones. A stick that is full, gone or locked therefore loses nothing, and the next stick takes along what is still kept.
/// </summary>
internal sealed class ReceiptOutbox(IFileSystem files, string stateFolder)
{
    private readonly string _kept = files.Path.Combine(stateFolder, "receipts", "kept");
    private readonly string _sent = files.Path.Combine(stateFolder, "receipts", "sent");

    /// <summary>The names of the receipts that no stick has taken yet, oldest first.</summary>
    public IReadOnlyList<string> Kept => files.Directory.Exists(_kept)
        ? [.. files.Directory.EnumerateFiles(_kept, "*.json").Select(path => files.Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Where kept receipts lie, to be named on the screen.</summary>
    public string Folder => _kept;

    /// <summary>Readable twins whose receipt was never kept: a start was cut off between the two.</summary>
    public IEnumerable<string> LoneTwins => files.Directory.Exists(_kept)
        ? files.Directory.EnumerateFiles(_kept, "*.txt")
            .Where(twin => !files.File.Exists(twin[..^".txt".Length] + ".dsse.json"))
        : [];

    /// <summary>Keeps a receipt and its readable twin on this disk.</summary>
    /// <param name="path">Its place on the stick.</param>
    /// <param name="envelope">The receipt.</param>
    /// <param name="twin">The readable twin.</param>
    public Refusal? Keep(MediaPath path, byte[] envelope, string twin) => Guard(null, _kept, () =>
    {
        files.Directory.CreateDirectory(_kept);
        DurableFile.Write(files, files.Path.Combine(_kept, TwinOf(path.Name)), System.Text.Encoding.UTF8.GetBytes(twin));
        DurableFile.Write(files, files.Path.Combine(_kept, path.Name), envelope);
    });

    /// <summary>Copies every kept receipt to the stick and proves each by reading it back.</summary>
    /// <param name="stick">Gives the stick's root. Asked before each write, so that nothing goes to a medium that has taken its
    /// place.</param>
    /// <param name="now">The time that a receipt gets when a stick has it.</param>
    /// <returns>The places on the stick, in order, or ReceiptNotWritten: then what is not on the stick is still kept.</returns>
    public Result<IReadOnlyList<string>> Send(Func<Result<string>> stick, DateTimeOffset now)
    {
        var written = new List<string>();
        foreach (var name in Kept)
        {
            // The readable twin first: where the signed one stands, both do.
            if ((Copied(TwinOf(name), stick) ?? Copied(name, stick) ?? Retire(name, now)) is { } refusal)
                return refusal;
            written.Add(StickLayout.Receipts.Append(name).Text);
        }

        return written;
    }

    /// <summary>The name of the readable twin of a receipt.</summary>
    private static string TwinOf(string name) => name.Replace(".dsse.json", ".txt", StringComparison.Ordinal);

    private Refusal? Copied(string part, Func<Result<string>> stick)
    {
        var from = files.Path.Combine(_kept, part);
        if (!files.File.Exists(from))
            return null;
        if (!stick().TryGet(out var root, out var refusal))
            return new Refusal(RefusalCode.ReceiptNotWritten, refusal.Place, refusal.Reason);
        var folder = StickLayout.Receipts.Under(root);
        return Guard(RefusalCode.ReceiptNotWritten, StickLayout.Receipts.Text, () =>
        {
            files.Directory.CreateDirectory(folder);
            DurableFile.Write(files, files.Path.Combine(folder, part), files.File.ReadAllBytes(from));
        });
    }

    private Refusal? Retire(string name, DateTimeOffset now) => Guard(RefusalCode.ReceiptNotWritten, StickLayout.Receipts.Text,
        () =>
    {
        files.Directory.CreateDirectory(_sent);
        // The receipt last: where it lies among the sent ones, all of it does.
        foreach (var part in new[] { TwinOf(name), name })
        {
            var from = files.Path.Combine(_kept, part);
            if (!files.File.Exists(from))
                continue;
            files.File.SetLastWriteTimeUtc(from, now.UtcDateTime);
            files.File.Move(from, files.Path.Combine(_sent, part), overwrite: true);
        }
    });

    // Without a code of its own, the disk says what it is: full, or not ours to write.
    private static Refusal? Guard(RefusalCode? code, string place, Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            var refusal = Fault.Refuse(e, place);
            return code is { } own ? refusal with { Code = own } : refusal;
        }
    }
}
