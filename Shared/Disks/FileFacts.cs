using System.IO.Abstractions;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Native = PatchKit.Shared.Disks.DiskNativeMethods;
using Windows = PatchKit.Shared.Disks.FileNativeMethods;

namespace PatchKit.Shared.Disks;

/// <summary>What the disk knows of an open file beside what .NET tells.</summary>
/// <param name="Identity">Two names with the same identity are one file.</param>
/// <param name="Names">How many names the file has (hard links); at least 1.</param>
/// <param name="Sparse">Whether parts of it take no room and read as zeros.</param>
/// <param name="Mode">Rights as chmod(2) has them; 0 where there are none.</param>
/// <param name="Written">The last write in units of 100 ns since 1970, UTC; whatever the year.</param>
public readonly record struct FileFacts((ulong Volume, ulong Number) Identity, long Names, bool Sparse, int Mode, long Written)
{
    // FILETIME counts from 1601.
    private const long EpochOfWindows = 116_444_736_000_000_000;

    /// <summary>Units of 100 ns in a second.</summary>
    public const long UnitsPerSecond = 10_000_000;

    /// <summary>The last write as <see cref="FileTimes.Written"/> tells it.</summary>
    public DateTime WrittenUtc =>
        Written >= -DateTime.UnixEpoch.Ticks && Written <= DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks
            ? DateTime.UnixEpoch.AddTicks(Written)
            : FileTimes.Latest;

    /// <summary>Asks an open file; null when the file system is not the machine's own, or does not say.</summary>
    public static FileFacts? Of(FileSystemStream stream) => MachineFile.Under(stream) is not { } file ? null
        : OperatingSystem.IsWindows() ? OfWindows(file.SafeFileHandle)
        : OperatingSystem.IsLinux() ? OfLinux(file.SafeFileHandle) : null;

    /// <summary>
    /// Asks an open file that still has its name; the same as <see cref="Of(FileSystemStream)"/>. On Linux the name is asked:
    /// .NET makes a call of its own before it gives the handle away.
    /// </summary>
    public static FileFacts? Of(IFileSystem files, FileSystemStream stream, string path)
    {
        if (!OperatingSystem.IsLinux() || !IsOwn(files))
            return Of(stream);
        Span<byte> about = stackalloc byte[Native.StatxBytes];
        return OnLinux(path, about) ? FactsOf(about) : null;
    }

    /// <summary>
    /// Gives a file or folder a time of the last write, whatever the year. .NET sets all up to the year 9999.
    /// </summary>
    /// <param name="files">The disk; false when it is not the machine's own.</param>
    /// <param name="path">The file.</param>
    /// <param name="written">In units of 100 ns since 1970, UTC.</param>
    /// <returns>Whether the system took it. The disk may keep another one all the same.</returns>
    public static bool SetWritten(IFileSystem files, string path, long written)
    {
        if (OperatingSystem.IsWindows())
        {
            using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return MachineFile.Behind(stream) is { } file && OfWindows(file.SafeFileHandle) is not null
                && Windows.SetFileTime(file.SafeFileHandle, 0, 0, written + EpochOfWindows);
        }

        var (seconds, rest) = Math.DivRem(written, UnitsPerSecond);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + UnitsPerSecond);
        return OperatingSystem.IsLinux() && IsOwn(files)
            && Native.SetTimes(Native.WorkingFolder, path, [0, Native.LeaveTime, seconds, rest * 100], Native.NoFollow) == 0;
    }

    /// <summary>The last write of a file or folder, as <see cref="Written"/>; null when the system does not say.</summary>
    public static long? WrittenAt(IFileSystem files, string path)
    {
        if (!IsOwn(files))
            return null;
        if (OperatingSystem.IsWindows())
            return Windows.GetFileAttributesEx(path, 0, out var data) ? SinceEpoch(data.WrittenHigh, data.WrittenLow) : null;
        Span<byte> about = stackalloc byte[Native.StatxBytes];
        return OnLinux(path, about) ? WrittenOf(about) : null;
    }

    /// <summary>The mode of a file or folder, as <see cref="Mode"/>; 0 when the system does not say.</summary>
    public static int ModeAt(IFileSystem files, string path)
    {
        Span<byte> about = stackalloc byte[Native.StatxBytes];
        return IsOwn(files) && OnLinux(path, about) ? ModeOf(about) : 0;
    }

    /// <summary>Whether parts of a file take no room, as <see cref="Sparse"/>; false when the system does not say.</summary>
    public static bool IsSparse(IFileSystem files, string path)
    {
        if (!IsOwn(files))
            return false;
        if (OperatingSystem.IsWindows())
            return Windows.GetFileAttributesEx(path, 0, out var data) && (data.Attributes & Windows.SparseFile) != 0;
        Span<byte> about = stackalloc byte[Native.StatxBytes];
        return OnLinux(path, about) && SparseOf(about);
    }

    /// <summary>Gives a file a further name on the same disk.</summary>
    /// <returns>False when this disk, or this file system, has no hard links.</returns>
    public static bool Link(IFileSystem files, string existing, string added) => IsOwn(files) && (OperatingSystem.IsWindows()
        ? Windows.CreateHardLink(added, existing, 0)
        : OperatingSystem.IsLinux() && Native.Link(existing, added) == 0);

    // One that stands before the machine's own opens its files.
    private static bool IsOwn(IFileSystem files) => files.File.GetType().Assembly == typeof(FileSystem).Assembly;

    private static bool OnLinux(string path, Span<byte> about) => OperatingSystem.IsLinux()
        && Native.Statx(Native.WorkingFolder, path, Native.NoFollow, Native.StatxBasic, about) == 0;

    private static FileFacts? OfLinux(SafeFileHandle file)
    {
        Span<byte> about = stackalloc byte[Native.StatxBytes];
        return Native.Statx(file, "", Native.HandleItself, Native.StatxBasic, about) == 0 ? FactsOf(about) : null;
    }

    private static FileFacts FactsOf(ReadOnlySpan<byte> about) => new(
        (MemoryMarshal.Read<ulong>(about[Native.StatxDevice..]), MemoryMarshal.Read<ulong>(about[Native.StatxNumber..])),
        MemoryMarshal.Read<uint>(about[Native.StatxNames..]),
        SparseOf(about),
        ModeOf(about),
        WrittenOf(about));

    private static bool SparseOf(ReadOnlySpan<byte> about)
    {
        var sizeAndBlocks = MemoryMarshal.Cast<byte, long>(about[Native.StatxSize..]);
        return sizeAndBlocks[1] * Native.StatxBlock < sizeAndBlocks[0];
    }

    private static int ModeOf(ReadOnlySpan<byte> about) =>
        MemoryMarshal.Read<ushort>(about[Native.StatxMode..]) & ~Native.KindMask;

    // A year that no count of 100 ns reaches is as far as the count goes.
    private static long WrittenOf(ReadOnlySpan<byte> about)
    {
        var seconds = MemoryMarshal.Read<long>(about[Native.StatxWritten..]);
        var far = long.MaxValue / UnitsPerSecond - 1;
        return (Math.Clamp(seconds, -far, far) * UnitsPerSecond)
            + (MemoryMarshal.Read<uint>(about[(Native.StatxWritten + sizeof(long))..]) / 100);
    }

    private static FileFacts? OfWindows(SafeFileHandle file) => Windows.GetFileInformationByHandle(file, out var about)
        ? new(
            (about.Volume, ((ulong)about.IndexHigh << 32) | about.IndexLow),
            about.Names,
            (about.Attributes & Windows.SparseFile) != 0,
            Mode: 0,
            SinceEpoch(about.WrittenHigh, about.WrittenLow))
        : null;

    private static long SinceEpoch(uint high, uint low) => (((long)high << 32) | low) - EpochOfWindows;
}
