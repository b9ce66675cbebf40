using System.IO.Abstractions.TestingHelpers;
using CsCheck;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Staging;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// What the desk accepts, an instrument accepts: campaigns, orders, releases and sticks are altered at random, signed or after
/// they were signed, and a desk and a fresh instrument with the same clock look at the outcome.
/// </summary>
public sealed class SameRefusalTests : IDisposable
{
    private static readonly int Mutations = Cuts.Every ? 2000 : 700;
    private const string Root = "/stick";

    private readonly StickBench _bench = new();
    private readonly Dictionary<string, byte[]> _other;
    private readonly Sha256Digest _bundle;
    private readonly Dictionary<string, int> _codes = [];

    public SameRefusalTests()
    {
        // Three roots, so that the chain can be torn.
        _bench.PublishRoot(PatchKit.Shared.Trust.Role.Timestamp);
        _bench.PublishRoot("deliveries");
        var stick = _bench.Make(plan => plan with { Stick = Token.Of<StickId>("PK-0043") });
        (_bundle, _other) = (StickBench.BundleOn(stick), Image(stick));
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Whatever_one_side_refuses_the_other_refuses_with_the_same_code()
    {
        Gen.Int.Sample(Same, iter: Mutations, threads: 1);

        var accepted = _codes.GetValueOrDefault("accepted");
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", _codes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.InRange(accepted, Mutations / 20, Mutations / 2);
        Assert.True(_codes.Count >= 12, string.Join(", ", _codes.Keys));
    }

    // CsCheck prints its seed and the number when the two disagree.
    private void Same(int seed)
    {
        var random = new Random(seed);
        var done = new List<string>();
        var plans = random.Next(3) switch { 0 => 0, 1 => 1, _ => random.Next(3) };
        var image = Image(_bench.Make(plan =>
        {
            for (var i = 0; i < plans; i++)
                plan = Altered(plan, random, done);
            return plan;
        }));
        for (var i = random.Next(3); i > 0; i--)
            Alter(image, random, done);
        var now = StickBench.Now.AddDays(random.Next(6) switch { 0 => 59, 1 => 61, 2 => -30, 3 => 5000, _ => 0 });

        var desk = Desk(image, now);
        var instrument = Instrument(image, now);

        Assert.True(desk?.Code == instrument?.Code,
            $"{string.Join("; ", done)}, clock {now:u}: the desk says {desk}, the instrument says {instrument}");
        var code = desk?.Code.ToString() ?? "accepted";
        _codes[code] = _codes.GetValueOrDefault(code) + 1;
    }

    private Refusal? Desk(Dictionary<string, byte[]> image, DateTimeOffset now) =>
        new StickReader(Disk(image), now).Read(Root, (ReadOnlyMemory<byte>)_bench.FirstRoot).Refusal;

    private Refusal? Instrument(Dictionary<string, byte[]> image, DateTimeOffset now)
    {
        var disk = Disk(image);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now);
        return new StickFinder(disk, NoDrives.Instance).Find(Root)
            .Then(stick => new Stager(disk, clock, "/state", _bench.FirstRoot).Stage(stick, null)).Refusal;
    }

    private StickPlan Altered(StickPlan plan, Random random, List<string> done)
    {
        var days = random.Next(-400, 500);
        var (what, altered) = random.Next(17) switch
        {
            0 => ($"issued {days}", plan with { Issued = StickBench.Now.AddDays(days) }),
            1 => ($"expires {days}", plan with { Expires = StickBench.Now.AddDays(days) }),
            2 => ($"released {days}", plan with { Manifest = plan.Manifest with { Released = StickBench.Now.AddDays(days) } }),
            3 => ("another name", plan with { Named = Token.Of<BundleId>("c-1-9.9") }),
            4 => ("another campaign", Deliver(plan, one => one with { Campaign = Token.Of<CampaignId>("c-2") })),
            5 => ("another stick's delivery", Deliver(plan, one => one with { Stick = Token.Of<StickId>("PK-0099") })),
            6 => ("another marker", plan with { Marker = Token.Of<StickId>("PK-0043") }),
            7 => ("another product", Deliver(plan, one => one with
            { Instruments = [one.Instruments[0] with { Product = Token.Of<ProductId>("miseq-dx") }] })),
            8 => ("a mode without plan", plan with
            {
                Manifest = plan.Manifest with
                {
                    Products = [plan.Manifest.Products[0] with { Modes = [plan.Manifest.Products[0].Modes[^1]] }],
                },
            }),
            9 => ("another digest", Deliver(plan, one => one with
            { Bundles = [one.Bundles[0] with { Sha256 = Sha256Digest.Of("x"u8) }] })),
            10 => ("withdrawn", plan with { Withdrawn = [random.Next(2) == 0 ? _bundle : Sha256Digest.Of("x"u8)] }),
            11 => ("without a root", plan with { WithoutRoot = random.Next(1, 4) }),
            12 => ("a signed zip with another byte", plan with { Zip = FlippedEntry(random) }),
            13 => ("counter 0", plan with { Manifest = plan.Manifest with { Counter = 0 } }),
            14 => ("a shorter list", List(plan, list => list with
            { Files = list.Files.RemoveAt(random.Next(list.Files.Length)) })),
            15 => ("a list with another digest", List(plan, list => Edit(list, random, file => file with
            { Sha256 = Sha256Digest.Of("x"u8) }))),
            _ => ("a list with another length", List(plan, list => Edit(list, random, file => file with
            { Length = file.Length + random.Next(3) }))),
        };
        done.Add(what);
        return altered;
    }

