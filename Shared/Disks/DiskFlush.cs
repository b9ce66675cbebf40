using System.IO.Abstractions;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Native = PatchKit.Shared.Disks.DiskNativeMethods;

namespace PatchKit.Shared.Disks;

/// <summary>
/// Flushes whose answer counts: what the disk could not keep is an exception. On Windows .NET's own <c>Flush(true)</c> is that;
/// on Linux it drops what fsync(2) answers, and nobody hears of it later: the kernel reports a lost write once.
/// </summary>
public static class DiskFlush
{
    /// <summary>Hands everything that was written to the disk, and waits until it is there.</summary>
    /// <param name="stream">A stream of any file system; one that is not the machine's own is asked by its own
    /// <c>Flush(true)</c>.</param>
    /// <exception cref="IOException">The disk did not keep it, or this kind of file cannot promise to; on Linux <c>HResult</c> is
    /// the errno, as .NET has it.</exception>
    public static void FlushToDisk(this FileSystemStream stream)
    {
        if (OperatingSystem.IsWindows() || MachineFile.Behind(stream) is not { } real)
        {
#pragma warning disable RS0030 // Here it answers: Windows, or a file system of a test.
            stream.Flush(flushToDisk: true);
#pragma warning restore RS0030
            return;
        }

        real.Flush();
        Flush(real.SafeFileHandle, real.Name);
    }

    /// <summary>
    /// As <see cref="FlushToDisk"/>, for a file that has just been given its name, by its making or by a rename: the name is kept
    /// too. On Linux it is kept by the flush of its folder, on Windows by that of the file.
    /// </summary>
    /// <exception cref="IOException">As <see cref="FlushToDisk"/>.</exception>
    public static void FlushWithName(this FileSystemStream stream)
    {
        stream.FlushToDisk();
        if (FolderOf(stream, stream.Name) is { } folder)
            FlushFolder(folder);
    }

    /// <summary>The name alone, for a file whose bytes were flushed before it was renamed.</summary>
    /// <param name="stream">The file, opened before or after.</param>
    /// <param name="path">Its new name.</param>
    /// <exception cref="IOException">As <see cref="FlushToDisk"/>.</exception>
    public static void FlushName(this FileSystemStream stream, string path)
    {
        if (FolderOf(stream, path) is { } folder)
            FlushFolder(folder);
        else
            stream.FlushToDisk();
    }

    // The folder whose flush keeps a name; null where the file's own does.
    private static string? FolderOf(FileSystemStream stream, string path) =>
        !OperatingSystem.IsWindows() && MachineFile.Behind(stream) is not null
            ? Path.GetDirectoryName(Path.GetFullPath(path))
            : null;

    private static void FlushFolder(string folder)
    {
        using var handle = Native.Open(folder, Native.ReadFolder);
        if (handle.IsInvalid)
            throw Fault(folder, Marshal.GetLastPInvokeError());
        Flush(handle, folder);
    }

    private static void Flush(SafeFileHandle handle, string path)
    {
        while (Native.FSync(handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() is not Native.Interrupted and var error)
                throw Fault(path, error);
        }
    }

    private static IOException Fault(string path, int error) =>
        new($"{path}: the disk did not keep what was written: {Marshal.GetPInvokeErrorMessage(error)}", error);
}
