using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Applier.Discovery;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Staging;

/// <summary>
/// This program's copy of itself: from the stick into its own closed folder, each file held against the stick's signed list. What
/// is started from there needs no stick while it works, and nobody can put a library beside it
/// (docs/adr/0012-the-applier-leaves-the-stick.md).
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The system clock.</param>
/// <param name="stateFolder">The Applier's own folder, closed.</param>
/// <param name="pinnedRoot">The root that this program was built with, or a rehearsal's.</param>
internal sealed class ProgramCopy(IFileSystem files, TimeProvider clock, string stateFolder, ReadOnlyMemory<byte> pinnedRoot)
{
    private const string Aside = ".old";
    private const int NameDigits = 16;

    /// <summary>Where copies are: one folder for each set of files, so that one which runs is never written to.</summary>
    public static string FolderIn(IFileSystem files, string stateFolder) => files.Path.Combine(stateFolder, "program");

    private string Folder { get; } = FolderIn(files, stateFolder);

    /// <summary>Makes the copy, or proves the one that is there.</summary>
    /// <param name="stick">Where the program lies, as the signed list names it.</param>
    /// <returns>
    /// The folder that takes the place of the stick's root; what <see cref="StickCheck.Begin"/> refuses with, FileMissing,
    /// FileLength, FileAltered, PathUnsafe, DiskFull, AccessDenied.
    /// </returns>
    public Result<string> Make(FoundStick stick) => Fault.Guard<string>(Folder, () =>
        Listed(stick).Then(listed => Copied(stick.Drive.Root, listed)));

    // As strict as an application, and nothing is remembered of it: the session that follows does that.
    private Result<ImmutableArray<ListedFile>> Listed(FoundStick stick)
    {
        if (!ScratchState.Make(files, stateFolder).TryGet(out var scratch, out var refusal))
            return refusal;
        using (scratch)
        {
            return new Stager(files, clock, scratch.Path, pinnedRoot).Begin(stick).Then<ImmutableArray<ListedFile>>(check =>
                check.Files.Files.RemoveAll(file => file.Kind != StickFileKind.Applier));
        }
    }

    private Result<string> Copied(string stickRoot, ImmutableArray<ListedFile> listed)
    {
        var name = Sha256Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', listed.Select(one => $"{one.Sha256} {one.Path}"))));
        var copy = files.Path.Combine(Folder, name.ToString()[..NameDigits]);
        foreach (var file in listed)
        {
            if (Put(file, stickRoot, copy) is not { } refusal)
                continue;
            Discard(copy);
            return refusal;
        }

        Forget(listed, copy);
        return copy;
    }

    private Refusal? Put(ListedFile file, string stickRoot, string copyRoot)
    {
        var (source, copy) = (file.Path.Under(stickRoot), file.Path.Under(copyRoot));
        if (files.File.Exists(copy) && DurableFile.Digest(files, copy) == file.Sha256)
            return null;
        if (!files.File.Exists(source))
            return TrustRefusals.FileMissing(file.Path.Text);
        if (PlainFile.FaultOf(files, source) is { } no)
            return new Refusal(RefusalCode.PathUnsafe, file.Path.Text, no);
        if (files.FileInfo.New(source).Length is var length && length != file.Length)
            return TrustRefusals.FileLength(file.Path.Text, length, file.Length);
        files.Directory.CreateDirectory(files.Path.GetDirectoryName(copy)!);
        files.File.Copy(source, copy, overwrite: true);
        return DurableFile.Digest(files, copy) is var seen && seen != file.Sha256
            ? TrustRefusals.FileAltered(file.Path.Text, new($"sha256 {file.Sha256}", $"sha256 {seen}"))
            : null;
    }

    // What is in the copy and not in the list, and copies of other versions.
    private void Forget(ImmutableArray<ListedFile> listed, string copy)
    {
        var wanted = listed.Select(file => file.Path.Under(copy)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var path in files.Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories)
            .Where(path => !wanted.Contains(path)).ToList())
            files.File.Delete(path);
        foreach (var other in files.Directory.EnumerateDirectories(Folder).Where(other => other != copy).ToList())
            Discard(other);
    }

    // One that runs keeps its files open: then it cannot be moved aside on Windows, and nothing of it is removed.
    private void Discard(string copy) => Fault.Try(() =>
    {
        var aside = copy.EndsWith(Aside, StringComparison.Ordinal) ? copy : copy + Aside;
        if (aside != copy)
            files.Directory.Move(copy, aside);
        files.Directory.Delete(aside, recursive: true);
    });
}
