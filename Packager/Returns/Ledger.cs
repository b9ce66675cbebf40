using System.Data.Common;
using System.IO.Abstractions;
using Dapper;
using PatchKit.Packager.Returns.Stores;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>
/// The support desk's database: customers, deliveries, what is expected, what has come back. Made for a rehearsal or for real,
/// once and for all; the two never mix.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private const string Version = "SELECT MAX(schema_version) FROM ledger";

    private readonly LedgerStore _store;
    private readonly DbConnection _connection;
    private DbTransaction? _transaction;
    private bool _written;

    static Ledger() => LedgerText.Teach();

    private Ledger(LedgerStore store, DbConnection connection, bool rehearsal)
    {
        _store = store;
        _connection = connection;
        Rehearsal = rehearsal;
    }

    /// <summary>The file or the database, for messages; never with a password.</summary>
    public string Place => _store.Place;

    /// <summary>True when all in it is make-believe.</summary>
    public bool Rehearsal { get; }

    /// <summary>Why there is no ledger at a place; null when there may be one.</summary>
    /// <returns><see cref="RefusalCode.InputMissing"/> when there is none, and one can be made.</returns>
    public static Refusal? Missing(IFileSystem files, string place) => LedgerStore.Of(files, place).Missing();

    /// <summary>Opens a ledger that is there for writing, and brings its tables up to this program's version.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="place">A file, or what connects to a database: <see cref="LedgerStore.Of"/>.</param>
    public static Result<Ledger> Open(IFileSystem files, string place)
    {
        var store = LedgerStore.Of(files, place);
        return store.Missing() is { } missing ? missing : Connect(store, make: null);
    }

    /// <summary>
    /// Opens a ledger for reading: it may lie where nothing can be written, and no writer is waited for. One of an earlier
    /// version is brought up to this program's first, if it may be written.
    /// </summary>
    public static Result<Ledger> Read(IFileSystem files, string place)
    {
        var store = LedgerStore.Of(files, place);
        if (store.Missing() is { } missing)
            return missing;
        var opened = Opened(store, LedgerUse.Read, connection => connection.QuerySingle<long?>(Version));
        if (opened.Refusal is not { Code: RefusalCode.FormatUnknownVersion }
            || !Connect(store, make: null).TryGet(out var writer, out _))
            return opened;
        writer.Dispose();
        return Opened(store, LedgerUse.Read, connection => connection.QuerySingle<long?>(Version));
    }

    /// <summary>Opens a ledger, or makes a new one of the given kind; refuses one of the other kind.</summary>
    public static Result<Ledger> OpenOrCreate(IFileSystem files, string place, bool rehearsal, TimeProvider clock)
    {
        var store = LedgerStore.Of(files, place);
        if (store.Missing() is { Code: not RefusalCode.InputMissing } unfit)
            return unfit;
        if (!Connect(store, new NewLedger(rehearsal, clock.GetUtcNow())).TryGet(out var ledger, out var refusal))
            return refusal;
        if (ledger.Rehearsal == rehearsal)
            return ledger;
        ledger.Dispose();
        return new Refusal(RefusalCode.Usage, store.Place, rehearsal
            ? "this ledger is a real one; a rehearsal keeps its own"
            : "this ledger is a rehearsal's; real deliveries need their own");
    }

    /// <summary>Runs work that is kept as a whole or not at all; what the database says no to becomes a refusal.</summary>
    public Result<T> Transact<T>(Func<Result<T>> work)
        where T : notnull => Within(LedgerUse.Write, work);

    /// <summary>Asks for several things as they stood at one moment; waits for no writer.</summary>
    public Result<T> Ask<T>(Func<Result<T>> work)
        where T : notnull => Within(LedgerUse.Read, work);

    /// <summary>Runs a statement within <see cref="Transact{T}"/>.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, object? values = null)
    {
        _written = true;
        return _connection.Execute(sql, values, _transaction);
    }

    /// <summary>Enters many rows by one statement that is prepared once, within <see cref="Transact{T}"/>.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, each with its value: text, a number, or null.</param>
    /// <param name="rows">The rows.</param>
    public void InsertEach<T>(string table, IReadOnlyList<(string Column, Func<T, object?> Value)> columns, IEnumerable<T> rows)
    {
        _written = true;
        Insert(_connection, _transaction, table, columns, rows);
    }

    private static void Insert<T>(DbConnection connection, DbTransaction? transaction, string table,
        IReadOnlyList<(string Column, Func<T, object?> Value)> columns, IEnumerable<T> rows)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(one => one.Column))}) " +
            $"VALUES ({string.Join(", ", columns.Select(one => $"@{one.Column}"))})";
        foreach (var (column, _) in columns)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@{column}";
            command.Parameters.Add(parameter);
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++)
                command.Parameters[i].Value = columns[i].Value(row) ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Asks within <see cref="Transact{T}"/> or <see cref="Ask{T}"/>.</summary>
    public IReadOnlyList<T> Query<T>(string sql, object? values = null) => [.. _connection.Query<T>(sql, values, _transaction)];

    /// <summary>Asks for whole rows: columns by name, in their order.</summary>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Rows(string sql, object? values = null) =>
        _connection.Query(sql, values, _transaction, buffered: false)
            .Select(row => new OrderedDictionary<string, object?>((IDictionary<string, object?>)row));

    /// <summary>Closes it. What it wrote is in the file itself then, though others have it open: who copies it has all.</summary>
    public void Dispose()
    {
        if (_written)
            _store.Settle(_connection);
        _connection.Dispose();
    }

    private Result<T> Within<T>(LedgerUse use, Func<Result<T>> work)
        where T : notnull
    {
        try
        {
            using var transaction = _store.Begin(_connection, use);
            _transaction = transaction;
            var result = work();
            if (result.Refusal is null)
                transaction.Commit();
            return result;
        }
        catch (DbException e)
        {
            return _store.RefusalOf(e);
        }
        finally
        {
            _transaction = null;
        }
    }

    private static Result<Ledger> Connect(LedgerStore store, NewLedger? make) =>
        Opened(store, LedgerUse.Write, connection => Migrate(store, connection, make), make is not null);

    /// <param name="store">Where it lies.</param>
    /// <param name="use">What for.</param>
    /// <param name="prepare">Gives the version of its tables; null when the database is another program's.</param>
    /// <param name="make">Whether it may be made.</param>
    private static Result<Ledger> Opened(
        LedgerStore store, LedgerUse use, Func<DbConnection, long?> prepare, bool make = false)
    {
        DbConnection? connection = null;
        Result<Ledger> opened;
        try
        {
            if (!store.Connect(use, make).TryGet(out connection, out var refusal))
                return refusal;
            opened = prepare(connection) is not { } version
                ? new Refusal(RefusalCode.FormatInvalid, store.Place, "this is a database, but no ledger")
                : version != LedgerSchema.Scripts.Length
                    ? OtherVersion(store.Place, version)
                    : new Ledger(store, connection, connection.QuerySingle<long>("SELECT rehearsal FROM ledger") != 0);
        }
        catch (DbException e)
        {
            opened = store.RefusalOf(e);
        }

        if (opened.Refusal is not null)
            connection?.Dispose();
        return opened;
    }

    private static Refusal OtherVersion(string place, long version) => new Refusal(RefusalCode.FormatUnknownVersion, place,
        $"the ledger has version {version}; this program knows {LedgerSchema.Scripts.Length}"
        + (version < LedgerSchema.Scripts.Length ? ", and cannot bring it there without writing: copy it" : ""))
        .With(version, LedgerSchema.Scripts.Length);

    // The version that is there now; null when the database is another program's.
    private static long? Migrate(LedgerStore store, DbConnection connection, NewLedger? made)
    {
        using var transaction = store.Begin(connection, LedgerUse.Write);
        // Another desk may have made it since it was looked for.
        if (made is not null && store.HasTables(connection, transaction))
            made = null;
        var version = made is null ? connection.QuerySingle<long?>(Version, transaction: transaction) : 0;
        if (version is null)
            return null;
        for (var next = version.Value; next < LedgerSchema.Scripts.Length; next++)
            connection.Execute(store.Dialect(LedgerSchema.Scripts[(int)next]), transaction: transaction);
        if (made is not null)
        {
            connection.Execute(
                "INSERT INTO ledger (schema_version, rehearsal, created_at) VALUES (0, @Rehearsal, @At)",
                new { Rehearsal = made.Rehearsal ? 1L : 0L, made.At },
                transaction);
            Insert(connection, transaction, "log", LogEntry.Columns, [LogEntry.First(made.Rehearsal, made.At)]);
        }

        if (version < LedgerSchema.Scripts.Length)
            connection.Execute("UPDATE ledger SET schema_version = @Version", new
            { Version = (long)LedgerSchema.Scripts.Length }, transaction);
        transaction.Commit();
        return Math.Max(version.Value, LedgerSchema.Scripts.Length);
    }

    private sealed record NewLedger(bool Rehearsal, DateTimeOffset At);
}
