using System.Globalization;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>The two backup stages of a session: where it may go and how large it is, taking it, proving it.</summary>
internal sealed class BackupStage(SessionHost host, IOperator person)
{
    private readonly BackupSelection _selection = new(host.Instrument);

    /// <summary>Bytes that are always saved.</summary>
    public long MandatoryBytes(IdentifiedInstrument identified, CancellationToken cancel) =>
        Measure(identified, withOptional: false, cancel);

    /// <summary>The question to the operator: sizes and places, the instrument's own disk first.</summary>
    public BackupQuestion Offer(IdentifiedInstrument identified, CancellationToken cancel)
    {
        var mandatory = Measure(identified, withOptional: false, cancel);
        var all = Measure(identified, withOptional: true, cancel);
        var own = host.Files.Path.Combine(host.Instrument.Places.State, "backups");
        var others = host.Instrument.Drives.List()
            .Where(drive =>
                !drive.Removable && !drive.ReadOnly && !own.StartsWith(drive.Root, StringComparison.OrdinalIgnoreCase))
            .Select(drive =>
                new Operators.BackupPlace(drive.Name, host.Files.Path.Combine(drive.Root, "PatchKit-Backups"), drive.FreeBytes));
        var home = host.Instrument.Drives.List()
            .FirstOrDefault(drive => own.StartsWith(drive.Root, StringComparison.OrdinalIgnoreCase));
        return new BackupQuestion(mandatory, Math.Max(0, all - mandatory),
            [new(home?.Name ?? own, own, home?.FreeBytes ?? 0), .. others]);
    }

    /// <summary>Takes the backup.</summary>
    public Result<BackupTaken> Take(IdentifiedInstrument identified, BackupAnswer answer, CancellationToken cancel)
    {
        var owner = $"{identified.Serial.Text}-{BootModeName(identified)}-";
        var now = host.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        // One that was cut off is gone on with under its own name, so that nothing half done stays behind.
        var id = new Backups.BackupPlace(host.Files, answer.Folder).Interrupted(owner) ?? owner + now;
        var request = _selection.For(identified, id, answer.Folder, answer.WithOptional) with { Options = host.Backups };
        return new BackupTaker(host.Files, host.Clock).Take(request, Telling(Stage.Backup), cancel);
    }

    /// <summary>Restores the mandatory part to a scratch folder and compares, re-reads the rest from the medium.</summary>
    public Result<ReceiptBackup> Prove(BackupTaken taken, CancellationToken cancel)
    {
        var room = host.Files.Path.Combine(host.Instrument.Places.State, "restore-proof");
        if (!new RestoreProof(host.Files, host.Clock).Prove(taken, room, Telling(Stage.ProveRestore), cancel)
            .TryGet(out _, out var refusal))
            return refusal;
        if (taken.UnreadableFiles > 0)
            person.Tell(new Noted(Note.UnreadableOptional, $"{taken.UnreadableFiles}"));
        return new ReceiptBackup(taken.ManifestDigest, taken.Manifest.Totals.Files, taken.Manifest.Totals.Bytes, Proven: true);
    }

    private static string BootModeName(IdentifiedInstrument identified) => identified.Mode.Mode.Label();

    private long Measure(IdentifiedInstrument identified, bool withOptional, CancellationToken cancel)
    {
        try
        {
            return new BackupWalk(host.Files, host.Clock)
                .Walk(_selection.For(identified, "measure", host.Instrument.Places.State, withOptional), scratch: null)
                .TryGet(out var listing, out _) ? listing.Measure(cancel) : 0;
        }
        catch (UnreadableException)
        {
            // The backup says what it cannot read.
            return 0;
        }
    }

    private Telling<BackupProgress> Telling(Stage stage) =>
        new(progress => person.Tell(new BytesMoved(stage, progress.DoneBytes, progress.TotalBytes)));
}
