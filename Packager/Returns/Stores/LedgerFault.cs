using Microsoft.Data.Sqlite;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Stores;

/// <summary>
/// What the database's own errors mean for the person at the support desk: what <see cref="Fault"/> is for the disk. Sources:
/// SQLite, "Result and Error Codes"; "Extended Result Codes".
/// </summary>
internal static class LedgerFault
{
    private const int Error = 1;
    private const int Denied = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int DeviceError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CantOpen = 14;
    private const int Protocol = 15;
    private const int NoLargeFiles = 22;
    private const int NotAuthorized = 23;
    private const int NotADatabase = 26;

    // The file beside the database that its readers share could not be enlarged: on a full disk this comes before Full does.
    private const int NoRoomForSharedMemory = DeviceError | (19 << 8);

    /// <summary>
    /// The refusal for an error of SQLite. One that only a wrong statement can cause stays a fault of the program.
    /// </summary>
    public static Refusal Of(SqliteException error, string place) => error.SqliteErrorCode switch
    {
        Full => new Refusal(RefusalCode.DiskFull, place, "the disk is full"),
        DeviceError when error.SqliteExtendedErrorCode == NoRoomForSharedMemory =>
            new Refusal(RefusalCode.DiskFull, place, "the disk has no room for the files beside the ledger"),
        DeviceError => new Refusal(RefusalCode.AccessDenied, place,
            $"the disk or the network share of the ledger failed: {error.Message}"),
        ReadOnly or CantOpen or Denied or NotAuthorized =>
            new Refusal(RefusalCode.AccessDenied, place, "the ledger cannot be opened for writing"),
        Busy or Locked or Protocol =>
            new Refusal(RefusalCode.AlreadyRunning, place, "somebody else is writing to the ledger; try again"),
        NotADatabase or Corrupt or Error =>
            new Refusal(RefusalCode.FormatInvalid, place, $"this is not a ledger, or a damaged one: {error.Message}"),
        NoLargeFiles => new Refusal(RefusalCode.PlatformUnfit, place, "the disk of the ledger cannot hold a file of this size"),
        _ => new Refusal(RefusalCode.Internal, place, error.Message),
    };
}
