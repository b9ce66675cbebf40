using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>
/// The stage that a session runs: measures what would be saved, asks where it may go, takes the backup and proves it.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The clock, for the backup's name.</param>
/// <param name="instrument">The machine.</param>
/// <param name="person">Who is asked and told.</param>
/// <param name="options">Sizes and numbers of the backup.</param>
internal sealed class BackupStage(
    IFileSystem files, TimeProvider clock, IInstrument instrument, IOperator person, BackupOptions options)
{
    private readonly BackupSelection _selection = new(instrument);

    /// <summary>Looks at all that could be saved, and says what would be left out.</summary>
    public BackupSize Measure(IdentifiedInstrument identified, CancellationToken cancel)
    {
        var size = new BackupSurvey(files, clock, instrument.Processes.HoldersOf)
            .Look(_selection.For(identified, "measure", instrument.Places.State, withOptional: true), cancel);
        if (size.LeftOut > 0)
            person.Tell(new Noted(Note.LeftOut, size.LeftOut, string.Join("; ", size.LeftOutNames)
                + (size.LeftOut > size.LeftOutNames.Length ? "; …" : "")));
        if (size.Plain > 0)
            person.Tell(new Noted(Note.SavedPlain, size.Plain, size.FirstPlain));
        if (size.ShortNames > 0)
            person.Tell(new Noted(Note.ShortNames, size.ShortNames, size.FirstShortName));
        return size;
    }

    /// <summary>Asks where the backup may go, takes it, restores it on trial.</summary>
    /// <param name="identified">The instrument and its plan.</param>
    /// <param name="size">What was measured.</param>
    /// <param name="cancel">The operator wants to stop: nothing on the instrument was changed.</param>
    public async Task<Result<ProvenBackup>> Run(IdentifiedInstrument identified, BackupSize size, CancellationToken cancel)
    {
        var answer = await person.Ask(Offer(size), cancel).ConfigureAwait(false);
        person.Tell(new StageStarted(Stage.Backup));
        var taken = await person.Again(() => Take(identified, answer, cancel), cancel).ConfigureAwait(false);
        if (!taken.TryGet(out var backup, out var refusal))
            return refusal;
        person.Tell(new StageEnded(Stage.Backup, backup.Manifest.Totals.Files, backup.Folder));
        person.Tell(new StageStarted(Stage.ProveRestore));
        var room = files.Path.Combine(instrument.Places.State, "restore-proof");
        if (!new ProvenBackup.RestoreProof(files, clock).Prove(backup, room, Telling(Stage.ProveRestore), cancel)
            .TryGet(out var proven, out refusal))
            return refusal;
        if (backup.LeftOut > 0)
            person.Tell(new Noted(Note.LeftOutOfBackup, backup.LeftOut,
                files.Path.Combine(backup.Folder, BackupPlace.SheetName)));
        if (backup.UntoldDates > 0)
            person.Tell(new Noted(Note.UntoldDates, backup.UntoldDates));
        if (proven.NotRestorable is [var first, ..] odd)
            person.Tell(new Noted(Note.NotRestorable, odd.Length, $"{first.Path} ({first.Reason})"));
        person.Tell(new StageEnded(Stage.ProveRestore, backup.Manifest.Totals.Files));
        return proven;
    }

    // Sizes and places, the instrument's own disk first.
    private BackupQuestion Offer(BackupSize size)
    {
        var own = files.Path.Combine(instrument.Places.State, "backups");
        var drives = instrument.Drives.List();
        var home = drives.FirstOrDefault(drive => own.StartsWith(drive.Root, StringComparison.OrdinalIgnoreCase));
        var others = drives
            .Where(drive =>
                !drive.Removable && !drive.ReadOnly && !drive.HoldsOtherSystem
                    && !own.StartsWith(drive.Root, StringComparison.OrdinalIgnoreCase))
            .Select(drive =>
                new Operators.BackupPlace(drive.Name, files.Path.Combine(drive.Root, "PatchKit-Backups"), drive.FreeBytes));
        return new BackupQuestion(size.Mandatory, size.Optional, [new(home?.Name ?? own, own, home?.FreeBytes ?? 0), .. others])
        {
            Read = size.Read,
        };
    }

    private Result<BackupTaken> Take(IdentifiedInstrument identified, BackupAnswer answer, CancellationToken cancel) =>
        Fault.Guard(answer.Folder, () =>
        {
            if (!instrument.Places.Close(answer.Folder))
                person.Tell(new Noted(Note.BackupOpen, answer.Folder));
            return TakeNow(identified, answer, cancel);
        });

    private Result<BackupTaken> TakeNow(IdentifiedInstrument identified, BackupAnswer answer, CancellationToken cancel)
    {
        var owner = $"{identified.Serial.FileName}-{identified.Mode.Mode.Text}-";
        var now = clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        // One that was cut off is gone on with under its own name, so that nothing half done stays behind.
        var place = new BackupPlace(files, answer.Folder);
        var id = place.Interrupted(owner) ?? place.Free(owner + now);
        var request = _selection.For(identified, id, answer.Folder, answer.WithOptional) with { Options = options };
        return new BackupTaker(files, clock).Take(request, Telling(Stage.Backup), cancel);
    }

    private Telling<BackupProgress> Telling(Stage stage) =>
        new(progress => person.Tell(new BytesMoved(stage, progress.DoneBytes, progress.TotalBytes)));
}
