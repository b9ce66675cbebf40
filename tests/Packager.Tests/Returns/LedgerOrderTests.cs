using System.Text.Json;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Returns;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>
/// Real receipts in a real ledger, in one order and in another: the report says the same, byte for byte, the log's head aside.
/// <see cref="JudgementOrderTests"/> asks the same of the judgement alone, for every order.
/// </summary>
public class LedgerOrderTests : IDisposable
{
    private const int Stride = 2017;
    private const int Instruments = 400;
    private const int PerInstrument = 5;

    private static readonly bool Every = Environment.GetEnvironmentVariable("PATCHKIT_EVERY_ORDER") == "1";
    private static readonly Sha256Digest Spoilt = Sha256Digest.Of("a withdrawn bundle"u8);

    private readonly Desk _desk = new();
    private readonly Func<string> _place;
    private int _ledgers;

    public LedgerOrderTests() => _place = () => Path.Combine(_desk.Folder, $"order-{_ledgers++}.db");

    protected LedgerOrderTests(Func<string> place) => _place = place;

    private static Delivery Known => Desk.Delivery("PK-0001", "a", "M70502", "M70503");

    private static Delivery Late => Desk.Delivery("PK-0002", "a", "M70504");

    private static Delivery Stale => Desk.Delivery("PK-0003", "a", "M70501") with
    { Bundles = [new(Token.Of<BundleId>("fsn2023-1338-0.9.9"), Spoilt)] };

