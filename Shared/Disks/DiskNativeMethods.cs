using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PatchKit.Shared.Disks;

/// <summary>
/// The few calls about a disk that .NET does not make on Linux, or makes without listening to the answer. Sources: fsync(2),
/// open(2), fcntl(2), posix_fadvise(2), statx(2), inode(7), with the values of x86-64.
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

    /// <summary><c>STATX_TYPE</c>: what kind of file it is, and nothing else.</summary>
    public const uint StatxType = 1;

    /// <summary>Bytes of <c>struct statx</c>, the same on every machine.</summary>
    public const int StatxBytes = 256;

    /// <summary>Where <c>stx_mode</c> stands in it: two bytes.</summary>
    public const int StatxMode = 28;

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

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    public static partial int FAdvise(SafeFileHandle file, long offset, long length, int advice);
}
