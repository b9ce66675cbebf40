using System.Collections.Immutable;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Operators;
using PatchKit.Shared;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// Puts files of a backup back to where they were, and takes that back. One that was cut off is gone on with as it was begun;
/// nothing else begins before it has ended. Called under the lock of the boot mode.
/// </summary>
internal sealed class InPlaceRestore(SessionHost host, IOperator person)
{
    private readonly ApplicationFolders _applications = new(host.Files, host.State);
    private readonly List<string> _putBack = [];

    /// <summary>Files that were put back so far, by their path on the instrument.</summary>
    public IReadOnlyList<string> PutBack => _putBack;

    /// <summary>Restores, or goes on with what was begun.</summary>
    /// <param name="backup">The backup's full path on the host.</param>
    /// <param name="only">One file or folder of the instrument; null for everything.</param>
    /// <param name="overwriteNewer">Whether newer files are replaced too.</param>
    /// <param name="cancel">Stops between two files.</param>
    public Result<RestoredBackup> Restore(string backup, string? only, bool overwriteNewer, CancellationToken cancel) =>
        Guarded(() => Restored(backup, only, overwriteNewer, cancel));

    private Result<RestoredBackup> Restored(string backup, string? only, bool overwriteNewer, CancellationToken cancel)
    {
        if (UpdateUnderWay() is { } update)
            return update;
        if (Open(out var restoration) is { } unfinished)
            return unfinished;
        var wanted = new RestoreBegan(host.Clock.GetUtcNow(), Began.SchemaVersion, host.Instrument.IsRehearsal, backup, only,
            overwriteNewer, Applications);
        if (restoration is not null && restoration.Began with { At = wanted.At } != wanted)
            return new Refusal(RefusalCode.RestoreUnfinished, restoration.Began.Backup,
                $"a restore of {restoration.Began.Only ?? "everything"} was begun and has not ended; " +
                "give the same command again");
        var request = new RestoreRequest(host.Files.Path.GetDirectoryName(backup)!, host.Files.Path.GetFileName(backup),
            host.Instrument.Places.OnHost)
        {
            PutBack = _putBack.Add,
            ManifestDigest = RecordedBackups.DigestOf(host, backup),
            Only = only,
            OverwriteNewer = overwriteNewer,
            Extras = host.Instrument.Extras,
        };
        // Journaled with the first file that it replaces: what is refused before that has changed nothing.
        return new BackupRestorer(host.Files, host.Clock).Restore(Restoration.Journaled(request, Begun), null, cancel)
            .Then<RestoredBackup>(done =>
            {
                restoration?.End();
                return done;
            });

        Restoration Begun() => restoration ??= Restoration.Begin(host.Files, host.Clock, host.State, wanted,
            host.Instrument.Extras).Value;
    }

    /// <summary>Puts back what the latest restore replaced.</summary>
    /// <returns>Files put back, and those that were changed since and left alone.</returns>
    public Result<(int PutBack, ImmutableArray<string> Left)> TakeBack(bool overwriteNewer) =>
        Guarded(() => TakenBack(overwriteNewer));

    private Result<(int PutBack, ImmutableArray<string> Left)> TakenBack(bool overwriteNewer)
    {
        if (UpdateUnderWay() is { } update)
            return update;
        if (!Latest().TryGet(out var latest, out var refusal))
            return refusal;
        if (latest is { IsTakenBack: true, IsUnderWay: false })
            return new Refusal(RefusalCode.NothingToUndo, "", "the latest restore was taken back already");
        // An undo relies on the files being as its application left them.
        if (latest.Began.Applications != Applications)
            return new Refusal(RefusalCode.NothingToUndo, "", "an update was begun after the latest restore");
        return latest.TakeBack(host.Instrument.Places.OnHost, overwriteNewer, _putBack.Add);
    }

    private static Result<T> Guarded<T>(Func<Result<T>> work)
        where T : notnull
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Fault.Refuse(fault, "", RefusalCode.RestoreUnfinished);
        }
    }

    private Result<Restoration> Latest() =>
        Restoration.Latest(host.Files, host.Clock, host.State, host.Instrument.Extras);

    private int Applications => _applications.Next().Number - 1;

    // The one that is to be gone on with, if any; or why none can be.
    private Refusal? Open(out Restoration? open)
    {
        open = null;
        if (!Latest().TryGet(out var latest, out var refusal))
            return refusal.Code == RefusalCode.NothingToUndo ? null : refusal;
        if (!latest.IsUnderWay)
            return null;
        if (latest.IsTakenBack)
            return new Refusal(RefusalCode.RestoreUnfinished, latest.Began.Backup,
                "the latest restore is being taken back; 'applier restore --take-back' finishes it");
        open = latest;
        return null;
    }

    // An undo relies on the files being as the application left them.
    private Refusal? UpdateUnderWay() =>
        new Transaction(host.Files, host.Clock, host.Instrument, person, host.State).Pending() is null
            ? null
            : new Refusal(RefusalCode.PreflightStop, "", "an update is under way; finish it with 'applier apply' first");
}