    public void Dispose()
    {
        _desk.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Orders_of_eight_hard_receipts_and_of_the_late_delivery_among_them_give_the_same_report()
    {
        var files = Hard();
        string? expected = null;
        var asked = 0;
        using var ledger = New();
        Enter(ledger, Known, Stale);
        foreach (var (index, order) in JudgementOrderTests.Orders(files).Index().Where(one => Every || one.Index % Stride == 0))
        {
            Forget(ledger, Late);
            var before = index % (files.Length + 1);
            Receive(ledger, order[..before]);
            Enter(ledger, Late);
            Receive(ledger, order[before..]);
            var report = Report(ledger);
            Assert.Equal(expected ??= report, report);
            asked++;
        }

        Assert.True(asked >= 40_320 / Stride, $"{asked} orders were asked");
        foreach (var said in new[] { "withdrawn", "questioned", "failed" })
            Assert.Contains($"\"state\": \"{said}\"", expected!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Shuffles_of_two_thousand_receipts_give_the_same_report()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var files = Many(random, out var deliveries);
        Assert.Equal(2000, files.Length);
        string? expected = null;
        for (var shuffle = 0; shuffle < (Every ? 100 : 2); shuffle++)
        {
            using var ledger = New();
            var late = random.Next(deliveries.Length);
            Enter(ledger, [.. deliveries.Where((_, index) => index != late)]);
            Receive(ledger, files[..(files.Length / 2)]);
            Enter(ledger, deliveries[late]);
            Receive(ledger, files[(files.Length / 2)..]);
            var report = Report(ledger);
            expected ??= report;
            Assert.True(expected == report, $"shuffle {shuffle} gives another report; seed {seed}");
            random.Shuffle(files);
        }
    }

    // A refusal with a clock ahead, and what followed it with a withdrawn bundle; another key; a copied disk; an undo whose
    // delivery comes late.
    private string[] Hard()
    {
        var ahead = _desk.Receipt(Stale, "M70501", SampleModes.Dx, verdict: Verdict.Refused);
        ahead = ahead with { Times = ahead.Times with { Started = Desk.Noon.AddDays(90), Finished = Desk.Noon.AddDays(90) } };
        var aheadFile = _desk.Write("hard", ahead);
        var first = _desk.Receipt(Late, "M70504", SampleModes.Dx);
        var firstFile = _desk.Write("hard", first);
        var copied = _desk.Receipt(Known, "M70503", SampleModes.Dx, verdict: Verdict.Undone);
        copied = copied with { Times = copied.Times with { Finished = copied.Times.Finished.AddMinutes(3) } };
        return
        [
            aheadFile,
            _desk.Write("hard", _desk.Receipt(Stale, "M70501", SampleModes.Dx, 2) with { Previous = DigestOf(aheadFile) }),
            _desk.Write("hard", _desk.Receipt(Known, "M70502", SampleModes.Dx)),
            _desk.Write("hard/other", _desk.Receipt(Known, "M70502", SampleModes.Dx), keyOf: "another"),
            _desk.Write("hard", _desk.Receipt(Known, "M70503", SampleModes.Dx)),
            _desk.Write("hard", copied),
            firstFile,
            _desk.Write("hard", _desk.Receipt(Late, "M70504", SampleModes.Dx, 2, Verdict.Undone) with
            { Previous = DigestOf(firstFile) }),
        ];
    }

    private string[] Many(Random random, out Delivery[] deliveries)
    {
        Verdict[] verdicts = [Verdict.Applied, Verdict.Undone, Verdict.Refused, Verdict.Inconsistent, Verdict.AlreadyApplied];
        string[] serials = [.. Enumerable.Range(10_000, Instruments).Select(number => $"M{number}")];
        deliveries = [.. serials.Chunk(40).Index()
            .Select(some => Desk.Delivery($"PK-{some.Index}", $"c{some.Index}", some.Item))];
        var files = new List<string>();
        foreach (var (index, serial) in serials.Index())
        {
            Sha256Digest? previous = null;
            for (var number = 1; number <= PerInstrument; number++)
            {
                var delivery = deliveries[random.Next(10) == 0 ? random.Next(deliveries.Length) : index / 40];
                var receipt = _desk.Receipt(delivery, serial, SampleModes.Dx, number, verdicts[random.Next(verdicts.Length)]);
                receipt = receipt with
                {
                    Previous = previous,
                    Times = receipt.Times with { Finished = Desk.Noon.AddDays(random.Next(-900, 60)) },
                };
                files.Add(_desk.Write($"many/{files.Count}", receipt, random.Next(20) == 0 ? $"key {random.Next(50)}" : null));
                previous = random.Next(15) == 0 ? null : DigestOf(files[^1]);
            }
        }

        return [.. files];
    }

    private Ledger New() => Ledger.OpenOrCreate(_desk.Files, _place(), false, _desk.Clock).Value;

    // The ledger's place and the log's head tell which ledger it is; nothing else may.
    private string Report(Ledger ledger)
    {
        var status = new StatusQuery(ledger, _desk.Clock).Ask().Value;
        return JsonSerializer.Serialize(
            status with { Ledger = "", Head = new(0, Sha256Digest.Of("head"u8)) }, AnswerJson.Default.LedgerStatus);
    }

    // As if no receipt had come and this delivery were unknown: forty thousand ledgers would take hours to make.
    private static void Forget(Ledger ledger, Delivery delivery)
    {
        string[] tables = ["expected_phases", "product_modes", "delivered_vulnerabilities", "delivered_titles", "expected_modes",
            "delivered_bundles", "deliveries"];
        Assert.Equal(0, ledger.Transact<int>(() =>
        {
            ledger.Execute("DELETE FROM receipt_phases");
            ledger.Execute("DELETE FROM receipts");
            foreach (var table in tables)
                ledger.Execute($"DELETE FROM {table} WHERE nonce = @Nonce", new { delivery.Nonce });
            return 0;
        }).Value);
    }

    private void Enter(Ledger ledger, params Delivery[] deliveries)
    {
        foreach (var delivery in deliveries)
        {
            var manifest = Desk.Manifest(SampleModes.All) with { Bundle = delivery.Bundles[0].Bundle };
            Assert.True(new DeliveryRegistrar(ledger, _desk.Clock).Enter(delivery, [manifest]).Value);
        }

        var list = new WithdrawnList(WithdrawnList.SchemaVersion,
            [new(Spoilt, Token.Of<BundleId>("fsn2023-1338-0.9.9"), "it spoils", Desk.Noon)]);
        _ = new DeliveryRegistrar(ledger, _desk.Clock).Withdraw(list).Value;
    }

    private void Receive(Ledger ledger, string[] files)
    {
        if (files.Length > 0)
            _ = new ReceiptReceiver(ledger, _desk.Files, _desk.Clock).Receive(files).Value;
    }

    private static Sha256Digest DigestOf(string file) => Sha256Digest.Of(File.ReadAllBytes(file));
}
