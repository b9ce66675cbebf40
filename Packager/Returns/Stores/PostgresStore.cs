using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Stores;

/// <summary>
/// A ledger on a PostgreSQL server, for more than one desk. Whoever writes holds one lock of the database, so that the log has
/// one next number; whoever reads sees one moment and waits for nobody. A password comes from where PostgreSQL's own programs
/// take it (PGPASSWORD, a password file) or stands in the string, and in no message.
/// </summary>
internal sealed class PostgresStore : LedgerStore
{
    // Any number that means nothing else in this database.
    private const long WriterLock = 0x5061_7463_684B_6974;
    private const int ConnectSeconds = 15;
    private const string LockSeconds = "30s";

    private readonly NpgsqlConnectionStringBuilder? _target;
    private readonly string _unreadable = "";

    public PostgresStore(string connection)
    {
        try
        {
            _target = new(connection)
            {
                // A killed desk leaves nothing open, and one that ends holds nothing.
                Pooling = false,
                Timeout = ConnectSeconds,
                ApplicationName = "patchkit",
            };
        }
        catch (ArgumentException e)
        {
            _unreadable = e.Message;
        }
    }

    /// <inheritdoc/>
    public override string Place => _target is null ? "the database" : $"{_target.Host}/{_target.Database}";

    /// <summary>Whether a command line names a server and no file.</summary>
    public static bool Is(string place) => place.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override Refusal? Missing()
    {
        if (_target is null)
            return new Refusal(RefusalCode.Usage, "--ledger", $"this connects to no database: {_unreadable}");
        try
        {
            using var connection = new NpgsqlConnection(_target.ConnectionString);
            connection.Open();
            return IsMade(connection, null) ? null : new Refusal(RefusalCode.InputMissing, Place,
                "there is no ledger in this database; 'customers import' or the first stick of a release makes one");
        }
        catch (NpgsqlException e)
        {
            return RefusalOf(e);
        }
    }

    /// <inheritdoc/>
    public override Result<DbConnection> Connect(LedgerUse use, bool make)
    {
        if (_target is null)
            return Missing()!;
        var connection = new NpgsqlConnection(_target.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute(use is LedgerUse.Read
                ? "SET default_transaction_read_only = on"
                : $"SET lock_timeout = '{LockSeconds}'");
            return connection;
        }
        catch (NpgsqlException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override DbTransaction Begin(DbConnection connection, LedgerUse use)
    {
        if (use is LedgerUse.Read)
            return connection.BeginTransaction(IsolationLevel.RepeatableRead);
        var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        connection.Execute("SELECT pg_advisory_xact_lock(@WriterLock)", new { WriterLock }, transaction);
        return transaction;
    }

    /// <inheritdoc/>
    public override bool HasTables(DbConnection connection, DbTransaction transaction) => IsMade(connection, transaction);

    /// <inheritdoc/>
    /// <remarks>Text sorts by its bytes, whatever language the database was made for: so the order is that of a file.</remarks>
    public override string Dialect(string script) => script.Replace(" TEXT", " TEXT COLLATE \"C\"", StringComparison.Ordinal);

    /// <inheritdoc/>
    /// <remarks>Source: PostgreSQL, "Appendix A. PostgreSQL Error Codes".</remarks>
    public override Refusal RefusalOf(DbException error) => error.SqlState switch
    {
        "53100" => new(RefusalCode.DiskFull, Place, "the disk of the database is full"),
        "55P03" => new(RefusalCode.AlreadyRunning, Place, "somebody else is writing to the ledger; try again"),
        "25006" or "42501" => new(RefusalCode.AccessDenied, Place, "the ledger cannot be opened for writing"),
        "3D000" => new(RefusalCode.AccessDenied, Place, "the server has no such database"),
        { } state when state.StartsWith("28", StringComparison.Ordinal) =>
            new(RefusalCode.AccessDenied, Place, $"the server does not let this user in: {error.Message}"),
        { } state when state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal) =>
            new(RefusalCode.AccessDenied, Place,
                $"the server has ended the connection; nothing of this was kept: {error.Message}"),
        null => new(RefusalCode.AccessDenied, Place, $"the server cannot be reached: {error.Message}"),
        _ => new(RefusalCode.Internal, Place, error.Message),
    };

    private static bool IsMade(DbConnection connection, DbTransaction? transaction) =>
        connection.QuerySingle<bool>("SELECT to_regclass('ledger') IS NOT NULL", transaction: transaction);
}
