using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Returns;

/// <summary>
/// Looks at every file of a stick, of a folder however deep, or at a single one. What each is says its content
/// (<see cref="ReceiptContent"/>), never its name; what cannot be read is said and stops nothing.
/// </summary>
internal sealed class ReceiptFiles(IFileSystem files)
{
    private const int MostFiles = 100_000;

    // A link of a file's name is found, to be refused by name; one to a folder is not entered.
    private static readonly EnumerationOptions Here = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>What lies at a path, in ordinal order; a refusal when nothing does, or more than anybody meant.</summary>
    public Result<IReadOnlyList<FoundFile>> Find(string path) => Fault.Guard<IReadOnlyList<FoundFile>>(path, () =>
    {
        if (files.File.Exists(path))
            return Look(path).ToList();
        if (!files.Directory.Exists(path))
            return new Refusal(RefusalCode.InputMissing, path, "there is no such file or folder");
        // On a stick only the receipts' own folder is looked at.
        var folder = files.File.Exists(StickLayout.Marker.Under(path)) ? StickLayout.Receipts.Under(path) : path;
        var unread = new List<FoundFile>();
        var found = Below(folder, unread).Take(MostFiles + 1).Order(StringComparer.Ordinal).ToArray();
        if (found.Length > MostFiles)
            return new Refusal(RefusalCode.Usage, folder, $"there are more than {MostFiles} files here");
        return unread.Concat(found.Where(file => !IsTwin(file)).SelectMany(Look)).ToList();
    });

    private IEnumerable<string> Below(string top, List<FoundFile> unread)
    {
        var folders = new Stack<string>([top]);
        while (folders.TryPop(out var folder))
        {
            if (!files.Directory.Exists(folder))
                continue;
            if (!Fault.Guard<string[]>(folder, () => files.Directory.EnumerateFileSystemEntries(folder, "*", Here).ToArray())
                .TryGet(out var entries, out var refusal))
            {
                unread.Add(new(folder, null, refusal));
                continue;
            }

            foreach (var entry in entries.Where(entry => !SystemLitter.Is(files.Path.GetFileName(entry))))
            {
                if (!IsFolder(entry))
                    yield return entry;
                else if ((files.File.GetAttributes(entry) & FileAttributes.ReparsePoint) == 0)
                    folders.Push(entry);
            }
        }
    }

    private bool IsFolder(string path) => files.Directory.Exists(path);

    // What the Applier writes for people beside a receipt.
    private bool IsTwin(string path) => path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)
        && files.File.Exists(files.Path.ChangeExtension(path, ".dsse.json"));

    private IEnumerable<FoundFile> Look(string path) => Read(path).TryGet(out var bytes, out var refusal)
        ? ReceiptContent.Of(bytes, path)
        : [new(path, null, refusal)];

    private Result<byte[]> Read(string path) => Fault.Guard<byte[]>(path, () =>
    {
        if (PlainFile.FaultOf(files, path) is { } fault)
            return new Refusal(RefusalCode.PathUnsafe, path, fault);
        using var stream = files.File.OpenRead(path);
        var bytes = new byte[Math.Min(stream.Length, ReceiptContent.Longest + 1)];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..length];
    });
}
