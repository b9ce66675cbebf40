using System.Globalization;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Faults;
using PatchKit.Tests.EndToEnd.Support;
using Fault = PatchKit.Tests.EndToEnd.Faults.Fault;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// A recall from the spreadsheet to the closed pack, by the real programs alone: proven, written to a stick for each customer
/// (one of them dies), gone through in both boot modes at every site, read back, settled, closed. What was done stands in a plain
/// table (<see cref="Recall"/>); the report, the pack and the second implementation have to come to the same.
/// PATCHKIT_ROUND says how many customers there are (4 unless said).
/// </summary>
public sealed class WholeRecallTests(Round round, FaultTool tool, ITestOutputHelper output)
    : IClassFixture<FaultTool>, IDisposable
{
    private const string Campaign = "fsn2023-1338";
    private const int Fewest = 4;

    // Of a product that the recall is not about.
    private static readonly RecalledInstrument Foreign = new("miniseq", "MN00600", "", "");

    // Dead from its twelfth operation on: by then the bundle is being written.
    private static readonly Fault Dying = new(12, "EIO", FromThenOn: true);

    private readonly DeskBench _desk = new(round);
    private readonly List<Bench> _sites = [];

    private readonly Recall _recall = Recall.Of(
        int.TryParse(Environment.GetEnvironmentVariable("PATCHKIT_ROUND"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var customers) ? customers : Fewest);

    private string Ledger => _desk.At("recall.db");

    private string[] Media => [.. _recall.Sites.Select(site => _desk.At("media", site.Id))];

    public void Dispose()
    {
        _sites.ForEach(site => site.Dispose());
        _desk.Dispose();
    }

    [Fact]
    public async Task A_recall_goes_from_the_register_to_a_closed_pack_and_every_figure_is_what_was_done()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the stick that dies does so by Linux's loader");
        await _desk.Prepare();
        await Register();
        await Prove();
        await WriteSticks();
        foreach (var (index, site) in _recall.Sites.Index())
            await Visit(site, Media[index], wrong: site.Id == "careggi" ? Media[1] : null);
        await NothingIsClosedBeforeTheSticksAreBack();
        await Receive();
        await Reported(settled: false);
        await NothingIsClosedWhileSomebodyIsMissing();
        await Settle();
        await Reported(settled: true);
        await Close();
    }

    private async Task Register()
    {
        await Write("register.csv", _recall.Register(Foreign));
        var ran = (await Desk("customers", "import", _desk.At("register.csv"), "--rehearsal")).Ended(0);
        Assert.Contains($"Customers: {_recall.Sites.Count} new, ", ran.Output, StringComparison.Ordinal);
        Assert.Contains($"Instruments: {_recall.Instruments.Count() + 1} new, ", ran.Output, StringComparison.Ordinal);
    }

    // With as few faults as can be said: ProveTests plays the others.
    private async Task Prove()
    {
        var ran = await _desk.SigningBy("quality", "prove", Repository.Folder("campaigns", Campaign), "--release", _desk.Release,
            "--folder", _desk.At("proof"), "--every", "9999", "--json");
        Assert.Equal("part", (string?)Answer(ran)["proof"]!["result"]);
    }

    private async Task WriteSticks()
    {
        await Write("common.json", """
            {"schema": "1.0", "stick": "PK", "bundle": "fsn2023-1338-1.0.0",
            "returnTo": {"lines": ["Support desk (make-believe)", "Example Street 1"], "telephone": "+00 000 0000"}}
            """);
        var (media, dying) = (Media, _recall.Sites.ToList().FindIndex(site => site.Id == "sant-anna"));
        foreach (var folder in media.Append(_desk.At("temporary")))
            Directory.CreateDirectory(folder);
        var (ran, _) = await tool.Run(_desk.Program, Sticks(media), media[dying], Dying, _desk.At("temporary"));
        var made = Answer(ran, (int)RefusalCode.StickGone);
        Assert.Equal("part", (string?)made["proof"]!["result"]);
        Assert.Contains($"{Foreign.Serial} of san-marco is a {Foreign.Product}", ran.Error, StringComparison.Ordinal);
        Assert.Equal(States(index => index == dying ? "failed" : "written"), States(made));
        Assert.Contains("is dying", (string?)made["sticks"]![dying]!["fault"]!["reason"], StringComparison.Ordinal);

        // The same command again, with another medium in its place.
        media[dying] = Directory.CreateDirectory($"{media[dying]}-2").FullName;
        made = Answer(await _desk.Program.Run(Sticks(media)));
        Assert.Equal(States(index => index == dying ? "written" : "there"), States(made));
        Directory.Delete(Media[dying], recursive: true);
        Directory.Move(media[dying], Media[dying]);
        foreach (var (index, site) in _recall.Sites.Index())
        {
            (await Built.Packager.Run("verify", Media[index], "--root", _desk.Root)).Ended(0);
            await Decide("sent", site.Stick);
        }
    }

    private IReadOnlyList<string> Sticks(string[] media) => _desk.Line("support-desk", "stick write",
        [_desk.At("common.json"), "--register", _desk.At("register.csv"), "--to", .. media, "--release", _desk.Release,
            "--ledger", Ledger, "--yes", "--json"]);

    private IEnumerable<string> States(Func<int, string> state) =>
        _recall.Sites.Select((site, index) => $"{site.Stick} {state(index)}");

    private static IEnumerable<string> States(JsonNode made) =>
        made["sticks"]!.AsArray().Select(one => $"{one!["stick"]} {one["state"]}");

    private async Task Visit(RecalledSite site, string stick, string? wrong)
    {
        var first = Bench.Of(wrong ?? stick, _desk.Root, site.Instruments[0].Product);
        _sites.Add(first);
        foreach (var (index, instrument) in site.Instruments.Index())
        {
            var bench = index == 0 ? first : first.Beside(instrument.Product);
            bench.Rename(instrument.Serial);
            if (wrong is not null)
            {
                await IsRefusedAndUnchanged(bench);
                bench.PlugIn(stick);
            }

            foreach (var (mode, state) in instrument.Modes)
                await Do(bench, mode, state);
        }
    }

    // Somebody else's stick: it names other instruments.
    private static async Task IsRefusedAndUnchanged(Bench bench)
    {
        var (instrument, stick) = (Tree.Of(bench.Instrument), Tree.Whole(bench.Stick));
        (await bench.Apply()).Refused(RefusalCode.NotForThisInstrument);
        Assert.Equal(instrument, Tree.Of(bench.Instrument));
        Assert.Equal(stick, Tree.Whole(bench.Stick));
    }

    private static async Task Do(Bench bench, string mode, string state)
    {
        var place = Path.Combine(bench.Instrument, "modes", mode);
        var before = Tree.Of(place);
        bench.Boot(mode);
        if (state == Recall.Done)
            (await bench.Apply()).Ended(0);
        else if (state == Recall.Declined)
            await bench.Remember();
        // Seen on the instrument itself, and by nothing of the kit.
        if (state == Recall.Done)
            new Machine(bench.Instrument, mode).IsPatched();
        else
            Assert.Equal(before, Tree.Of(place));
    }

    private async Task NothingIsClosedBeforeTheSticksAreBack()
    {
        var unexplained = await Unexplained();
        Assert.Equal(_recall.Instruments.Count() + _recall.Sites.Count, unexplained.Count);
        Assert.All(_recall.Instruments, one => Assert.Single(unexplained, said => said.StartsWith($"{one.Serial} of ",
            StringComparison.Ordinal)));
        Assert.All(_recall.Sites, site => Assert.Single(unexplained, said => said.StartsWith($"stick {site.Stick} for ",
            StringComparison.Ordinal)));
    }

    private async Task Receive()
    {
        var answer = Answer(await Desk(["receive", .. _sites.Select(site => site.Stick), "--json"]));
        Assert.Equal(_recall.Instruments.SelectMany(one => one.Modes).Count(one => one.State != Recall.Outstanding),
            (int)answer["accepted"]!);
        Assert.Equal(0, (int)answer["questioned"]! + (int)answer["rejected"]! + (int)answer["duplicates"]!);
        Assert.Equal(_recall.Sites.Select(site => $"{site.Stick} as it was sent"), answer["sticks"]!.AsArray().Select(one =>
            $"{one!["stick"]} {((bool)one["isAsSent"]! ? "as it was sent" : one.ToJsonString())}"));
        foreach (var site in _recall.Sites)
            await Decide("returned", site.Stick);
    }

    private async Task Reported(bool settled)
    {
        var report = Answer(await Desk("report", "--json"));
        AssertIsTheTruth(report, settled);
        var sticks = report["campaigns"]!.AsArray().Single()!["sticks"]!.AsArray();
        Assert.Equal(_recall.Sites.Select(site => $"{site.Stick} {site.Id} returned").Order(StringComparer.Ordinal),
            sticks.Select(one => $"{one!["stick"]} {one["customer"]} {one["state"]}").Order(StringComparer.Ordinal));
    }

    private void AssertIsTheTruth(JsonNode figures, bool settled)
    {
        var campaign = figures["campaigns"]!.AsArray().Single()!;
        Assert.Equal(_recall.Figures(settled).Order(),
            campaign["summary"]!.AsObject().Select(one => (one.Key, (int)one.Value!)).Order());
        Assert.Equal(
            _recall.Sites.SelectMany(site => site.Instruments.SelectMany(one => one.Modes.Select(mode =>
                $"{site.Name}: {one.Product} {one.Serial} {mode.Mode} {mode.State}"))).Order(StringComparer.Ordinal),
            (from customer in campaign["customers"]!.AsArray()
             from one in customer["instruments"]!.AsArray()
             from mode in one["modes"]!.AsArray()
             select $"{customer["name"]}: {one["product"]} {one["serial"]} {mode["mode"]} {mode["state"]}")
                .Order(StringComparer.Ordinal));
    }

    private async Task NothingIsClosedWhileSomebodyIsMissing()
    {
        var unexplained = await Unexplained();
        Assert.Equal(_recall.Open.Count(), unexplained.Count);
        Assert.All(_recall.Open, open => Assert.Single(unexplained,
            said => said.StartsWith($"{open.Instrument.Serial} of {open.Site.Name}: ", StringComparison.Ordinal)));
    }

    // As an honest desk does: it asks, and what it hears is what it notes.
    private async Task Settle()
    {
        foreach (var (site, one) in _recall.Open)
        {
            await Decide("contact add", site.Id, "--way", "call", "--with", "Anna Bianchi");
            if (one.Dx == Recall.Declined)
                await Decide("instrument scrapped", one.Serial);
            else
                await Decide("instrument cannot-be-patched", one.Serial, "--mode", "RUO");
        }
    }

    private async Task Close()
    {
        var pack = _desk.At("pack");
        var closed = Answer(await Closing("--output", pack));
        Assert.True((bool)closed["closed"]!);
        AssertIsTheTruth(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(pack, "evidence", "figures.json"),
            TestContext.Current.CancellationToken))!, settled: true);
        (await Published.Tool("sha256sum", ["--check", "--strict", "--quiet", "FILES.sha256"], pack)).Ended(0);

        // The second implementation, with what is in the pack and nothing else.
        var recount = (await Published.Tool("python3", ["-B", "evidence/recount.py", "evidence"], pack)).Ended(0);
        var figures = string.Join(", ", _recall.Figures(settled: true).Select(one => $"{one.Name} {one.Figure}"));
        Assert.Contains($"{Campaign}: {figures}{Environment.NewLine}", recount.Output, StringComparison.Ordinal);
        Assert.Contains("receipts: the same.", recount.Output, StringComparison.Ordinal);
        (await Desk("audit", "verify")).Ended(0);
        output.WriteLine(recount.Output);
    }

    private async Task<IReadOnlyList<string>> Unexplained()
    {
        var answer = Answer(await Closing("--output", _desk.At("no-pack")), ExitCodes.Outstanding);
        Assert.False((bool)answer["closed"]!);
        Assert.False(Directory.Exists(_desk.At("no-pack")));
        return [.. answer["unexplained"]!.AsArray().Select(one => (string)one!)];
    }

    private Task<Ran> Closing(params string[] more) => _desk.Signing("close", [Campaign, .. more, "--release", _desk.Release,
        "--ledger", Ledger, "--by", "Sofia", "--note", "all sites have answered", "--json"]);

    private async Task Decide(string command, params string[] arguments) =>
        (await Desk([.. command.Split(' '), .. arguments, "--by", "Sofia", "--note", "as the site wrote"])).Ended(0);

    private Task<Ran> Desk(params string[] line) => Built.Packager.Run([.. line, "--ledger", Ledger]);

    private static JsonNode Answer(Ran ran, int exitCode = 0) => JsonNode.Parse(ran.Ended(exitCode).Output)!;

    private Task Write(string name, string text) =>
        File.WriteAllTextAsync(_desk.At(name), text, TestContext.Current.CancellationToken);
}
