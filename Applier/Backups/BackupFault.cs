using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>What an exception of the file system means, in the kit's words.</summary>
internal static class BackupFault
{
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int LinuxNoSpace = 28;
    private const int LinuxQuota = 122;

    /// <summary>True for what a file system throws when it says no.</summary>
    public static bool Is(Exception fault) => fault is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>The refusal: full and forbidden have their own codes, all else is <paramref name="otherwise"/>.</summary>
    public static Refusal Refuse(Exception fault, string place, RefusalCode otherwise) => fault switch
    {
        IOException { HResult: WindowsDiskFull or WindowsHandleDiskFull or LinuxNoSpace or LinuxQuota } =>
            new Refusal(RefusalCode.DiskFull, place,
                "the disk is full; what was finished before is kept, and the next try goes on from there"),
        UnauthorizedAccessException => new Refusal(RefusalCode.AccessDenied, place, fault.Message),
        _ => new Refusal(otherwise, place, fault.Message),
    };

    /// <summary>One short sentence for a list.</summary>
    public static string Reason(Exception fault) => fault switch
    {
        UnauthorizedAccessException => "access is denied",
        FileNotFoundException or DirectoryNotFoundException =>
            "it went away while the backup was taken, or its name cannot be read",
        IOException { HResult: WindowsSharingViolation } => "another program holds it open",
        _ => fault.Message,
    };
}

/// <summary>A source could not be read; a fault of the destination is never one of these.</summary>
internal sealed class UnreadableException(string path, Exception cause) : Exception(BackupFault.Reason(cause), cause)
{
    /// <summary>The path on the instrument.</summary>
    public string Path { get; } = path;

    /// <summary>What it means for the mandatory set.</summary>
    public Refusal Refusal => new(RefusalCode.BackupFailed, Path, $"it has to be backed up and cannot be read: {Message}");
}
