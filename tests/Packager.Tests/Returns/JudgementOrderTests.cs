using System.Text.Json;
using CsCheck;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>In whatever order evidence arrives, the report says the same, byte for byte; only the log's head tells.</summary>
public sealed class JudgementOrderTests
{
    private const int Stride = 101;
    private static readonly LogHead Head = new(1, Sha256Digest.Of("head"u8));
    private static readonly Sha256Digest Bundle = Sha256Digest.Of("bundle"u8);
    private static readonly Sha256Digest Withdrawn = Sha256Digest.Of("withdrawn"u8);
    private static readonly string Nonce = new('a', 32);
    private static readonly string Late = new('b', 32);
    private static readonly string Spoilt = new('c', 32);

    [Fact]
    public void Every_order_of_eight_hard_receipts_gives_the_same_report()
    {
        var receipts = Hard();
        var expected = Report(receipts, Deliveries());
        var every = Environment.GetEnvironmentVariable("PATCHKIT_EVERY_ORDER") == "1";

        foreach (var order in Orders(receipts).Where((_, index) => every || index % Stride == 0))
            Assert.Equal(expected, Report(order, Deliveries()));
        Assert.Equal(40_320, Orders(receipts).Count());
    }

    [Fact]
    public void What_the_eight_hard_receipts_come_to()
    {
        var status = Status(Hard(), Deliveries());

        var modes = Assert.Single(status.Campaigns).Customers.SelectMany(one => one.Instruments)
            .ToDictionary(one => one.Serial.Text, one => one.Modes[0].State);
        Assert.Equal(ModeState.Withdrawn, modes["M1"]);
        Assert.Equal(ModeState.Questioned, modes["M2"]);
        Assert.Equal(ModeState.Questioned, modes["M3"]);
        Assert.Equal(ModeState.Failed, modes["M4"]);
    }

    [Fact]
    public void A_hundred_shuffles_of_two_thousand_receipts_give_the_same_report() =>
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            var receipts = Many(random);
            var expected = Report(receipts, Deliveries());
            for (var shuffle = 0; shuffle < 20; shuffle++)
            {
                random.Shuffle(receipts);
                var deliveries = Deliveries();
                random.Shuffle(deliveries);
                if (Report(receipts, deliveries) != expected)
                    return false;
            }

            return true;
        }, iter: 5, threads: 1);

    // One number each: the clock, another key, a copied disk, a delivery that is entered late and an undo, a withdrawn bundle.
    private static KeptReceipt[] Hard()
    {
        var ahead = Receipt("M1", 1, Verdict.Refused) with { Nonce = Spoilt, Stick = "PK-c", BundleSha256 = Withdrawn };
        var first = Receipt("M4", 1, Verdict.Applied) with { Nonce = Late, Stick = "PK-b" };
        return
        [
            ahead with { Finished = Desk.Noon.AddDays(90) },
            Receipt("M1", 2, Verdict.Applied, ahead.Digest) with { Nonce = Spoilt, Stick = "PK-c", BundleSha256 = Withdrawn },
            Receipt("M2", 1, Verdict.Applied),
            Receipt("M2", 1, Verdict.Applied, key: "another"),
            Receipt("M3", 1, Verdict.Applied),
            Receipt("M3", 1, Verdict.Undone, copy: "copy"),
            first,
            Receipt("M4", 2, Verdict.Undone, first.Digest) with { Nonce = Late, Stick = "PK-b" },
        ];
    }

    private static KeptReceipt[] Many(Random random)
    {
        Verdict[] verdicts = [Verdict.Applied, Verdict.Undone, Verdict.Refused, Verdict.Inconsistent, Verdict.AlreadyApplied];
        var receipts = new List<KeptReceipt>();
        for (var instrument = 0; receipts.Count < 2000; instrument++)
        {
            Sha256Digest? previous = null;
            for (var number = 1; number <= 4; number++)
            {
                var receipt = Receipt($"M{instrument % 400}", number, verdicts[random.Next(verdicts.Length)], previous,
                    random.Next(20) == 0 ? $"key of {random.Next(50)}" : null, $"{instrument}") with
                {
                    Nonce = random.Next(10) == 0 ? Late : Nonce,
                    Finished = Desk.Noon.AddDays(random.Next(-900, 60)),
                };
                receipts.Add(receipt);
                previous = random.Next(15) == 0 ? null : receipt.Digest;
            }
        }

        return [.. receipts];
    }

    private static KeptReceipt Receipt(
        string serial, long number, Verdict verdict, Sha256Digest? previous = null, string? key = null, string copy = "")
    {
        var digest = Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{serial} {number} {verdict} {key} {copy}"));
        return new(
            digest, "miseqdx", Token.Of<SerialNumber>(serial), SampleModes.Dx, Nonce, "PK-a", "fsn2023-1338",
            "fsn2023-1338-1.0.0", Bundle, 0, verdict, "", "", "",
            Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(key ?? serial)).Hex,
            digest.Hex[..12], number, previous, Desk.Noon.AddHours(number), Desk.Noon, Desk.Noon.AddDays(3));
    }

    private static KnownDelivery[] Deliveries() =>
    [
        Delivery(Nonce, "PK-a", Bundle, 0, "M2", "M3"),
        Delivery(Late, "PK-b", Bundle, 1, "M4"),
        Delivery(Spoilt, "PK-c", Withdrawn, 2, "M1"),
    ];

    private static KnownDelivery Delivery(string nonce, string stick, Sha256Digest bundle, int day, params string[] serials)
    {
        ExpectedMode[] expected = [.. serials.Concat(Enumerable.Range(5, 395).Select(number => $"M{number}").Where(_ => day == 0))
            .Select(serial => new ExpectedMode("miseqdx", "MiSeqDx", Token.Of<SerialNumber>(serial), SampleModes.Dx, []))];
        return new(nonce, stick, "a", "fsn2023-1338", Desk.Noon.AddDays(day), [new("fsn2023-1338-1.0.0", bundle, 1)], expected,
            SampleModes.All.ToLookup(_ => "miseqdx"));
    }

    private static LedgerStatus Status(IReadOnlyList<KeptReceipt> receipts, IReadOnlyList<KnownDelivery> deliveries)
    {
        var withdrawn = new HashSet<Sha256Digest> { Withdrawn };
        var evidence = new Evidence(false, [new("a", "A", "", "")], [], deliveries, receipts, [], withdrawn);
        return LedgerStatus.Of(new EvidenceSource("ledger.db", false, Head, []), Desk.Noon, Judge.Of(evidence, Desk.Noon));
    }

    private static string Report(IReadOnlyList<KeptReceipt> receipts, IReadOnlyList<KnownDelivery> deliveries) =>
        JsonSerializer.Serialize(Status(receipts, deliveries), AnswerJson.Default.LedgerStatus);

    internal static IEnumerable<T[]> Orders<T>(T[] items)
    {
        if (items.Length < 2)
            return [items];
        return items.Index().SelectMany(first =>
            Orders([.. items[..first.Index], .. items[(first.Index + 1)..]]).Select(rest => (T[])[first.Item, .. rest]));
    }
}