    private void Alter(Dictionary<string, byte[]> image, Random random, List<string> done)
    {
        var path = image.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(image.Count));
        var bytes = image[path];
        switch (random.Next(8))
        {
            case 0 when bytes.Length > 0:
                image[path] = Flipped(random)(bytes);
                done.Add($"flipped {path}");
                break;
            case 1:
                image[path] = bytes[..random.Next(bytes.Length)];
                done.Add($"cut {path}");
                break;
            case 2:
                image[path] = [.. bytes, (byte)random.Next(256)];
                done.Add($"longer {path}");
                break;
            case 3:
                image.Remove(path);
                done.Add($"removed {path}");
                break;
            case 4:
                image.Remove(path);
                image[path + "x"] = bytes;
                done.Add($"renamed {path}");
                break;
            case 5:
                var added = Additions[random.Next(Additions.Length)];
                image[added] = "somebody's"u8.ToArray();
                done.Add($"added {added}");
                break;
            case 6:
                var (theirs, content) = _other.ElementAt(random.Next(_other.Count));
                image[theirs] = content;
                done.Add($"another stick's {theirs}");
                break;
            default:
                var second = image.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(image.Count));
                (image[path], image[second]) = (image[second], image[path]);
                done.Add($"swapped {path} and {second}");
                break;
        }
    }

    private static readonly string[] Additions =
    [
        "applier/version.dll", "applier/sub/x.bin", "applier/._Applier.dll", "applier/desktop.ini",
        "release/metadata/9.root.json",
        "release/metadata/1.snapshot.json", "release/metadata/.DS_Store", "release/targets/bundles/x.zip", "release/x",
        "START-HERE.de.txt", "autorun.inf", "System Volume Information/WPSettings.dat", "$RECYCLE.BIN/desktop.ini", "FOUND.000/x",
        "receipts/x.dsse.json", "kiosk-report.html",
    ];

    private static StickPlan Deliver(StickPlan plan, Func<Delivery, Delivery> change) =>
        plan with { Deliver = one => change(plan.Deliver(one)) };

    private static StickPlan List(StickPlan plan, Func<SignedList, SignedList> change) =>
        plan with { List = one => change(plan.List(one)) };

    private static SignedList Edit(SignedList list, Random random, Func<ListedFile, ListedFile> change)
    {
        var at = random.Next(list.Files.Length);
        return list with { Files = list.Files.SetItem(at, change(list.Files[at])) };
    }

    private static Func<byte[], byte[]> Flipped(Random random) => bytes =>
    {
        var copy = bytes.ToArray();
        copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        return copy;
    };

    // Mostly in the small files before the directory: the manifest is most of a small zip, and has faults of its own.
    private static Func<byte[], byte[]> FlippedEntry(Random random) => bytes =>
    {
        if (random.Next(4) == 0)
            return Flipped(random)(bytes);
        var copy = bytes.ToArray();
        var directory = BitConverter.ToInt32(copy, copy.Length - 6);
        copy[directory - random.Next(1, 400)] ^= (byte)(1 << random.Next(8));
        return copy;
    };

    private static Dictionary<string, byte[]> Image(FoundStick stick)
    {
        var image = Directory.EnumerateFiles(stick.Drive.Root, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(stick.Drive.Root, path).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal);
        Directory.Delete(stick.Drive.Root, recursive: true);
        return image;
    }

    private static MockFileSystem Disk(Dictionary<string, byte[]> image)
    {
        var disk = new MockFileSystem();
        foreach (var (path, bytes) in image)
            disk.AddFile($"{Root}/{path}", new MockFileData(bytes));
        return disk;
    }
}
