using System.Data.Common;
using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Stores;

/// <summary>
/// The database that a ledger lies in: a file, or a server where more than one desk works. The tables are the same.
/// </summary>
internal abstract class LedgerStore
{
    /// <summary>Where it is, for messages; never with a password.</summary>
    public abstract string Place { get; }

    /// <summary>
    /// The store that a command line names: <c>Host=…;Database=…</c> is a PostgreSQL database, all else a file.
    /// </summary>
    public static LedgerStore Of(IFileSystem files, string place) =>
        PostgresStore.Is(place) ? new PostgresStore(place) : new SqliteStore(files, place);

    /// <summary>Why there is no ledger that could be opened; null when there may be one.</summary>
    /// <returns><see cref="RefusalCode.InputMissing"/> when there is none, and one can be made.</returns>
    public abstract Refusal? Missing();

    /// <summary>Connects.</summary>
    /// <param name="use">What for.</param>
    /// <param name="make">Whether the database may be made.</param>
    /// <exception cref="DbException">The database says no.</exception>
    public abstract Result<DbConnection> Connect(LedgerUse use, bool make);

    /// <summary>Begins a transaction. One that writes is alone; one that reads waits for nobody.</summary>
    public abstract DbTransaction Begin(DbConnection connection, LedgerUse use);

    /// <summary>Whether a ledger's tables are there.</summary>
    public abstract bool HasTables(DbConnection connection, DbTransaction transaction);

    /// <summary>A script of <see cref="LedgerSchema"/> as this database takes it.</summary>
    public virtual string Dialect(string script) => script;

    /// <summary>Puts what was committed where who copies the ledger finds it.</summary>
    public virtual void Settle(DbConnection connection)
    {
    }

    /// <summary>What the database's own error means for a person at the support desk.</summary>
    public abstract Refusal RefusalOf(DbException error);
}

/// <summary>What a ledger is opened for.</summary>
internal enum LedgerUse
{
    /// <summary>To be read: nothing is written, nobody is waited for.</summary>
    Read,

    /// <summary>To be written: one desk at a time.</summary>
    Write,
}
