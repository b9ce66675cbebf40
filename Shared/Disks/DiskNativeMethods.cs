using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PatchKit.Shared.Disks;

/// <summary>
/// The few calls about a disk that .NET does not make on Linux, or makes without listening to the answer. Sources: fsync(2),
/// open(2), fcntl(2), posix_fadvise(2), statx(2), inode(7), lseek(2), link(2), utimensat(2), with the values of x86-64.
/// </summary>
internal static partial class DiskNativeMethods
{
    /// <summary><c>O_DIRECTORY</c>, with <c>O_RDONLY</c> (0).</summary>
    public const int ReadFolder = 0x10000;

    /// <summary><c>O_DIRECT</c>: past the page cache.</summary>
    public const int Direct = 0x4000;

    /// <summary><c>F_GETFL</c>.</summary>
    public const int GetFlags = 3;

    /// <summary><c>F_SETFL</c>.</summary>
    public const int SetFlags = 4;

    /// <summary><c>POSIX_FADV_DONTNEED</c>: the pages of the file leave the cache.</summary>
    public const int DropFromCache = 4;

    /// <summary><c>EINTR</c>: a signal came first.</summary>
    public const int Interrupted = 4;

    /// <summary><c>AT_FDCWD</c>: a path without a root begins at the working folder.</summary>
    public const int WorkingFolder = -100;

    /// <summary><c>AT_SYMLINK_NOFOLLOW</c>.</summary>
    public const int NoFollow = 0x100;

    /// <summary><c>AT_EMPTY_PATH</c>: the handle itself is meant.</summary>
    public const int HandleItself = 0x1000;

    /// <summary><c>STATX_BASIC_STATS</c>: all that stat(2) tells.</summary>
    public const uint StatxBasic = 0x7ff;

    /// <summary><c>STATX_TYPE</c>: what kind of file it is, and nothing else.</summary>
    public const uint StatxType = 1;

    /// <summary>Bytes of <c>struct statx</c>, the same on every machine.</summary>
    public const int StatxBytes = 256;

    /// <summary>Where <c>stx_mode</c> stands in it: two bytes.</summary>
    public const int StatxMode = 28;

    /// <summary>Where <c>stx_nlink</c> stands in it: four bytes.</summary>
    public const int StatxNames = 16;

    /// <summary>Where <c>stx_ino</c> stands in it: eight bytes.</summary>
    public const int StatxNumber = 32;

    /// <summary>Where <c>stx_size</c> and <c>stx_blocks</c> stand in it: eight bytes each.</summary>
    public const int StatxSize = 40;

    /// <summary>Where <c>stx_mtime</c> stands in it: seconds in eight bytes, nanoseconds in four.</summary>
    public const int StatxWritten = 112;

    /// <summary>Where <c>stx_dev_major</c> and <c>stx_dev_minor</c> stand in it: eight bytes together.</summary>
    public const int StatxDevice = 136;

    /// <summary>Bytes of one of <c>stx_blocks</c>.</summary>
    public const int StatxBlock = 512;

    /// <summary><c>SEEK_DATA</c>: the next byte that is not in a hole.</summary>
    public const int SeekData = 3;

    /// <summary><c>SEEK_HOLE</c>: the next hole; the end is one.</summary>
    public const int SeekHole = 4;

    /// <summary><c>ENXIO</c>: nothing but a hole up to the end.</summary>
    public const int NothingThere = 6;

    /// <summary><c>UTIME_OMIT</c>: this time stays as it is.</summary>
    public const long LeaveTime = 0x3ffffffe;

    /// <summary><c>S_IFMT</c>.</summary>
    public const int KindMask = 0xF000;

    /// <summary><c>S_IFREG</c>.</summary>
    public const int RegularFile = 0x8000;

    /// <summary><c>S_IFDIR</c>.</summary>
    public const int Folder = 0x4000;

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FControl(SafeFileHandle file, int command, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> about);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, Span<byte> about);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string added);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetTimes(int folder, string path, ReadOnlySpan<long> readAndWritten, int flags);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    public static partial int FAdvise(SafeFileHandle file, long offset, long length, int advice);
}
