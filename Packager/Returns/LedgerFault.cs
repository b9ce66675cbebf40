using Microsoft.Data.Sqlite;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>
/// What the database's own errors mean for the person at the support desk. Source: SQLite, "Result and Error Codes".
/// </summary>
internal static class LedgerFault
{
    private const int Error = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Full = 13;
    private const int CantOpen = 14;
    private const int NotADatabase = 26;
    private const int Corrupt = 11;

    /// <summary>The refusal for an error of SQLite.</summary>
    public static Refusal Of(SqliteException error, string place) => error.SqliteErrorCode switch
    {
        Full => new Refusal(RefusalCode.DiskFull, place, "the disk is full; the ledger is as it was before"),
        ReadOnly or CantOpen => new Refusal(RefusalCode.AccessDenied, place, "the ledger cannot be opened for writing"),
        Busy or Locked => new Refusal(RefusalCode.AlreadyRunning, place, "somebody else is writing to the ledger; try again"),
        NotADatabase or Corrupt or Error =>
            new Refusal(RefusalCode.FormatInvalid, place, $"this is not a ledger, or a damaged one: {error.Message}"),
        _ => new Refusal(RefusalCode.Internal, place, error.Message),
    };
}
