using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>A manifest with all its lists in memory: the program itself never holds them.</summary>
internal sealed record WholeManifest(
    BackupManifest Head, List<BackupFile> Files, List<BackupFolder> Folders, List<BackupLink> Links,
        List<BackupProblem> Unreadable, List<string> Absent)
{
    public IEnumerable<string> Changed => Files.Where(file => file.Changed).Select(file => file.Path);

    public static WholeManifest Read(IFileSystem files, string path)
    {
        var all = new List<object>();
        var head = new BackupJsonFile(files).ReadManifest(path, all.Add).Value.Manifest;
        return new(
            head, [.. all.OfType<BackupFile>()], [.. all.OfType<BackupFolder>()], [.. all.OfType<BackupLink>()],
                [.. all.OfType<BackupProblem>()], [.. all.OfType<AbsentSource>().Select(source => source.Path)]);
    }
}
