using System.IO.Abstractions;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups.Walking;

/// <summary>What a folder listing says about a file; two equal looks mean an unchanged file.</summary>
/// <param name="Size">Length in bytes; 0 for a folder.</param>
/// <param name="Created">Made at, UTC.</param>
/// <param name="Modified">Last written at, UTC; <see cref="FileTimes.Latest"/> when it is later than can be told.</param>
/// <param name="Attributes">Those of <see cref="Kept"/> and <see cref="Plain"/>.</param>
internal readonly record struct FileLook(long Size, DateTimeOffset Created, DateTimeOffset Modified, FileAttributes Attributes)
{
    /// <summary>The attributes that are kept and put back: those that a person sets.</summary>
    public const FileAttributes Kept =
        FileAttributes.ReadOnly | FileAttributes.Hidden | FileAttributes.System | FileAttributes.Archive;

    /// <summary>Noted beside them, and not put back: Windows encrypts for one user, and compresses as the folder says.</summary>
    public const FileAttributes Plain = FileAttributes.Encrypted | FileAttributes.Compressed;

    /// <summary>The look of a file or folder on the disk.</summary>
    public static FileLook Of(IFileSystemInfo info) => new(
        info is IFileInfo file ? file.Length : 0,
        new DateTimeOffset(info.Made()),
        new DateTimeOffset(info.Written()),
        info.Attributes & (Kept | Plain));
}
