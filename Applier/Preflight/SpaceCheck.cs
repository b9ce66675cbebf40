using System.Collections.Immutable;
using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>
/// Whether there is room at the peak. Asked of the drive first, then proven by really taking the room, because quotas, reserved
/// blocks and antivirus shadows do not show in a drive's own figure.
/// </summary>
/// <param name="fileSystem">The host's disk.</param>
/// <param name="drives">The volumes of the running mode.</param>
internal sealed class SpaceCheck(IFileSystem fileSystem, IDrives drives)
{
    /// <summary>Name of a reserving file, followed by a number. One that a power cut left is removed by the next check.</summary>
    public const string ReserveName = "reserved-by-patchkit.";

    /// <summary>A piece of the reserve, in bytes: below FAT32's largest file.</summary>
    private const long Piece = 1L << 30;

    /// <summary>Checks the needs together: two that share a volume share its room.</summary>
    public Finding Run(ImmutableArray<SpaceNeed> needs, bool reserve)
    {
        try
        {
            var shares = ByDrive(needs);
            return Lacking(shares, reserve) ?? (reserve ? Reserve(needs) : null) ?? Enough(shares);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Stop("", needs.Sum(need => need.Bytes), 0, fault.Message);
        }
    }

    /// <summary>A folder on no listed drive, such as a network share, is judged by the reserve alone.</summary>
    private static Finding? Lacking(ImmutableArray<Share> shares, bool reserve) => shares
        .Where(share => share.Drive is null ? !reserve : share.Bytes > share.Drive.FreeBytes)
        .Select(share =>
            Stop(share.Place, share.Bytes, share.Drive?.FreeBytes ?? 0,
            share.Drive is null ? "no such drive" : "too little room"))
        .FirstOrDefault();

    private Finding? Reserve(ImmutableArray<SpaceNeed> needs)
    {
        var taken = new List<string>();
        try
        {
            foreach (var need in needs)
            {
                try
                {
                    fileSystem.Directory.CreateDirectory(need.Folder);
                    Forget(need.Folder);
                    Take(need, taken);
                }
                catch (Exception full) when (Fault.Is(full))
                {
                    return Stop(need.Folder, need.Bytes, Free(need.Folder, Drive.Of(need.Folder, drives.List(), fileSystem.Path)),
                        full.Message);
                }
            }

            return null;
        }
        finally
        {
            taken.ForEach(Remove);
        }
    }

    private void Take(SpaceNeed need, List<string> taken)
    {
        for (var left = need.Bytes; left > 0; left -= Piece)
        {
            var file = fileSystem.Path.Combine(need.Folder, ReserveName + taken.Count.ToString(CultureInfo.InvariantCulture));
            var size = Math.Min(left, Piece);
            taken.Add(file);
            // A mere SetLength makes a sparse file on Linux, which takes no room: so the blocks are asked for as well.
            using var stream = fileSystem.FileStream.New(file, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.None,
                PreallocationSize = size,
            });
            stream.SetLength(size);
            stream.FlushToDisk();
        }
    }

    private void Forget(string folder)
    {
        foreach (var file in fileSystem.Directory.EnumerateFiles(folder, ReserveName + "*").ToArray())
            fileSystem.File.Delete(file);
    }

    // An antivirus program may hold it for a moment; the next check removes it.
    private void Remove(string file) => Fault.Try(() => fileSystem.File.Delete(file));

    private static Finding Enough(ImmutableArray<Share> shares)
    {
        // Of several drives the tightest is told.
        var tightest = shares.Where(share => share.Drive is not null).MinBy(share => share.Drive!.FreeBytes - share.Bytes);
        var (place, bytes, free) = (tightest?.Place ?? "", tightest?.Bytes ?? 0, tightest?.Drive?.FreeBytes ?? 0);
        return new(CheckId.Space, FindingLevel.Pass, $"{place}: {bytes} bytes are needed, {free} are free")
        {
            Facts = [place, new Fact.Bytes(bytes), new Fact.Bytes(free)],
        };
    }

    private ImmutableArray<Share> ByDrive(ImmutableArray<SpaceNeed> needs)
    {
        // Listed once: a drive's free bytes change while others write, and then it would be two drives.
        var all = drives.List();
        return
        [
            .. needs.GroupBy(need => Drive.Of(need.Folder, all, fileSystem.Path)).Select(group => new Share(
                group.Key is { } drive ? drive with { FreeBytes = Free(group.First().Folder, drive) } : null,
                group.Key?.Name ?? group.First().Folder,
                group.Sum(need => need.Bytes))),
        ];
    }

    // A folder may lie on a file system of its own, mounted below the drive's root: there its room counts.
    private long Free(string folder, Drive? drive)
    {
        var known = drive?.FreeBytes ?? 0;
        try
        {
            var there = folder;
            while (!fileSystem.Directory.Exists(there) && fileSystem.Path.GetDirectoryName(there) is { Length: > 0 } parent)
                there = parent;
            return drive is null || OperatingSystem.IsWindows()
                ? known
                : Math.Min(known, fileSystem.DriveInfo.New(there).AvailableFreeSpace);
        }
        catch (Exception fault) when (Fault.Is(fault) || fault is ArgumentException)
        {
            return known;
        }
    }

    private static Finding Stop(string place, long bytes, long free, string why) =>
        new(CheckId.Space, FindingLevel.Stop, $"{place}: {bytes} bytes are needed, {free} are free: {why}")
        {
            Facts = [place, new Fact.Bytes(bytes), new Fact.Bytes(free)],
            Code = RefusalCode.SpaceLacking,
        };

    /// <summary>What is needed of one drive.</summary>
    private sealed record Share(Drive? Drive, string Place, long Bytes);
}
