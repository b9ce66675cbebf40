using PatchKit.Applier.Instruments;
using PatchKit.Applier.State;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Puts a payload file in the place of a file: a temporary file on the same volume, flushed, renamed over it, read back. One that is held
/// open is waited for; then its holder is named, and where the machine can, the rename is left to the next start.
/// The new file has the folder's default access rights; hidden, system and read-only stay as they were.
/// </summary>
internal sealed class ReplaceFile(ReplaceFileStep step, StepContext context) : StepWork<ReplaceFileStep, FileBefore>(step, context)
{
    private const FileAttributes Carried = FileAttributes.ReadOnly | FileAttributes.Hidden | FileAttributes.System;

    private string Target => Context.Instrument.Places.OnHost(Its.Target);

    private string Temporary => Target + DurableFile.TemporarySuffix;

    private string Kept => Context.Files.Path.Combine(Context.UndoFolder, "old");

    protected override Task<ProbeAnswer> ReadBackOwn(FileBefore? before, CancellationToken cancel) =>
        Task.FromResult(Context.Probes.Ask(new FileProbe(Its.Target) { Sha256 = Context.Content.DigestOf(Its.Payload) }));

    protected override Task<FileBefore> CaptureOwn(CancellationToken cancel)
    {
        var missing = MissingFolders();
        var old = Context.Files.FileInfo.New(Target);
        if (!old.Exists)
            return Task.FromResult(new FileBefore(null, 0, default, 0, [.. missing]));
        Context.Files.Directory.CreateDirectory(Context.UndoFolder);
        var digest = DurableFile.CopyAndFlush(Context.Files, Target, Kept);
        return DurableFile.Digest(Context.Files, Kept) == digest
            ? Task.FromResult(new FileBefore(digest, old.Length, old.LastWriteTimeUtc, (int)(old.Attributes & Carried), []))
            : throw new InstrumentFault(Kept, "the copy for undoing differs from the file");
    }

    protected override async Task<string?> ApplyOwn(FileBefore before, CancellationToken cancel)
    {
        Context.Files.Directory.CreateDirectory(Context.Files.Path.GetDirectoryName(Target)!);
        var digest = DurableFile.CopyAndFlush(Context.Files, Context.Content.Verified(Its.Payload), Temporary);
        if (digest != Context.Content.DigestOf(Its.Payload))
            throw new InstrumentFault(Its.Payload.Text, "the staged file changed while it was copied");
        var locked = await RenameWhenFree(cancel);
        if (locked is null)
        {
            SetAttributes(before);
            return null;
        }

        if (Context.Instrument.RestartMoves is not { } moves)
            throw new InstrumentFault(Its.Target, locked);
        moves.Schedule(Temporary, Target);
        return locked;
    }

    protected override async Task UndoOwn(FileBefore before, CancellationToken cancel)
    {
        // Without its source a rename that was left to the next start does nothing.
        Context.Files.File.Delete(Temporary);
        if (ReadBackUndoneOwn(before).Holds)
            return;
        if (before.Sha256 is null)
        {
            SetWritable();
            Context.Files.File.Delete(Target);
            foreach (var folder in before.MissingFolders.Reverse().Where(IsEmptyFolder))
                Context.Files.Directory.Delete(folder);
            return;
        }

        if (DurableFile.CopyAndFlush(Context.Files, Kept, Temporary) != before.Sha256)
            throw new InstrumentFault(Kept, "the copy for undoing is damaged");
        if (await RenameWhenFree(cancel) is { } locked)
            throw new InstrumentFault(Its.Target, locked);
        Context.Files.File.SetLastWriteTimeUtc(Target, before.LastWriteUtc);
        SetAttributes(before);
    }

    protected override ProbeAnswer ReadBackUndoneOwn(FileBefore before) => before.Sha256 is null
        ? Context.Probes.Ask(new FileProbe(Its.Target) { Exists = false })
        : Context.Probes.Ask(new FileProbe(Its.Target) { Sha256 = before.Sha256 });

    private async Task<string?> RenameWhenFree(CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                SetWritable();
                DurableFile.Rename(Context.Files, Temporary, Target);
                return null;
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
                if (attempt >= Context.Patience.LockedTries)
                    return $"it cannot be replaced: {held.Message}{Holders()}";
            }

            await Context.Wait(Context.Patience.LockedPause, cancel);
        }
    }

    private string Holders()
    {
        var holders = Context.Instrument.Processes.HoldersOf(Target);
        return holders.Count == 0 ? "" : $" Held open by {string.Join(", ", holders)}.";
    }

    private List<string> MissingFolders()
    {
        var missing = new List<string>();
        var folder = Context.Files.Path.GetDirectoryName(Target);
        while (!string.IsNullOrEmpty(folder) && !Context.Files.Directory.Exists(folder))
        {
            missing.Insert(0, folder);
            folder = Context.Files.Path.GetDirectoryName(folder);
        }

        return missing;
    }

    private bool IsEmptyFolder(string folder) =>
        Context.Files.Directory.Exists(folder) && !Context.Files.Directory.EnumerateFileSystemEntries(folder).Any();

    private void SetWritable()
    {
        var file = Context.Files.FileInfo.New(Target);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReadOnly))
            file.Attributes &= ~FileAttributes.ReadOnly;
    }

    private void SetAttributes(FileBefore before)
    {
        if (before.Attributes != 0)
            Context.Files.File.SetAttributes(Target, Context.Files.File.GetAttributes(Target) | (FileAttributes)before.Attributes);
    }
}
