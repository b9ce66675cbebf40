using System.IO.Abstractions;
using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Shared.Disks;

public sealed class DurableFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_scanner_that_opens_the_file_under_its_new_name_first_does_not_stop_the_rename()
    {
        var (temporary, target) = (Path.Combine(_folder, "new"), Path.Combine(_folder, "target"));
        File.WriteAllText(target, "old");
        File.WriteAllText(temporary, "new");
        DurableFile.Rename(Scanned(target), temporary, target);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.False(File.Exists(temporary));
    }

    [Fact]
    public void A_write_survives_the_scanner_too()
    {
        var target = Path.Combine(_folder, "target");
        DurableFile.Write(Scanned(target), target, "new"u8);
        Assert.Equal("new", File.ReadAllText(target));
    }

    // The machine's own disk; a file that has just been renamed is held by another program, which lets nobody write.
    [Fact]
    public void What_has_the_temporary_files_name_already_is_not_written_into()
    {
        var (target, elsewhere) = (Path.Combine(_folder, "file.txt"), Path.Combine(_folder, "elsewhere.txt"));
        File.WriteAllText(elsewhere, "another's");
        File.CreateSymbolicLink(DurableFile.Neighbour(target), elsewhere);

        DurableFile.Write(new FileSystem(), target, "ours"u8);

        Assert.Equal(("ours", "another's"), (File.ReadAllText(target), File.ReadAllText(elsewhere)));
        Assert.Null(new FileInfo(target).LinkTarget);
    }

    private static WatchedDisk Scanned(string target)
    {
        var held = false;
        return new(new FileSystem(), asked =>
        {
            held |= asked.StartsWith("IFile.Move ", StringComparison.Ordinal) && asked.Contains($" {target} ");
            var opens = $"IFileStreamFactory.New {target} ";
            if (held && asked.StartsWith(opens, StringComparison.Ordinal)
                && !asked.StartsWith($"{opens}Open Read ", StringComparison.Ordinal))
                throw new IOException("The process cannot access the file because it is being used by another process.");
        });
    }
}
