using System.IO.Abstractions;
using System.Text.Json.Nodes;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>Months later: whether what was applied still stands, read back and nothing else.</summary>
public sealed class InForceTests
{
    private const string Ucs = @"C:\ProgramData\Illumina\Universal Copy Service";
    private const string UcsKey = @"HKLM\SOFTWARE\Illumina\UniversalCopyService";
    private static readonly SessionWorld World = SessionWorld.WithEveryKind();

    private static readonly Dictionary<string, Action<Site>> Losses = new()
    {
        ["known"] = site => site.Write($@"{Ucs}\ucs.cfg", "ListenAddress=0.0.0.0\n"),
        ["install"] = site => site.Write(@"C:\Program Files\Illumina\Universal Copy Service\UniversalCopyService.txt", "2.0.0"),
        ["patched"] = site => site.Edit("products.json", products => Product(products, "Universal Copy Service")!["version"] =
            "2.5.0"),
        ["updated"] = site => site.Edit("inventory.json", inventory => inventory["hotfixes"]!.AsArray().Clear()),
        ["upgrade"] = site => site.Write(@"C:\ProgramData\Illumina\Relay\relay.cfg", "set by the site"),
        ["script"] = site => site.Write($@"{Ucs}\ucs-users.cfg", "RunAs=admin\n"),
        ["agent"] = site => site.Edit("products.json", products =>
            products.AsArray().Add(JsonNode.Parse("""{ "name": "Remote Agent", "version": "3.1" }"""))),
        ["viewer"] = site => site.Edit("products.json", products =>
            products.AsArray().Add(JsonNode.Parse("""{ "name": "Remote Viewer", "version": "5.0" }"""))),
        ["new"] = site => site.Files.File.Delete(site.Ports.Places.OnHost(@"C:\Made\By\Plan\new.cfg")),
        ["value"] = site => site.Ports.Registry.Write(UcsKey, "RemoteAccess", RegistryView.Bits64, new(RegistryKind.Dword, "1")),
        ["unwanted"] = site => site.Write(@"C:\ProgramData\Illumina\MiSeq Control Software\settings.cfg", "back again"),
        ["legacy"] = site => site.Ports.Registry.Write(UcsKey, "Legacy", RegistryView.Bits64, new(RegistryKind.Text, "one")),
        ["edit"] = site => site.Write(@"C:\ProgramData\Illumina\Instrument\instrument.cfg", "[Remote]\nAccess=on\n"),
        ["account"] = site => site.Ports.Accounts.Join("ucs", IAccounts.Administrators),
        ["service"] = site => site.Ports.Services.Configure("UniversalCopyService", null, null, ServiceStart.Automatic),
        ["manual"] = site => site.Ports.Registry.Write(UcsKey, "ByHand", RegistryView.Bits64, new(RegistryKind.Text, "no")),
        ["firewall"] = site => site.Ports.Firewall.Set("public", false),
    };

    public static TheoryData<string> Steps() => [.. Losses.Keys];

    [Fact]
    public void Every_step_that_the_plan_needs_is_lost_once() => Assert.Equal(
        World.Plan.Request.Phases.SelectMany(phase => phase.Steps).Select(step => step.Id.Text).Where(id => id != "not-needed"),
        Losses.Keys);

