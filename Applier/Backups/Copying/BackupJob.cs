using System.IO.Abstractions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups.Copying;

/// <summary>
/// One try of a request: what the walk finds goes to the workers or, where a copy is known, straight to the manifest's lists.
/// </summary>
internal sealed class BackupJob : IDisposable
{
    private readonly KnownFiles _known;
    private readonly ProgressMeter _meter;
    private readonly long? _free;
    private readonly Lock _problems = new();
    private readonly IFileSystem _files;
    private readonly ScratchNames _scratch;
    private long _needed;

    /// <summary>Looks what lies at the place already; what an earlier try left half done is removed.</summary>
    public BackupJob(IFileSystem files, BackupRequest request, BackupPlace place, ScratchNames scratch, ProgressMeter meter)
    {
        (_files, Request, Place, _scratch, _meter) = (files, request, place, scratch, meter);
        var resumed = place.Recover(request.Id);
        foreach (var volume in resumed)
            LastVolume = Math.Max(LastVolume, BackupPlace.Number(volume.Name));
        _known = new KnownFiles(place, new BackupJsonFile(files), place.Newest(request.Instrument, request.Mode), resumed);
        (_free, var limit) = place.Disk();
        Limit = request.Options.VolumeLimit ?? limit ?? long.MaxValue;
        Work = new WorkQueue(files, scratch.Next);
        Kept = new(files, scratch.Next, BackupRecords.File);
        Folders = new(files, scratch.Next, BackupRecords.Folder);
        Links = new(files, scratch.Next, BackupRecords.Link);
        Unreadable = new(files, scratch.Next, BackupRecords.Problem);
    }

    /// <summary>What is wanted.</summary>
    public BackupRequest Request { get; }

    /// <summary>Where it goes.</summary>
    public BackupPlace Place { get; }

    /// <summary>Highest number of a volume that an earlier try finished.</summary>
    public int LastVolume { get; }

    /// <summary>Longest volume, in bytes.</summary>
    public long Limit { get; }

    /// <summary>Every volume that is there already, by name.</summary>
    public IReadOnlyDictionary<string, BackupVolume> OldVolumes => _known.Volumes;

    /// <summary>Files to be copied, or compared with the copy that is known.</summary>
    public WorkQueue Work { get; }

    /// <summary>Files that need no look at their bytes.</summary>
    public LongQueue<BackupFile> Kept { get; }

    /// <summary>Number and length of <see cref="Kept"/>, and the volumes they lie in.</summary>
    public FileTally KeptTally { get; } = new();

    /// <summary>Every folder.</summary>
    public LongQueue<BackupFolder> Folders { get; }

    /// <summary>Links.</summary>
    public LongQueue<BackupLink> Links { get; }

    /// <summary>Files of several names.</summary>
    public LinkedFiles Linked { get; } = new();

    /// <summary>What could not be read of the optional set.</summary>
    public LongQueue<BackupProblem> Unreadable { get; }

    /// <summary>Sources that were not there, and need not be.</summary>
    public List<string> Absent { get; } = [];

    /// <summary>A queue of files with its overflow among this backup's scratch files.</summary>
    public LongQueue<BackupFile> NewList() => new(_files, _scratch.Next, BackupRecords.File);

    /// <summary>Notes what could not be read; any thread may.</summary>
    public void NoteUnreadable(BackupProblem problem)
    {
        lock (_problems)
            Unreadable.Enqueue(problem);
    }

    /// <summary>
    /// Takes one finding after the other. Size and time of the last write decide whether a file of the optional set is copied;
    /// for the mandatory set the bytes do, so that it is always read.
    /// </summary>
    /// <returns>A refusal when there is no room for what was found so far.</returns>
    public Refusal? Take(BackupFinding found)
    {
        switch (found)
        {
            case BackupItem item:
                return TakeFile(item);
            case FoundFolder folder:
                Folders.Enqueue(folder.Folder);
                break;
            case FoundLink link:
                Links.Enqueue(link.Link);
                break;
            case FoundProblem problem:
                NoteUnreadable(problem.Problem);
                break;
            case FoundNothing nothing:
                Absent.Add(nothing.Path);
                break;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _known.Dispose();
        Work.Dispose();
    }

    private Refusal? TakeFile(BackupItem item)
    {
        _needed += item.RecordBytes;
        var known = item.Set != BackupSet.Document && _known.Find(item.Path) is { } file && file.Size == item.Look.Size
            ? file
            : null;
        var unchanged = known is not null && item.Set == BackupSet.Optional && known.Modified == item.Look.Modified;
        if (unchanged && known!.Rare is not ({ Names: > 1 } or { Streams: > 0 }))
        {
            Kept.Enqueue(Relabel(known, item));
            KeptTally.Add(known);
        }
        else
        {
            _needed += SourceFile.RoomFor(_files, item);
            _meter.Expect(item.Look.Size);
            Work.Add(new BackupWork(item, unchanged || item.Set == BackupSet.Mandatory ? known : null));
        }

        return _free < _needed
            ? new Refusal(RefusalCode.SpaceLacking, Request.Place, $"the backup needs up to {_needed} bytes and {_free} are free")
                .With(new Fact.Bytes(_needed), new Fact.Bytes(_free ?? 0))
            : null;
    }

    private static BackupFile Relabel(BackupFile earlier, BackupItem item)
    {
        var look = item.Look;
        return earlier.Set == item.Set && earlier.Created == look.Created && earlier.Attributes == look.Attributes
            ? earlier
            : earlier with { Set = item.Set, Created = look.Created, Attributes = look.Attributes };
    }
}

/// <summary>How many files, how long, in which volumes.</summary>
internal sealed class FileTally
{
    private readonly HashSet<string> _volumes = new(StringComparer.Ordinal);
    private string _last = "";

    /// <summary>Number and length.</summary>
    public BackupTotals Totals { get; private set; } = BackupTotals.None;

    /// <summary>Names of the volumes.</summary>
    public IReadOnlyCollection<string> Volumes => _volumes;

    /// <summary>Adds one.</summary>
    public void Add(BackupFile file)
    {
        Totals = Totals.With(file);
        foreach (var part in file.Parts)
        {
            // Neighbours lie in the same volume.
            if (!ReferenceEquals(part.Volume, _last))
                _volumes.Add(_last = part.Volume);
        }
    }
}
