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
    /// <summary>The file on the host.</summary>
    public string Target => context.Instrument.Places.OnHost(path.Text);

    /// <summary>Where its successor is written before it gets the file's name.</summary>
    public string Temporary => DurableFile.Neighbour(Target);

    private string Kept => context.Files.Path.Combine(context.UndoFolder, name);

    private CapturedFile File => new(context.Files, context.Instrument.Extras, Target, Kept);

    /// <summary>Keeps the file as it stands, or notes its absence.</summary>
    public FileBefore Capture() => File.Capture();

    /// <summary>Whether the file stands as it was captured: its digest, its owner and rights, its further streams.</summary>
    public ProbeAnswer IsAsBefore(FileBefore before) => before.Sha256 is null
        ? context.Probes.Ask(new FileProbe(path) { Exists = false })
        : IsDressed(context.Probes.Ask(new FileProbe(path) { Sha256 = before.Sha256 }), before);

    /// <summary>An answer about the file, and whether it has the owner, rights and streams of the captured one.</summary>
    /// <param name="answer">What was seen of its content.</param>
    /// <param name="before">The captured one; null when there is none yet.</param>
    public ProbeAnswer IsDressed(ProbeAnswer answer, FileBefore? before)
    {
        if (!answer.Holds || before?.Sha256 is null)
            return answer;
        try
        {
            return File.Undressed(before) is { } wrong
                ? new(false, $"{answer.Seen}; {wrong}") { Observed = answer.Observed }
                : answer;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return ProbeAnswer.Unread(path.Text, fault);
        }
    }

    /// <summary>Brings the captured file back, or removes what was not there; harmless when it stands already.</summary>
    public async Task PutBack(FileBefore before, CancellationToken cancel)
    {
        // Without its source a rename that was left to the next start does nothing.
        if (context.Files.File.Exists(Temporary))
            context.Files.File.Delete(Temporary);
        if (IsAsBefore(before).Holds)
        {
            // A try that was cut off between the rename and this one leaves the right bytes with another time.
            if (before.Sha256 is not null)
                File.SetLook(before);
            return;
        }

        if (before.Sha256 is null)
        {
            File.Remove(before);
            return;
        }

        // Somebody may have removed a folder that this file's absence had left empty.
        context.Files.Directory.CreateDirectory(context.Files.Path.GetDirectoryName(Target)!);
        File.Rebuild(Temporary, before);
        if (await RenameWhenFree(cancel) is { } locked)
            throw new InstrumentFault(path.Text, locked);
        File.SetLook(before);
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
        if (before.Sha256 is not null)
            File.Dress(Temporary, before);
        if (await RenameWhenFree(cancel) is { } locked)
        {
            if (context.Instrument.RestartMoves is not { } moves)
                throw new InstrumentFault(path.Text, locked);
            moves.Schedule(Temporary, Target);
            return locked;
        }

        File.SetAttributes(before);
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

    private async Task<string?> WhenFree(Action change, Func<bool> isLeft, string changed, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                File.SetWritable();
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

    private string Holders()
    {
        var holders = context.Instrument.Processes.HoldersOf(Target);
        return holders.Count == 0 ? "" : $" Held open by {string.Join(", ", holders)}.";
    }
}
