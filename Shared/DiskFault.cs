namespace PatchKit.Shared;

/// <summary>Which refusal an exception of the disk is.</summary>
public static class DiskFault
{
    // Windows: ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL as HRESULT. Unix: .NET puts the errno in HResult; ENOSPC is 28, EDQUOT
    // 122.
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <summary>
    /// <see cref="RefusalCode.DiskFull"/> when the room has run out, else <see cref="RefusalCode.AccessDenied"/>.
    /// </summary>
    public static RefusalCode Code(Exception wrong) => IsFull(wrong) ? RefusalCode.DiskFull : RefusalCode.AccessDenied;

    /// <summary>The fault of a program that failed on a disk without room.</summary>
    public static IOException Full(string message) => new(message, DiskFull);

    /// <summary>Whether the room has run out.</summary>
    public static bool IsFull(Exception wrong) =>
        wrong is IOException { HResult: DiskFull or HandleDiskFull or NoSpace or OverQuota };
}
