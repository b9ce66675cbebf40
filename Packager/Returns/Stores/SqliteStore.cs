using System.Data.Common;
using System.IO.Abstractions;
using Dapper;
using Microsoft.Data.Sqlite;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Stores;

/// <summary>A ledger in one file.</summary>
internal sealed class SqliteStore(IFileSystem files, string path) : LedgerStore
{
    private const string IsMade = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'ledger'";

    /// <inheritdoc/>
    public override string Place => path;

    /// <inheritdoc/>
    public override Refusal? Missing()
    {
        if (!files.File.Exists(path))
            return new Refusal(RefusalCode.InputMissing, path,
                "there is no ledger here. --ledger names one that lies elsewhere; " +
                "a first one is made by 'customers import' or by the first stick of a release");
        return files.FileInfo.New(path).Length > 0 ? null : new Refusal(RefusalCode.FormatInvalid, path,
            "the file is empty: a ledger that was cut off looks like this. Put the last backup in its place; if there never " +
                "was " +
            "one, remove the file, and a new ledger can be made");
    }

    /// <inheritdoc/>
    public override Result<DbConnection> Connect(LedgerUse use, bool make)
    {
        if (use is LedgerUse.Write)
        {
            var writer = Open(path, make ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite);
            // What is erased is overwritten, and stands in no free page.
            return Prepared(writer, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
        }

        try
        {
            // The first question is what opens the file.
            return Prepared(Open(path, SqliteOpenMode.ReadOnly), IsMade);
        }
        catch (SqliteException e) when (RefusalOf(e).Code is RefusalCode.AccessDenied)
        {
            return Archived();
        }
    }

    /// <inheritdoc/>
    public override DbTransaction Begin(DbConnection connection, LedgerUse use) =>
        ((SqliteConnection)connection).BeginTransaction(deferred: use is LedgerUse.Read);

    /// <inheritdoc/>
    public override bool HasTables(DbConnection connection, DbTransaction transaction) =>
        connection.QuerySingle<long>(IsMade, transaction: transaction) > 0;

    /// <inheritdoc/>
    /// <remarks>Where somebody reads at this moment it does what it can; nothing is lost by that. Source: SQLite, "PRAGMA
    /// wal_checkpoint".</remarks>
    public override void Settle(DbConnection connection)
    {
        try
        {
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // It was committed, and the log beside the file holds it: the next one to close takes it along.
        }
    }

    /// <inheritdoc/>
    public override Refusal RefusalOf(DbException error) =>
        error is SqliteException fault ? LedgerFault.Of(fault, path) : new(RefusalCode.Internal, path, error.Message);

    // Without its own files beside it SQLite may take a file as one that nobody changes. Those that are there hold what the file
    // does not, and they could not be read here. Source: SQLite, "URI Filenames", immutable.
    private Result<DbConnection> Archived()
    {
        var log = $"{path}-wal";
        return files.File.Exists(log) && files.FileInfo.New(log).Length > 0
            ? new Refusal(RefusalCode.AccessDenied, path, "the ledger cannot be opened for writing, and " +
                $"{files.Path.GetFileName(log)} beside it holds what is not in it yet")
            : Open($"{new Uri(files.Path.GetFullPath(path)).AbsoluteUri}?immutable=1", SqliteOpenMode.ReadOnly);
    }

    private static Result<DbConnection> Prepared(DbConnection connection, string sql)
    {
        try
        {
            connection.Execute(sql);
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    private SqliteConnection Open(string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source.StartsWith("file:", StringComparison.Ordinal) ? source : files.Path.GetFullPath(source),
            Mode = mode,
            ForeignKeys = true,
            // Without a pool the file is free as soon as the ledger is closed: a stick can be pulled, a folder removed.
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }
}
