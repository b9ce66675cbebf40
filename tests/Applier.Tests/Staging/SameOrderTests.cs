using System.Globalization;
using System.IO.Abstractions.TestingHelpers;
using CsCheck;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// Campaigns and orders are altered at random, and the desk makes a stick by all its rules or refuses. A fresh instrument with
/// the same clock takes what it made, and refuses, with the desk's code, what it would have made without rules.
/// </summary>
public sealed class SameOrderTests : IDisposable
{
    // Each is a whole stick, signed, written, read back and staged; SameRefusalTests makes thousands of cheaper ones.
    private static readonly int Mutations = Cuts.Every ? 500 : 200;
    private const int Campaigns = 24;

    private readonly DeskBench _bench;
    private readonly Dictionary<int, (DeskRelease? Release, string What)> _releases = [];
    private readonly Dictionary<string, int> _codes = [];

    public SameOrderTests()
    {
        var files = new MockFileSystem();
        files.AddDrive("/", new() { AvailableFreeSpace = 1L << 40 });
        _bench = new(files);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Whatever_the_desk_makes_or_refuses_an_instrument_takes_or_refuses_alike()
    {
        var campaigns = Random.Shared.Next(1_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"campaigns from {campaigns}");
        Gen.Int.Sample(seed => Same(seed, campaigns), iter: Mutations, threads: 1);

        // Many campaigns and orders are as good as before; the rest spreads over the rules.
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", _codes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.InRange(_codes.GetValueOrDefault("accepted"), Mutations / 20, Mutations * 2 / 3);
        Assert.True(_codes.Count >= 6, string.Join(", ", _codes.Keys));
    }

    // CsCheck prints its seed and the number when the two disagree.
    private void Same(int seed, int campaigns)
    {
        var random = new Random(seed);
        var (published, what) = Release(campaigns + random.Next(Campaigns));
        if (published is null)
        {
            Count("not built");
            return;
        }

        _bench.At(StickBench.Now);
        var release = _bench.Copy(published);
        var (done, days) = (new List<string> { what }, 0);
        var order = DeskBench.Order(release.Manifest.Bundle);
        // What is not even listed is refused before anybody reads an order.
        if (release.Never is null)
        {
            if (random.Next(8) == 0)
            {
                _bench.Withdraw(release);
                done.Add("withdrawn");
            }

            for (var i = random.Next(3); i > 0; i--)
                order = Altered(order, random, done);
            days = random.Next(9) switch { 0 => 59, 1 => 100, 2 => -30, 3 => 400, 4 => 5000, _ => 0 };
        }

        _bench.At(StickBench.Now.AddDays(days));
        _bench.Ledger = _bench.Next("ledger") + ".db";
        var (copy, stick) = (_bench.Copy(release), _bench.Next("stick"));

        var desk = release.Never ?? _bench.Make(release, order, stick).Refusal;
        var forced = desk is null ? null : _bench.Force(copy, order, stick = _bench.Next("stick"));
        var instrument = forced ?? _bench.Instrument(copy, stick);
        _bench.Clear("stick", "state", Path.GetFileName(release.Folder), Path.GetFileName(copy.Folder));
        File.Delete(_bench.Ledger);

        // The desk's own clock, held against its release, is no rule that an instrument has.
        if (desk is { Code: RefusalCode.DateImplausible, Place: "clock" })
        {
            Count("the desk's clock");
            return;
        }

        Assert.True(forced is not null || desk?.Code == instrument?.Code,
            $"{string.Join("; ", done)}, {days} days on: the desk says {desk}, the instrument says {instrument}");
        Count(forced is not null ? "never signed" : desk?.Code.ToString() ?? "accepted");
    }

    private void Count(string code) => _codes[code] = _codes.GetValueOrDefault(code) + 1;

    private (DeskRelease? Release, string What) Release(int seed)
    {
        if (_releases.TryGetValue(seed, out var known))
            return known;
        _bench.At(StickBench.Now);
        var random = new Random(seed);
        var done = new List<string>();
        var built = _bench.Publish(yaml =>
        {
            for (var i = random.Next(3); i > 0; i--)
                yaml = Altered(yaml, random, done);
            return yaml;
        });
        _bench.Clear("campaign");
        return _releases[seed] = (built.TryGet(out var release, out _) ? release : null, string.Join("; ", done));
    }

    private static string Altered(string yaml, Random random, List<string> done)
    {
        var released = StickBench.Now.AddDays(random.Next(-400, 900)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (what, altered) = random.Next(6) switch
        {
            0 or 1 => ($"released {released}", Line(yaml, "released:", $"released: {released}T00:00:00Z")),
            2 => ("another version", Line(yaml, "version:", "version: 2.3.4")),
            3 => ("counter 7", Line(yaml, "counter:", "counter: 7")),
            4 => ("one product", Until(yaml, "\n  - product: nextseq550dx")),
            _ => ("one mode", Until(Until(yaml, "\n  - product: nextseq550dx"), "\n      - <<: *ruo")),
        };
        done.Add(what);
        return altered;
    }

    private static StickOrder Altered(StickOrder order, Random random, List<string> done)
    {
        var first = order.Instruments[0];
        var (what, altered) = random.Next(9) switch
        {
            0 => ("a product without plan", order with
            { Instruments = [first with { Product = Token.Of<ProductId>("miseq-dx") }] }),
            1 => ("the other product", order with
            {
                Instruments =
            [
                .. order.Instruments, new(Token.Of<ProductId>("nextseq550dx"),
                    Token.Of<SerialNumber>($"NDX{random.Next(100_000, 999_999)}"), [SampleModes.Ruo]),
            ]
            }),
            2 => ("Dx alone", order with { Instruments = [first with { Modes = [SampleModes.Dx] }] }),
            3 => ("RUO alone", order with { Instruments = [first with { Modes = [SampleModes.Ruo] }] }),
            4 => ("an unusual serial", order with { Instruments = [first with { Serial = Token.Of<SerialNumber>("M7O503") }] }),
            5 => ("Italian", order with { Languages = ["it"] }),
            6 => ("another stick", order with { Stick = Token.Of<StickId>($"PK-{random.Next(2, 999)}") }),
            7 => ("a bundle that is not there", order with { Bundle = Token.Of<BundleId>("c-1-9.9") }),
            _ => ("another customer", order with { Customer = new(Token.Of<CustomerId>("lab"), "Laboratory") }),
        };
        done.Add(what);
        return altered;
    }

    private static string Line(string yaml, string begins, string line) => string.Join('\n', yaml.Split('\n')
        .Select(one => one.StartsWith(begins, StringComparison.Ordinal) ? line : one));

    private static string Until(string yaml, string end) =>
        yaml.IndexOf(end, StringComparison.Ordinal) is > 0 and var at ? yaml[..(at + 1)] : yaml;
}
