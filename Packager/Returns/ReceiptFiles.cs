using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns;

/// <summary>Finds the receipts on a stick, in a folder, or in a single file, and reads each once.</summary>
internal sealed class ReceiptFiles(IFileSystem files)
{
    private const int MaxFiles = 10_000;
    private const string Pattern = "*.dsse.json";

    // A link of a receipt's name is found, to be refused by name; one to a folder is not entered.
    private static readonly EnumerationOptions LinksHere = new()
    {
        AttributesToSkip = FileAttributes.None,
        MatchCasing = MatchCasing.CaseInsensitive,
    };

    // A link on a stick could lead anywhere; a folder that cannot be read is not a reason to stop.
    private static readonly EnumerationOptions BelowHere = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
        MatchCasing = MatchCasing.CaseInsensitive,
    };

    /// <summary>The receipt files of <paramref name="path"/>, in ordinal order; a refusal when there is none.</summary>
    public Result<IReadOnlyList<string>> Find(string path)
    {
        return Fault.Guard<IReadOnlyList<string>>(path, () =>
        {
            if (files.File.Exists(path))
                return (string[])[path];
            if (!files.Directory.Exists(path))
                return new Refusal(RefusalCode.InputMissing, path, "there is no such file or folder");
            // On a stick only the receipts' own folder is looked at.
            var receipts = StickLayout.Receipts.Under(path);
            var folder = files.File.Exists(StickLayout.Marker.Under(path)) ? receipts : path;
            var found = files.Directory.Exists(folder)
                ? files.Directory.EnumerateFiles(folder, Pattern, BelowHere)
                    .Union(files.Directory.EnumerateFiles(folder, Pattern, LinksHere))
                    .Where(file => !SystemLitter.Is(files.Path.GetFileName(file)))
                    .Take(MaxFiles + 1).Order(StringComparer.Ordinal).ToArray()
                : [];
            return found.Length switch
            {
                0 => new Refusal(RefusalCode.InputMissing, folder, $"there is no receipt ({Pattern}) here"),
                > MaxFiles => new Refusal(RefusalCode.Usage, folder, $"there are more than {MaxFiles} receipts here"),
                _ => found,
            };
        });
    }

    /// <summary>Reads a file's bytes, no more than a receipt may have and one.</summary>
    public Result<byte[]> Read(string path)
    {
        return Fault.Guard<byte[]>(path, () =>
        {
            if (PlainFile.FaultOf(files, path) is { } fault)
                return new Refusal(RefusalCode.PathUnsafe, path, fault);
            using var stream = files.File.OpenRead(path);
            var bytes = new byte[Math.Min(stream.Length, DsseEnvelope.MaxLength + 1)];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes[..length];
        });
    }
}