    [Theory, MemberData(nameof(Steps))]
    public async Task A_step_that_is_gone_is_named_in_a_signed_receipt_and_nothing_is_changed(string step)
    {
        var site = await Applied();
        Losses[step](site);
        var before = World.Snapshot(site.Files);

        var outcome = await World.LookAgain(site.Files, 3);

        Assert.Equal((Verdict.Regressed, ExitCodes.Outstanding), (outcome.Verdict, outcome.ExitCode));
        Assert.Equal(step, outcome.Regressed!.Id.Text);
        Assert.Equal(Standing.Regressed, outcome.State.Standing);
        Assert.Equal(before, World.Snapshot(site.Files));
        var receipt = site.Receipt(outcome);
        Assert.Null(receipt.Contradiction());
        Assert.Equal(step, receipt.Regressed?.Text);
        Assert.Equal(receipt.Situation, outcome.Code.Text);
        Assert.Equal(receipt.Phases.SelectMany(phase => phase.Steps).ToList().FindIndex(one => one.Step.Text == step) + 1,
            outcome.Code.Situation.Step);
        var end = EndReport.Of(outcome, new("en"));
        Assert.Contains($"Step {outcome.Step} is no longer as the update left it", end.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_all_still_stands_the_receipt_says_so_and_only_it_is_written()
    {
        var site = await Applied();
        var (before, own) = (World.Snapshot(site.Files), site.Own());

        var outcome = await World.LookAgain(site.Files, 3);

        Assert.Equal((Verdict.Holds, ExitCodes.Done, Standing.Done),
            (outcome.Verdict, outcome.ExitCode, outcome.State.Standing));
        Assert.Equal(before, World.Snapshot(site.Files));
        var receipt = site.Receipt(outcome);
        Assert.Equal((Verdict.Holds, 2L), (receipt.Verdict, receipt.Sequence));
        Assert.Null(receipt.Contradiction());
        string[] wanted = ["/receipts/", "/device.", "/running.lock"];
        Assert.All(site.Own().Except(own), file =>
            Assert.True(wanted.Any(one => file.Contains(one, StringComparison.Ordinal)), $"{file} was written"));
    }

    [Fact]
    public async Task A_mode_that_was_installed_anew_is_noticed_and_can_be_updated_again()
    {
        var site = new Site(new PowerCutFileSystem(PowerCutDisk.Holding(World.Untouched)));

        Assert.Equal((Verdict.Regressed, "known"), Of(await World.LookAgain(site.Files, 3)));
        Assert.Equal(Verdict.Applied, (await World.Start(site.Files, 4)).Verdict);
        Assert.Equal((Verdict.Holds, null), Of(await World.LookAgain(site.Files, 5)));

        static (Verdict, string?) Of(SessionOutcome outcome) => (outcome.Verdict, outcome.Regressed?.Id.Text);
    }

    [Fact]
    public async Task What_is_gone_is_brought_back_by_the_same_stick()
    {
        var site = await Applied();
        Losses["firewall"](site);
        Assert.Equal(Verdict.Regressed, (await World.LookAgain(site.Files, 3)).Verdict);

        Assert.Equal(Verdict.Applied, (await World.Start(site.Files, 4)).Verdict);
        Assert.Equal(Standing.Done, World.StateOn(site.Files).Standing);
    }

    [Fact]
    public async Task A_condition_that_no_longer_holds_excuses_nothing_that_was_done()
    {
        var site = await Applied();
        Losses["value"](site);
        await site.Ports.Services.Stop("UniversalCopyService", TimeSpan.FromSeconds(1), CancellationToken.None);

        var outcome = await World.LookAgain(site.Files, 3);

        Assert.Contains(site.Receipt(outcome).Phases.SelectMany(phase => phase.Steps),
            step => step is { Step.Text: "value", Outcome: StepOutcome.Failed });
    }

    private static async Task<Site> Applied()
    {
        var files = new PowerCutFileSystem(PowerCutDisk.Holding(World.Untouched));
        var outcome = await World.Start(files, 1);
        Assert.True(outcome.Verdict is Verdict.Applied, $"{outcome}");
        return new(files);
    }

    private static JsonNode? Product(JsonNode products, string name) =>
        products.AsArray().FirstOrDefault(one => (string?)one!["name"] == name);

    /// <summary>An instrument, and whoever changes something on it.</summary>
    private sealed class Site(IFileSystem files)
    {
        public IFileSystem Files => files;

        public SimulatedInstrument Ports => World.Open(files);

        public void Write(string path, string text)
        {
            var host = Ports.Places.OnHost(path);
            files.Directory.CreateDirectory(Path.GetDirectoryName(host)!);
            files.File.WriteAllText(host, text);
        }

        public void Edit(string name, Action<JsonNode> change)
        {
            var path = Path.Combine(World.Plan.Folder, "modes", World.Plan.Mode.Text, name);
            var json = JsonNode.Parse(files.File.ReadAllText(path))!;
            change(json);
            files.File.WriteAllText(path, json.ToJsonString());
        }

        public Receipt Receipt(SessionOutcome outcome)
        {
            var place = Path.Combine(World.Stick, outcome.Receipt.Place);
            return ReceiptReader.Read(files.File.ReadAllBytes(place), place).Value.Receipt;
        }

        // Every file of the Applier's own, with what it holds.
        public List<string> Own() => [.. files.Directory.EnumerateFiles(World.State, "*", SearchOption.AllDirectories)
            .Select(path => $"{path} {PatchKit.Shared.Values.Sha256Digest.Of(files.File.ReadAllBytes(path))}")];
    }
}
