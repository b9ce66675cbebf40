using Dapper;
using Microsoft.Data.Sqlite;
using PatchKit.Packager.Commands;
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
        using var ledger = Ledger.Read(_desk.Files, _desk.LedgerPath).Value;
        Assert.Equal(["M70503"], ledger.Query<string>("SELECT DISTINCT serial FROM expected_modes"));
        var refusal = ledger.Ask<int>(() => ledger.Execute("DELETE FROM expected_modes")).Refusal!;
        Assert.Equal((RefusalCode.AccessDenied, "the ledger cannot be opened for writing"), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public void An_archived_ledger_whose_newest_entries_lie_beside_it_is_read_with_them()
    {
        _desk.Deliver("PK-0001", "a", "M70503");
        var copy = Path.Combine(_desk.Folder, "archived.db");
        File.Copy(_desk.LedgerPath, copy);
        File.Copy($"{_desk.LedgerPath}-wal", $"{copy}-wal");
        // Nothing can be written beside it.
        Directory.CreateDirectory($"{copy}-shm");

        using var ledger = Ledger.Read(_desk.Files, copy).Value;

        Assert.Equal(["PK-0001"], ledger.Query<string>("SELECT stick FROM deliveries"));
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
    public void A_reader_waits_for_no_writer_and_sees_what_was_kept_before()
    {
        _desk.Deliver("PK-0001", "a", "M70503");
        using var reader = Ledger.Read(_desk.Files, _desk.LedgerPath).Value;

        var seen = _desk.Ledger.Transact<long>(() =>
        {
            _desk.Ledger.Execute("DELETE FROM expected_modes");
            using var second = Ledger.Read(_desk.Files, _desk.LedgerPath).Value;
            return reader.Ask<long>(() => reader.Query<long>("SELECT COUNT(*) FROM expected_modes")[0]).Value
                + second.Ask<long>(() => second.Query<long>("SELECT COUNT(*) FROM expected_modes")[0]).Value;
        }).Value;

        Assert.Equal(4, seen);
        Assert.Equal(RefusalCode.AccessDenied, reader.Ask<int>(() => reader.Execute("DELETE FROM deliveries")).Refusal?.Code);
    }

    [Fact]
    public void A_backup_is_the_ledger_and_takes_nothings_place()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        _desk.ReceiveOne(_desk.Receipt(delivery, "M70503", SampleModes.Dx));
        var target = Path.Combine(_desk.Folder, "evening.db");

        Assert.Equal(0, LedgerCommand.Run(_desk.Services, target, _desk.LedgerPath, json: false));

        using var copy = Ledger.Read(_desk.Files, target).Value;
        Assert.Equal(LedgerLog.Head(_desk.Ledger), LedgerLog.Head(copy));
        Assert.Equal(_desk.Status().Summary, new StatusQuery(copy, _desk.Clock).Ask().Value.Campaigns[0].Summary);
        Assert.Equal((int)RefusalCode.OutputExists, LedgerCommand.Run(_desk.Services, target, _desk.LedgerPath, json: false));
        Assert.Equal([_desk.LedgerPath, target], Directory.EnumerateFiles(_desk.Folder, "*.db*").Where(path =>
            path.EndsWith(".db", StringComparison.Ordinal) || path.EndsWith(".part", StringComparison.Ordinal))
            .OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public void A_ledger_that_was_cut_off_to_nothing_says_the_way_out()
    {
        var path = Path.Combine(_desk.Folder, "other.db");
        File.WriteAllText(path, "");

        var refusals = new[]
        {
            Ledger.Open(_desk.Files, path).Refusal, Ledger.Read(_desk.Files, path).Refusal,
            Ledger.OpenOrCreate(_desk.Files, path, false, _desk.Clock).Refusal,
        };

        Assert.All(refusals,
            refusal => Assert.Contains("Put the last backup in its place", refusal!.Reason, StringComparison.Ordinal));
        Assert.Equal(0, new FileInfo(path).Length);
    }

    [Fact]
    public void A_ledger_of_an_earlier_program_is_brought_to_this_ones_version_by_a_reader_too()
    {
        _desk.Deliver("PK-0001", "a", "M70503");
        // As if the last script, an index, had been added since.
        _desk.Meddle("DROP INDEX log_by_kind");
        _desk.Meddle($"UPDATE ledger SET schema_version = {LedgerSchema.Scripts.Length - 1}");

        using var ledger = Ledger.Read(_desk.Files, _desk.LedgerPath).Value;

        Assert.Equal([LedgerSchema.Scripts.Length], ledger.Query<long>("SELECT schema_version FROM ledger"));
        Assert.Equal(["PK-0001"], ledger.Query<string>("SELECT stick FROM deliveries"));
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
