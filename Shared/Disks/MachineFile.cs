using System.IO.Abstractions;
using System.Runtime.CompilerServices;

namespace PatchKit.Shared.Disks;

/// <summary>The machine's own file behind a stream of the file system that comes in by constructor.</summary>
internal static class MachineFile
{
    /// <summary>The file, or null when the stream is of another file system: one in memory, or one that stands before a real
    /// one and must be asked itself.</summary>
    public static FileStream? Behind(FileSystemStream stream) => Inner(stream) as FileStream;

    /// <summary>
    /// The same for a question that changes nothing, which one that stands before a real one may be passed by for.
    /// </summary>
    public static FileStream? Under(FileSystemStream stream) => Inner(stream) switch
    {
        FileStream file => file,
        FileSystemStream before => Under(before),
        _ => null,
    };

    // The library gives no public way from its stream to the handle; DiskFlushTests fails when a new version keeps it elsewhere.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stream")]
    private static extern ref Stream Inner(FileSystemStream stream);
}
