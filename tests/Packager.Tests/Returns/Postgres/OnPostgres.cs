namespace PatchKit.Tests.Packager.Returns.Postgres;

#pragma warning disable SA1402 // One line each: the tests are those of the file.

/// <summary>The tests of decisions, with the ledger on a server.</summary>
public sealed class DecisionsOnPostgresTests(PostgresServer server) : DecisionTests(Database.Of(server));

/// <summary>The tests of judgement, with the ledger on a server.</summary>
public sealed class JudgementOnPostgresTests(PostgresServer server) : JudgementTests(Database.Of(server));

/// <summary>The tests of receiving, with the ledger on a server.</summary>
public sealed class ReceiverOnPostgresTests(PostgresServer server) : ReceiptReceiverTests(Database.Of(server));

/// <summary>The tests of the register, with the ledger on a server.</summary>
public sealed class RegisterOnPostgresTests(PostgresServer server) : RegisterTests(Database.Of(server));

/// <summary>The tests of the second implementation, with the ledger on a server.</summary>
public sealed class RecountOnPostgresTests(PostgresServer server) : RecountTests(Database.Of(server));

/// <summary>The tests of contacts, with the ledger on a server.</summary>
public sealed class ContactOnPostgresTests(PostgresServer server) : ContactTests(Database.Of(server));

/// <summary>The tests of the pack, with the ledger on a server.</summary>
public sealed class CloseOnPostgresTests(PostgresServer server) : CloseTests(Database.Of(server));

/// <summary>The tests of the order of arrival, with each ledger on a server.</summary>
public sealed class LedgerOrderOnPostgresTests(PostgresServer server) : LedgerOrderTests(() => Database.Of(server));

internal static class Database
{
    public static string Of(PostgresServer server) => server.NewDatabase().GetAwaiter().GetResult();
}
