using System.IO.Abstractions;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Native = PatchKit.Shared.Disks.DiskNativeMethods;
using Windows = PatchKit.Shared.Disks.FileNativeMethods;

namespace PatchKit.Shared.Disks;

/// <summary>The holes of a sparse file: ranges that take no room on the disk and read as zeros.</summary>
public static unsafe class Holes
{
    /// <summary>
    /// Where data lies that begins at or after a place; from there to the end are holes when it begins at
    /// <paramref name="length"/>.
    /// </summary>
    /// <param name="stream">An open file. The disk that does not say has no holes.</param>
    /// <param name="from">The place.</param>
    /// <param name="length">The length of the file.</param>
    public static (long Start, long End) DataFrom(FileSystemStream stream, long from, long length)
    {
        var file = MachineFile.Under(stream)?.SafeFileHandle;
        return file is null ? (from, length)
            : OperatingSystem.IsWindows() ? OnWindows(file, from, length)
            : OperatingSystem.IsLinux() ? OnLinux(file, from, length) : (from, length);
    }

    /// <summary>How many bytes of a file are in no hole.</summary>
    /// <param name="files">The disk. Where it does not say, all are.</param>
    /// <param name="path">The file.</param>
    /// <param name="length">Its length.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static long DataIn(IFileSystem files, string path, long length)
    {
        if (!FileFacts.IsSparse(files, path))
            return length;
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        var data = 0L;
        for (var at = 0L; at < length;)
        {
            var (start, end) = DataFrom(stream, at, length);
            data += end - start;
            at = Math.Max(end, at + 1);
        }

        return data;
    }

    /// <summary>Lets a new file have holes: what is passed over and not written takes no room.</summary>
    /// <returns>False when the disk has no holes.</returns>
    public static bool Allow(FileSystemStream stream) => MachineFile.Behind(stream) is { SafeFileHandle: var file }
        && (!OperatingSystem.IsWindows() || Windows.DeviceIoControl(file, Windows.SetSparse, null, 0, null, 0, out _, 0));

    // .NET reads at places of its own: that the handle's place moves means nothing.
    private static (long Start, long End) OnLinux(SafeFileHandle file, long from, long length)
    {
        var start = Native.Seek(file, from, Native.SeekData);
        if (start < 0)
            return Marshal.GetLastPInvokeError() == Native.NothingThere ? (length, length) : (from, length);
        var end = Native.Seek(file, start, Native.SeekHole);
        return (Math.Min(start, length), end < 0 ? length : Math.Min(end, length));
    }

    // The first range is all that is asked for: that there are more is no fault.
    private static (long Start, long End) OnWindows(SafeFileHandle file, long from, long length)
    {
        var asked = stackalloc long[] { from, length - from };
        var first = stackalloc long[2];
        var all = Windows.DeviceIoControl(file, Windows.QueryAllocatedRanges, asked, 2 * sizeof(long), first, 2 * sizeof(long),
            out var returned, 0);
        if (returned == 2 * sizeof(long))
            return (Math.Max(first[0], from), Math.Min(first[0] + first[1], length));
        return all ? (length, length) : (from, length);
    }
}
