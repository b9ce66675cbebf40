using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// A file of the instrument that a step changes: a flushed copy in the step's undo folder before the change, put back by the
/// undo, its digest as the proof. What a power cut left of it, half written or gone, makes no difference.
/// </summary>
/// <param name="context">What the step works with.</param>
/// <param name="path">Its full path on the instrument.</param>
/// <param name="name">Name of the copy, below the step's undo folder.</param>
internal sealed class KeptFile(StepContext context, InstrumentPath path, string name)
{
    private const FileAttributes Carried = FileAttributes.ReadOnly | FileAttributes.Hidden | FileAttributes.System;

    /// <summary>The file on the host.</summary>
    public string Target => context.Instrument.Places.OnHost(path.Text);

    /// <summary>Where its successor is written before it gets the file's name.</summary>
    public string Temporary => DurableFile.Neighbour(Target);

    private string Kept => context.Files.Path.Combine(context.UndoFolder, name);

    /// <summary>Keeps the file as it stands, or notes its absence.</summary>
    public FileBefore Capture()
    {
        var old = context.Files.FileInfo.New(Target);
        if (!old.Exists)
            return new FileBefore(null, 0, default, 0, [.. MissingFolders()]);
        context.Files.Directory.CreateDirectory(context.Files.Path.GetDirectoryName(Kept)!);
        var digest = DurableFile.CopyAndFlush(context.Files, Target, Kept);
        return DurableFile.Digest(context.Files, Kept) == digest
            ? new FileBefore(digest, old.Length, old.Written(), (int)(old.Attributes & Carried), [])
            : throw new InstrumentFault(Kept, "the copy for undoing differs from the file");
    }

    /// <summary>Whether the file stands as it was captured, by its digest.</summary>
    public ProbeAnswer IsAsBefore(FileBefore before) => before.Sha256 is null
        ? context.Probes.Ask(new FileProbe(path) { Exists = false })
        : context.Probes.Ask(new FileProbe(path) { Sha256 = before.Sha256 });

    /// <summary>Brings the captured file back, or removes what was not there; harmless when it stands already.</summary>
    public async Task PutBack(FileBefore before, CancellationToken cancel)
    {
        // Without its source a rename that was left to the next start does nothing.
        if (context.Files.File.Exists(Temporary))
            context.Files.File.Delete(Temporary);
        if (IsAsBefore(before).Holds)
        {
            SetLook(before);
            return;
        }

        if (before.Sha256 is null)
        {
            SetWritable();
            context.Files.File.Delete(Target);
            foreach (var folder in before.MissingFolders.Reverse().Where(IsEmptyFolder))
                context.Files.Directory.Delete(folder);
            return;
        }

        // Somebody may have removed a folder that this file's absence had left empty.
        context.Files.Directory.CreateDirectory(context.Files.Path.GetDirectoryName(Target)!);
        if (DurableFile.CopyAndFlush(context.Files, Kept, Temporary) != before.Sha256)
            throw new InstrumentFault(Kept, "the copy for undoing is damaged");
        if (await RenameWhenFree(cancel) is { } locked)
            throw new InstrumentFault(path.Text, locked);
        SetLook(before);
    }

    /// <summary>The bytes of the captured file.</summary>
    public byte[] ReadKept(FileBefore before) =>
        context.Files.File.ReadAllBytes(Kept) is { } bytes && Sha256Digest.Of(bytes) == before.Sha256
            ? bytes
            : throw new InstrumentFault(Kept, "the copy for undoing is damaged");

    /// <summary>Lets the successor take the file's place, at the next start where it cannot be done now.</summary>
    /// <returns>Null, or why a restart is wanted.</returns>
    public async Task<string?> TakePlace(FileBefore before, CancellationToken cancel)
    {
        if (await RenameWhenFree(cancel) is { } locked)
        {
            if (context.Instrument.RestartMoves is not { } moves)
                throw new InstrumentFault(path.Text, locked);
            moves.Schedule(Temporary, Target);
            return locked;
        }

        SetAttributes(before);
        return null;
    }

    /// <summary>Renames the successor over the file; one that is held open is waited for.</summary>
    /// <returns>Null, or why it cannot be replaced, with its holders.</returns>
    private Task<string?> RenameWhenFree(CancellationToken cancel) => WhenFree(
        () => DurableFile.Rename(context.Files, Temporary, Target), () =>
            context.Files.File.Exists(Temporary), "replaced", cancel);

    /// <summary>Removes the file; one that is held open is waited for.</summary>
    /// <returns>Null, or why it cannot be removed, with its holders.</returns>
    public Task<string?> DeleteWhenFree(CancellationToken cancel) => WhenFree(
        () => context.Files.File.Delete(Target), () => context.Files.File.Exists(Target), "removed", cancel);

    /// <summary>Gives the file the attributes that the captured one had.</summary>
    private void SetAttributes(FileBefore before)
    {
        if (before.Attributes != 0)
            context.Files.File.SetAttributes(Target,
                context.Files.File.GetAttributes(Target) | (FileAttributes)before.Attributes);
    }

    private async Task<string?> WhenFree(Action change, Func<bool> isLeft, string changed, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                SetWritable();
                change();
                return null;
            }
            catch (Exception held) when (Fault.Is(held) && isLeft())
            {
                if (attempt >= context.Patience.LockedTries)
                    return $"it cannot be {changed}: {held.Message}{Holders()}";
            }

            await context.Wait(context.Patience.LockedPause, cancel);
        }
    }

    // A try that was cut off between the rename and this one leaves the right bytes with another time.
    private void SetLook(FileBefore before)
    {
        if (before.Sha256 is null)
            return;
        if (context.Files.FileInfo.New(Target).Written() != before.LastWriteUtc)
        {
            SetWritable();
            context.Files.File.SetLastWriteTimeUtc(Target, before.LastWriteUtc);
        }

        SetAttributes(before);
    }

    private string Holders()
    {
        var holders = context.Instrument.Processes.HoldersOf(Target);
        return holders.Count == 0 ? "" : $" Held open by {string.Join(", ", holders)}.";
    }

    private List<string> MissingFolders()
    {
        var missing = new List<string>();
        var folder = context.Files.Path.GetDirectoryName(Target);
        while (!string.IsNullOrEmpty(folder) && !context.Files.Directory.Exists(folder))
        {
            missing.Insert(0, folder);
            folder = context.Files.Path.GetDirectoryName(folder);
        }

        return missing;
    }

    private bool IsEmptyFolder(string folder) =>
        context.Files.Directory.Exists(folder) && !context.Files.Directory.EnumerateFileSystemEntries(folder).Any();

    private void SetWritable()
    {
        var file = context.Files.FileInfo.New(Target);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReadOnly))
            file.Attributes &= ~FileAttributes.ReadOnly;
    }
}
