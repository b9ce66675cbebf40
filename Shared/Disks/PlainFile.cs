using System.IO.Abstractions;
using System.Runtime.InteropServices;
using Native = PatchKit.Shared.Disks.DiskNativeMethods;

namespace PatchKit.Shared.Disks;

/// <summary>
/// Tells files and folders from whatever else can bear a name on a medium: links and junctions lead elsewhere, devices and
/// sockets are no data, and a pipe is waited for without end. Asked before anything is opened.
/// </summary>
public static class PlainFile
{
    /// <summary>Why what bears this name is neither a file nor a folder; null when it is one, or is not there.</summary>
    /// <param name="files">The disk. Pipes and sockets are known on the machine's own alone.</param>
    /// <param name="path">The name.</param>
    /// <exception cref="IOException">The name cannot be looked at.</exception>
    public static string? FaultOf(IFileSystem files, string path)
    {
        if ((files.File.GetAttributes(path) & (FileAttributes.ReparsePoint | FileAttributes.Device)) != 0)
            return "it is a link or a device, not a file or folder";
        // .NET's attributes do not tell a pipe from a file.
        return files is FileSystem && OperatingSystem.IsLinux() && IsSpecial(path)
            ? "it is a pipe, a socket or a device, not a file or folder"
            : null;
    }

    private static bool IsSpecial(string path)
    {
        Span<byte> about = stackalloc byte[Native.StatxBytes];
        if (Native.Statx(Native.WorkingFolder, path, Native.NoFollow, Native.StatxType, about) != 0)
            return false;
        var kind = MemoryMarshal.Read<ushort>(about[Native.StatxMode..]) & Native.KindMask;
        return kind is not (Native.RegularFile or Native.Folder);
    }
}
