using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Discovery;

/// <summary>
/// Finds the one stick of this kit among the removable drives, and the same one again. Trusts nothing on it: a marker is a name
/// to look up.
/// </summary>
internal sealed class StickFinder(IFileSystem files, IDrives drives)
{
    /// <summary>What the name of a write trial begins with; one that a power cut left is removed by the next start.</summary>
    public const string WriteTrial = ".patchkit-write-trial-";

    // A receipt, its readable twin, and the neighbour through which each is written.
    private const int RoomForReceipt = 256 * 1024;
    private const string Timestamp = "timestamp.json";
    private const int MostOfATimestamp = 64 * 1024;

    /// <summary>The one stick that is plugged in, or the folder that the command line names.</summary>
    /// <param name="chosen">A folder given by the operator; null looks at every removable drive.</param>
    /// <returns>The stick, or StickNotFound, StickAmbiguous, StickReadOnly, StickGone, PathUnsafe, FormatInvalid.</returns>
    public Result<FoundStick> Find(string? chosen)
    {
        try
        {
            return (chosen is null ? TheOnly() : Chosen(chosen)).Then(Opened);
        }
        catch (ArgumentException e) // no path at all, or a share, which has no drive
        {
            return new Refusal(RefusalCode.StickNotFound, chosen ?? "", $"this is not a folder of a drive: {e.Message}");
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return new Refusal(RefusalCode.StickGone, chosen ?? "", $"the drive could not be read: {e.Message}");
        }
    }

    /// <summary>
    /// The same stick once more, where it was or in another drive: to be asked before each write, so that nothing is written to a
    /// medium that has taken its place.
    /// </summary>
    /// <returns>The stick, or StickGone.</returns>
    public Result<FoundStick> FindAgain(FoundStick stick)
    {
        var others = new List<string>();
        foreach (var drive in Places())
        {
            if (!Known(drive).TryGet(out var seen, out _))
                continue;
            if (seen.Identity == stick.Identity)
                return seen;
            others.Add(seen.ToString());
        }

        return new Refusal(RefusalCode.StickGone, stick.ToString(), others.Count == 0
            ? "the stick is not plugged in any more"
            : $"the stick is not plugged in any more; there is another one: {string.Join(", ", others)}");

        // The other drives are only looked at when it is not where it was.
        IEnumerable<Drive> Places()
        {
            yield return stick.Drive;
            foreach (var drive in Removable().Where(drive => drive.Root != stick.Drive.Root))
                yield return drive;
        }
    }

    private IEnumerable<Drive> Removable()
    {
        try
        {
            return drives.List().Where(drive => drive.Removable);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return [];
        }
    }

    private Result<FoundStick> Known(Drive drive)
    {
        try
        {
            return HasMarker(drive)
                ? Read(drive)
                : new Refusal(RefusalCode.StickNotFound, drive.Name, $"the drive does not hold '{StickLayout.Marker}'");
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return new Refusal(RefusalCode.StickGone, drive.Name, $"the drive could not be read: {e.Message}");
        }
    }

    private Result<Drive> TheOnly()
    {
        var removable = drives.List().Where(drive => drive.Removable).ToList();
        var sticks = removable.Where(HasMarker).ToList();
        var names = string.Join(", ", sticks.Select(Named));
        return sticks.Count switch
        {
            1 => sticks[0],
            0 => new Refusal(RefusalCode.StickNotFound, "", $"no removable drive holds '{StickLayout.Marker}'; drives seen: "
                + (removable.Count == 0 ? "none" : string.Join(", ", removable.Select(Named)))),
            _ => new Refusal(RefusalCode.StickAmbiguous, names, $"{sticks.Count} drives hold '{StickLayout.Marker}': {names}"),
        };
    }

    private Result<Drive> Chosen(string folder)
    {
        var root = files.Path.GetFullPath(folder);
        return files.File.Exists(StickLayout.Marker.Under(root))
            ? drives.List().FirstOrDefault(known => Same(known.Root, root)) ?? Plain(root)
            : new Refusal(RefusalCode.StickNotFound, folder, $"the folder does not hold '{StickLayout.Marker}'");
    }

    private Result<FoundStick> Opened(Drive drive) =>
        Read(drive).Then<FoundStick>(stick => TakesNoReceipt(drive) is { } refusal ? refusal : stick);

    private Result<FoundStick> Read(Drive drive)
    {
        var path = StickLayout.Marker.Under(drive.Root);
        if (PlainFile.FaultOf(files, path) is { } fault)
            return new Refusal(RefusalCode.PathUnsafe, StickLayout.Marker.Text, fault);
        var bytes = FirstBytes(path);
        return StickMarker.Format.Read(bytes, StickLayout.Marker.Text)
            .Then<FoundStick>(marker => new FoundStick(drive, marker.Stick, Identity(drive, bytes)));
    }

    private Sha256Digest Identity(Drive drive, byte[] marker)
    {
        if (!new FolderTransport(files, drive.Root, StickLayout.Release).OpenMetadata(Timestamp).TryGet(out var stream, out _))
            return Sha256Digest.Of(marker);
        using (stream)
            return Sha256Digest.Of([.. marker, .. FirstBytes(stream, MostOfATimestamp)]);
    }

    // One byte more than a marker may have, so that a longer file is refused and not read.
    private byte[] FirstBytes(string path)
    {
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return FirstBytes(stream, StickMarker.Format.Longest + 1);
    }

    private static byte[] FirstBytes(Stream stream, int most)
    {
        var bytes = new byte[most];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private bool HasMarker(Drive drive) => files.File.Exists(StickLayout.Marker.Under(drive.Root));

    // A switch on the stick, a policy of the site and a damaged file system all look the same: so it is tried.
    private Refusal? TakesNoReceipt(Drive drive)
    {
        const string no = "a trial file could not be written, so no receipt could be left";
        if (drive.ReadOnly)
            return new Refusal(RefusalCode.StickReadOnly, drive.Name, no);
        // A name that nobody could put there before: a link of that name would lead the write to a file of the instrument.
        var trial = files.Path.Combine(drive.Root, WriteTrial + RandomNumberGenerator.GetHexString(16, lowercase: true));
        var made = false;
        try
        {
            using (var stream = files.FileStream.New(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                made = true;
                stream.Write(new byte[RoomForReceipt]);
                stream.FlushToDisk();
            }

            return null;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.IsFull(e)
                ? new Refusal(RefusalCode.DiskFull, drive.Name, $"{no}: it takes {RoomForReceipt} bytes")
                : new Refusal(RefusalCode.StickReadOnly, drive.Name, no);
        }
        finally
        {
            if (made)
                Fault.Try(() => files.File.Delete(trial));
        }
    }

    private Drive Plain(string root)
    {
        var volume = files.DriveInfo.New(root);
        return new(root, root, "", "", "", Removable: true, ReadOnly: false, volume.AvailableFreeSpace, volume.TotalSize);
    }

    private static string Named(Drive drive) => drive.Label.Length == 0 ? drive.Name : $"{drive.Name} ({drive.Label})";

    private static bool Same(string left, string right) => string.Equals(
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(left)),
            right.Length > 1 ? Path.TrimEndingDirectorySeparator(right) : right, StringComparison.OrdinalIgnoreCase);
}
