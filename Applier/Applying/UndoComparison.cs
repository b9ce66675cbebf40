using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;

namespace PatchKit.Applier.Applying;

/// <summary>
/// The last look of an undo. Read-backs of steps show what steps say of themselves; a script may have altered something else. So
/// the whole mandatory set is compared with the backup, and what differs is put back if the operator wants it.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="time">The clock.</param>
/// <param name="instrument">The machine.</param>
/// <param name="person">Who is asked.</param>
/// <param name="patience">How often what cannot be read is tried again.</param>
internal sealed class UndoComparison(IFileSystem files, TimeProvider time, IInstrument instrument, IOperator person,
    Patience patience)
{
    /// <summary>Compares, asks, puts back, compares again.</summary>
    /// <param name="oldest">The oldest application that is taken back: its backup holds what stood before all of them.</param>
    /// <param name="chain">All that are taken back.</param>
    /// <returns>What is written down of it; null when the backup cannot be read any more, which the operator is told.</returns>
    public async Task<Compared?> Look(Application oldest, IEnumerable<Application> chain)
    {
        if (!(await Compare(oldest.Backup)).TryGet(out var seen, out var refusal))
            return NotCompared(refusal);
        string? why = null;
        if (!seen.Different.IsEmpty && await Wanted(seen))
        {
            why = oldest.Backup.PutBack(files, time, instrument.Places.OnHost, instrument.Extras, seen.Different)?.Reason
                ?? Flushed();
            if (!(await Compare(oldest.Backup)).TryGet(out seen, out refusal))
                return NotCompared(refusal);
        }

        var ofSteps = chain.SelectMany(one => one.Steps).SelectMany(step => step.Step.ChangedFiles)
            .Select(path => path.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new Compared(oldest.Now, seen.Files, seen.Different.Length, [.. seen.Different.Take(Compared.MostNamed)],
            seen.Altered.FirstOrDefault(ofSteps.Contains), seen.Different.IsEmpty ? null : why);
    }

    private async Task<Result<BackupComparison>> Compare(KeptBackup backup)
    {
        for (var attempt = 1; ; attempt++)
        {
            var seen = backup.Compare(files, time, instrument.Places.OnHost);
            if (attempt >= patience.UndoTries || (seen.TryGet(out var read, out _) && read.Unread.IsEmpty))
                return seen;
            await Task.Delay(patience.UndoPause, time);
        }
    }

    // Who has gone away has not said yes.
    private async Task<bool> Wanted(BackupComparison seen)
    {
        var names = seen.Different.Take(Compared.MostNamed).ToImmutableArray();
        try
        {
            return await person.Ask(new RestoreAlteredQuestion(seen.Different.Length, names), CancellationToken.None);
        }
        catch (Exception gone) when (gone is OperationCanceledException or AnswerMissingException)
        {
            return false;
        }
    }

    private Compared? NotCompared(Refusal refusal)
    {
        person.Tell(new Noted(Note.BackupNotCompared, refusal.ToString()));
        return null;
    }

    private string? Flushed()
    {
        try
        {
            instrument.Drives.Flush();
            return null;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return fault.Message;
        }
    }
}
