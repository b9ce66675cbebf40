using Dapper;
using Microsoft.Data.Sqlite;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

public sealed class LedgerTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void A_ledger_keeps_what_was_entered_when_it_is_opened_again()
    {
        _desk.Deliver("PK-0001", "a", "M70503");

        using var again = Ledger.Open(_desk.Files, _desk.LedgerPath).Value;

        Assert.Equal(["PK-0001"], again.Query<string>("SELECT stick FROM deliveries"));
        Assert.False(again.Rehearsal);
    }

    [Fact]
    public void Rehearsal_and_reality_never_share_a_ledger()
    {
        Assert.Equal(RefusalCode.Usage, Ledger.OpenOrCreate(_desk.Files, _desk.LedgerPath, true, _desk.Clock).Refusal?.Code);
        using var rehearsal = Ledger.OpenOrCreate(_desk.Files, Path.Combine(_desk.Folder, "r.db"), true, _desk.Clock).Value;
        Assert.True(rehearsal.Rehearsal);
        Assert.Equal(RefusalCode.Usage, Ledger.OpenOrCreate(_desk.Files, rehearsal.Place, false, _desk.Clock).Refusal?.Code);
    }

    [Fact]
    public void A_ledger_that_is_missing_is_not_made_by_looking()
    {
        var path = Path.Combine(_desk.Folder, "other.db");

        Assert.Equal(RefusalCode.InputMissing, Ledger.Open(_desk.Files, path).Refusal?.Code);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("not a database, but a text that is longer than the header of one would ever be; and so on and so on and so on")]
    [InlineData("")]
    public void A_file_that_is_no_ledger_is_refused(string content)
    {
        var path = Path.Combine(_desk.Folder, "other.db");
        File.WriteAllText(path, content);

        Assert.Equal(RefusalCode.FormatInvalid, Ledger.Open(_desk.Files, path).Refusal?.Code);
    }

    [Fact]
    public void An_archived_ledger_that_cannot_be_written_is_read_and_takes_nothing()
    {
        _desk.Deliver("PK-0001", "a", "M70503");
        _desk.Ledger.Dispose();
        // In the place of a file that SQLite needs to write: rights alone do not keep an administrator away.
        Directory.CreateDirectory($"{_desk.LedgerPath}-shm");
        using var ledger = Ledger.Open(_desk.Files, _desk.LedgerPath).Value;
        Assert.Equal(["M70503"], ledger.Query<string>("SELECT DISTINCT serial FROM expected_modes"));
        var refusal = ledger.Transact<int>(() => ledger.Execute("DELETE FROM expected_modes")).Refusal!;
        Assert.Equal((RefusalCode.AccessDenied, "the ledger cannot be opened for writing"), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public void An_archived_ledger_whose_newest_entries_lie_beside_it_is_not_read_without_them()
    {
        _desk.Ledger.Dispose();
        Directory.CreateDirectory($"{_desk.LedgerPath}-shm");
        File.WriteAllText($"{_desk.LedgerPath}-wal", "entries");
        var refusal = Ledger.Open(_desk.Files, _desk.LedgerPath).Refusal!;
        Assert.Equal(RefusalCode.AccessDenied, refusal.Code);
        Assert.Contains("-wal", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_the_file_alone_holds_what_was_written_while_somebody_else_has_it_open()
    {
        using var report = new SqliteConnection($"Data Source={_desk.LedgerPath};Pooling=False");
        report.Open();
        Assert.Equal(0, report.QuerySingle<int>("SELECT COUNT(*) FROM customers"));
        _desk.Deliver("PK-0001", "a", "M70503");
        _desk.Ledger.Dispose();

        var copy = Path.Combine(_desk.Folder, "evening.db");
        File.Copy(_desk.LedgerPath, copy);

        using var evening = Ledger.Open(_desk.Files, copy).Value;
        Assert.Equal(["PK-0001"], evening.Query<string>("SELECT stick FROM deliveries"));
    }

    [Fact]
    public void A_ledger_of_a_newer_program_is_refused()
    {
        using (var connection = new SqliteConnection($"Data Source={_desk.LedgerPath};Pooling=False"))
            connection.Execute("UPDATE ledger SET schema_version = 99");

        Assert.Equal(RefusalCode.FormatUnknownVersion, Ledger.Open(_desk.Files, _desk.LedgerPath).Refusal?.Code);
    }

    [Fact]
    public void Work_that_is_refused_leaves_nothing_behind()
    {
        var refusal = _desk.Ledger.Transact<int>(() =>
        {
            _desk.Ledger.Execute("INSERT INTO withdrawn (sha256, bundle, reason, since) VALUES ('x', 'x', 'x', 'x')");
            return new Refusal(RefusalCode.Usage, "", "no");
        }).Refusal;

        Assert.Equal(RefusalCode.Usage, refusal?.Code);
        Assert.Empty(_desk.Ledger.Query<string>("SELECT bundle FROM withdrawn"));
    }

    [Fact]
    public void The_same_delivery_is_entered_once()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        var registrar = new DeliveryRegistrar(_desk.Ledger, _desk.Clock);

        Assert.False(registrar.Enter(delivery, []).Value);
        Assert.Equal(RefusalCode.OutputExists,
            registrar.Enter(delivery with { Stick = Token.Of<PatchKit.Shared.Values.StickId>("PK-0002") }, []).Refusal?.Code);
    }

    [Fact]
    public void The_schema_keeps_to_what_other_databases_take() => Assert.All(
        LedgerSchema.Scripts,
        script => Assert.DoesNotMatch("(?i)blob|autoincrement|without rowid|integer|pragma|strict|datetime", script));
}
