using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>Ledgers, looked into by nothing of the kit.</summary>
internal static class Ledgers
{
    /// <summary>Copies a ledger as it was before any receipt came back.</summary>
    public static async Task WithoutReceipts(string ledger, string copy)
    {
        File.Copy(ledger, copy);
        await using var connection = Open(copy);
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM receipt_phases; DELETE FROM receipts";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How many rows a table has.</summary>
    public static async Task<long> Count(string ledger, string table)
    {
        await using var connection = Open(ledger);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Whether a delivery was entered.</summary>
    public static async Task<bool> Knows(string ledger, string nonce)
    {
        await using var connection = Open(ledger);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM deliveries WHERE nonce = $nonce";
        command.Parameters.AddWithValue("$nonce", nonce);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 1;
    }

    /// <summary>What <c>report --json</c> says of a boot mode.</summary>
    public static string? StateOf(JsonNode report, string serial, string mode) => (string?)report["campaigns"]!.AsArray()
        .SelectMany(campaign => campaign!["customers"]!.AsArray())
        .SelectMany(customer => customer!["instruments"]!.AsArray())
        .Where(instrument => (string?)instrument!["serial"] == serial)
        .SelectMany(instrument => instrument!["modes"]!.AsArray())
        .SingleOrDefault(one => (string?)one!["mode"] == mode)?["state"];

    private static SqliteConnection Open(string ledger)
    {
        var connection = new SqliteConnection($"Data Source={ledger};Pooling=False");
        connection.Open();
        return connection;
    }
}
