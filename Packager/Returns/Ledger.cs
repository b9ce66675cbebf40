using System.Data.Common;
using System.IO.Abstractions;
using Dapper;
using Microsoft.Data.Sqlite;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>
/// The support desk's database: customers, deliveries, what is expected, what has come back. Made for a rehearsal or for real,
/// once and for all; the two never mix.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private const string Version = "SELECT MAX(schema_version) FROM ledger";

    private const string IsMade = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'ledger'";

    private readonly DbConnection _connection;
    private DbTransaction? _transaction;
    private bool _written;

    static Ledger() => LedgerText.Teach();

    private Ledger(DbConnection connection, string place, bool rehearsal)
    {
        _connection = connection;
        Place = place;
        Rehearsal = rehearsal;
    }

    /// <summary>The file, for messages.</summary>
    public string Place { get; }

    /// <summary>True when all in it is make-believe.</summary>
    public bool Rehearsal { get; }

    /// <summary>Opens a ledger that is there, and brings its tables up to this program's version.</summary>
    /// <remarks>
    /// One that may not be written is opened for reading: an archived copy has to be readable where it lies. What is written into
    /// it then is refused by the database.
    /// </remarks>
    public static Result<Ledger> Open(IFileSystem files, string path) => files.File.Exists(path)
        ? Connect(files, path, migrateFrom: null) is { Refusal: not { Code: RefusalCode.AccessDenied } } opened
            ? opened
            : Archived(files, path)
        : new Refusal(RefusalCode.InputMissing, path, "there is no ledger here; writing a stick makes one");

    /// <summary>Opens a ledger, or makes a new one of the given kind; refuses one of the other kind.</summary>
    public static Result<Ledger> OpenOrCreate(IFileSystem files, string path, bool rehearsal, TimeProvider clock)
    {
        var made = files.File.Exists(path) ? null : new NewLedger(rehearsal, clock.GetUtcNow());
        if (!Connect(files, path, made).TryGet(out var ledger, out var refusal))
            return refusal;
        if (ledger.Rehearsal == rehearsal)
            return ledger;
        ledger.Dispose();
        return new Refusal(RefusalCode.Usage, path, rehearsal
            ? "this ledger is a real one; a rehearsal keeps its own"
            : "this ledger is a rehearsal's; real deliveries need their own");
    }

    /// <summary>Runs work that is kept as a whole or not at all; what the database says no to becomes a refusal.</summary>
    public Result<T> Transact<T>(Func<Result<T>> work)
        where T : notnull
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            _transaction = transaction;
            var result = work();
            if (result.Refusal is null)
                transaction.Commit();
            return result;
        }
        catch (SqliteException e)
        {
            return LedgerFault.Of(e, Place);
        }
        finally
        {
            _transaction = null;
        }
    }

    /// <summary>Runs a statement within <see cref="Transact{T}"/>.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, object? values = null)
    {
        _written = true;
        return _connection.Execute(sql, values, _transaction);
    }

    /// <summary>Asks within <see cref="Transact{T}"/>.</summary>
    public IReadOnlyList<T> Query<T>(string sql, object? values = null) => [.. _connection.Query<T>(sql, values, _transaction)];

    /// <summary>Asks for rows as lines of text, for what is hashed: columns parted by tabs.</summary>
    public string Lines(string sql, object? values = null) => string.Join('\n', _connection.Query(sql, values, _transaction)
        .Select(row => string.Join('\t', ((IDictionary<string, object?>)row).Values)));

    /// <summary>Closes it. What it wrote is in the file itself then, though others have it open: who copies it has all.</summary>
    public void Dispose()
    {
        if (_written)
            PutIntoFile();
        _connection.Dispose();
    }

    // Source: SQLite, "PRAGMA wal_checkpoint". Where somebody reads at this moment it does what it can; nothing is lost by that.
    private void PutIntoFile()
    {
        try
        {
            _connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // It was committed, and the log beside the file holds it: the next one to close takes it along.
        }
    }

    private static Result<Ledger> Connect(IFileSystem files, string path, NewLedger? migrateFrom) => Opened(
        new()
        {
            DataSource = files.Path.GetFullPath(path),
            Mode = migrateFrom is null ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
        },
        path,
        connection =>
        {
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            return Migrate(connection, migrateFrom);
        });

    // Without its own files beside it SQLite may take a file as one that nobody changes. Those that are there hold what the file
    // does not, and they could not be read here. Source: SQLite, "URI Filenames", immutable.
    private static Result<Ledger> Archived(IFileSystem files, string path)
    {
        var log = $"{path}-wal";
        if (files.File.Exists(log) && files.FileInfo.New(log).Length > 0)
        {
            return new Refusal(RefusalCode.AccessDenied, path,
                "the ledger cannot be opened for writing, and " +
                    $"{files.Path.GetFileName(log)} beside it holds what is not in it yet");
        }

        return Opened(
            new()
            {
                DataSource = $"{new Uri(files.Path.GetFullPath(path)).AbsoluteUri}?immutable=1",
                Mode = SqliteOpenMode.ReadOnly,
            },
            path,
            connection => connection.QuerySingle<long?>(Version));
    }

    /// <param name="source">What is opened, and how.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="prepare">Gives the version of its tables; null when the file is another program's.</param>
    private static Result<Ledger> Opened(
        SqliteConnectionStringBuilder source, string path, Func<SqliteConnection, long?> prepare)
    {
        // Without a pool the file is free as soon as the ledger is closed: a stick can be pulled, a folder removed.
        source.Pooling = false;
        var connection = new SqliteConnection(source.ConnectionString);
        Result<Ledger> opened;
        try
        {
            connection.Open();
            opened = prepare(connection) is not { } version
                ? new Refusal(RefusalCode.FormatInvalid, path, "this is a database, but no ledger")
                : version != LedgerSchema.Scripts.Length
                    ? OtherVersion(path, version)
                    : new Ledger(connection, path, connection.QuerySingle<long>("SELECT rehearsal FROM ledger") != 0);
        }
        catch (SqliteException e)
        {
            opened = LedgerFault.Of(e, path);
        }

        if (opened.Refusal is not null)
            connection.Dispose();
        return opened;
    }

    private static Refusal OtherVersion(string path, long version) => new Refusal(RefusalCode.FormatUnknownVersion, path,
        $"the ledger has version {version}; this program knows {LedgerSchema.Scripts.Length}"
        + (version < LedgerSchema.Scripts.Length ? ", and cannot bring it there without writing: copy it" : ""))
        .With(version, LedgerSchema.Scripts.Length);

    // The version that is there now; null when the file is another program's.
    private static long? Migrate(SqliteConnection connection, NewLedger? made)
    {
        using var transaction = connection.BeginTransaction();
        // Another desk may have made it since it was looked for.
        if (made is not null && connection.QuerySingle<long>(IsMade, transaction: transaction) > 0)
            made = null;
        var version = made is null
            ? connection.QuerySingle<long?>(Version, transaction: transaction)
            : 0;
        if (version is null)
            return null;
        for (var next = version.Value; next < LedgerSchema.Scripts.Length; next++)
            connection.Execute(LedgerSchema.Scripts[(int)next], transaction: transaction);
        if (made is not null)
        {
            connection.Execute(
                "INSERT INTO ledger (schema_version, rehearsal, created_at) VALUES (0, @Rehearsal, @At)",
                new { Rehearsal = made.Rehearsal ? 1 : 0, made.At },
                transaction);
            connection.Execute(LogEntry.Insert, LogEntry.First(made.Rehearsal, made.At), transaction);
        }

        if (version < LedgerSchema.Scripts.Length)
            connection.Execute("UPDATE ledger SET schema_version = @Version", new
            { Version = LedgerSchema.Scripts.Length }, transaction);
        transaction.Commit();
        return Math.Max(version.Value, LedgerSchema.Scripts.Length);
    }

    private sealed record NewLedger(bool Rehearsal, DateTimeOffset At);
}
