using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Backups.Copying;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Applier.Operators;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>What a backup would hold and leave out, known before anybody is asked for consent.</summary>
/// <param name="Mandatory">What is always saved, in bytes.</param>
/// <param name="Optional">What can be saved as well, in bytes.</param>
internal sealed record BackupSize(long Mandatory, long Optional)
{
    /// <summary>
    /// Bytes that the mandatory set takes at the peak on the instrument's own disk: the backup with its records, its trial
    /// restore and the undo data, each file of the last two in whole clusters.
    /// </summary>
    public long Peak { get; init; }

    /// <summary>Links, pipes and what cannot be read: how many the backup would leave out.</summary>
    public long LeftOut { get; init; }

    /// <summary>The first of them, with what each is.</summary>
    public ImmutableArray<string> LeftOutNames { get; init; } = [];

    /// <summary>Files that Windows encrypts or compresses: they are saved plain and come back plain.</summary>
    public long Plain { get; init; }

    /// <summary>The first of <see cref="Plain"/>; empty when there is none.</summary>
    public string FirstPlain { get; init; } = "";

    /// <summary>Names that Windows gave a short one beside (8.3), which comes back as Windows makes it anew.</summary>
    public long ShortNames { get; init; }

    /// <summary>The first of <see cref="ShortNames"/>; empty when there is none.</summary>
    public string FirstShortName { get; init; } = "";

    /// <summary>What was read of it on trial, for an estimate of the time.</summary>
    public ReadingTrial Read { get; init; } = ReadingTrial.None;

    /// <summary>Why the backup could not be taken as things stand: a file of the mandatory set cannot be read.</summary>
    public Refusal? Unreadable { get; init; }
}

/// <summary>
/// Walks once over all that could be saved, opens every file of the mandatory set, and reads some of it: an estimate for the
/// room, the time and the offer, and the moment to say what is in the way. What is copied is walked anew.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The clock.</param>
/// <param name="holdersOf">Who holds a file of the host open; null where nobody is asked.</param>
internal sealed class BackupSurvey(
    IFileSystem files, TimeProvider clock, Func<string, IReadOnlyList<string>>? holdersOf = null)
{
    /// <summary>Names that are kept of what is left out.</summary>
    public const int MostNames = 5;

    // NTFS as Windows formats it, up to 16 TB.
    private const long Cluster = 4096;

    /// <summary>The survey; what the mandatory set cannot do without ends it.</summary>
    public BackupSize Look(BackupRequest request, CancellationToken cancel)
    {
        var (mandatory, optional, peak, leftOut) = (0L, 0L, 0L, 0L);
        var (plain, firstPlain) = (0L, "");
        var (shorts, firstShort) = (0L, "");
        var names = ImmutableArray.CreateBuilder<string>();
        var pace = new PaceTrial(files, clock);
        Refusal? unreadable = null;
        try
        {
            if (new BackupWalk(files, clock).Walk(request, scratch: null).TryGet(out var listing, out unreadable))
            {
                foreach (var finding in listing.Findings)
                {
                    cancel.ThrowIfCancellationRequested();
                    Take(finding);
                }
            }
        }
        catch (UnreadableException fault)
        {
            unreadable = fault.Refusal;
        }

        return new(mandatory, optional)
        {
            Peak = peak,
            LeftOut = leftOut,
            LeftOutNames = names.ToImmutable(),
            Plain = plain,
            FirstPlain = firstPlain,
            ShortNames = shorts,
            FirstShortName = firstShort,
            Read = pace.Read,
            Unreadable = unreadable
        };

        void Take(BackupFinding finding)
        {
            if (finding is BackupItem { Look.Attributes: var attributes } && (attributes & FileLook.Plain) != 0)
                firstPlain = plain++ == 0 ? finding.Path : firstPlain;
            switch (finding)
            {
                case BackupItem { Set: BackupSet.Optional } item:
                    optional += SourceFile.RoomFor(files, item);
                    pace.Take(item, cancel);
                    break;
                case BackupItem item:
                    Open(item);
                    pace.Take(item, cancel);
                    var room = SourceFile.RoomFor(files, item);
                    mandatory += room;
                    // The trial has the holes too; what is kept for an undo has none.
                    peak += item.RecordBytes + room + Clusters(room) + Clusters(item.Look.Size);
                    break;
                case FoundFolder folder:
                    // A folder that cannot be listed is found as one by the walk.
                    Fault.Try(() => CountShortNames(request.Extras.ShortNames(folder.HostPath)));
                    break;
                case FoundLink { Link: var link }:
                    Leave($"{link.Path} -> {link.Target}");
                    break;
                case FoundProblem { Problem: var problem }:
                    Leave($"{problem.Path} ({problem.Reason})");
                    break;
            }
        }

        void CountShortNames((long Count, string First) found)
        {
            firstShort = shorts == 0 ? found.First : firstShort;
            shorts += found.Count;
        }

        void Leave(string what)
        {
            if (leftOut++ < MostNames)
                names.Add(what);
        }
    }

    private static long Clusters(long size) => (size + Cluster - 1) / Cluster * Cluster;

    private void Open(BackupItem item)
    {
        if (item.Set == BackupSet.Document)
            return;
        try
        {
            files.FileStream.New(item.HostPath, SourceFile.Reading).Dispose();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            throw new UnreadableException(item.Path, fault,
                Fault.KindOf(fault) == FaultKind.Held ? holdersOf?.Invoke(item.HostPath) : null);
        }
    }
}
