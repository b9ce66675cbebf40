using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>A round with one boot mode alone.</summary>
public sealed class HalfPatchedTests(HalfRound half) : IClassFixture<HalfRound>
{
    [Fact]
    public void The_ledger_says_half_patched_and_which_mode_is_missing()
    {
        half.Ran.Ended(4);
        var table = half.Ran.Output[half.Ran.Output.LastIndexOf("Campaign fsn2023-1338", StringComparison.Ordinal)..];
        Assert.Contains("half patched", table, StringComparison.Ordinal);
        Assert.Contains("0 of 2 instruments complete, 2 half patched", table, StringComparison.Ordinal);
        Assert.Equal(2, table.Split('\n')
            .Count(line =>
            line.Contains("| RUO ", StringComparison.Ordinal) && !line.Contains("| done ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_report_says_half_patched_and_which_mode_is_missing()
    {
        var report = File.ReadAllText(Path.Combine(half.Folder, "report.html"));
        Assert.Contains("half patched", report, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("RUO", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_on_the_instrument_says_half_patched_and_which_mode_is_missing()
    {
        var ran = (await Status()).Ended(4);
        Assert.Contains("HALF PATCHED", ran.Output, StringComparison.Ordinal);
        Assert.Contains("miseqdx M70503, RUO mode", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_a_program_the_same()
    {
        var status = System.Text.Json.Nodes.JsonNode.Parse((await Status("--json")).Ended(4).Output)!;
        Assert.Equal("done", (string?)status["state"]!["standing"]);
        Assert.Equal(["ruo"], status["outstanding"]!.AsArray().Where(open => (bool)open!["isHere"]!)
            .Select(open => ((string)open!["mode"]!).ToLowerInvariant()));
    }

    [Fact]
    public void The_other_mode_is_untouched()
    {
        foreach (var product in new[] { "miseqdx", "nextseq550dx" })
        {
            var template = Repository.Folder("campaigns", "fsn2023-1338", "rehearsal", product, "modes", "RUO");
            Assert.Equal(Tree.Whole(template), Tree.Whole(Path.Combine(half.Folder, "instruments", product, "modes", "RUO")));
            new Machine(Path.Combine(half.Folder, "instruments", product), "Dx").IsPatched();
        }
    }

    private Task<Ran> Status(params string[] more) => Built.Applier.Run(
        ["status", "--rehearsal", Path.Combine(half.Folder, "instruments", "miseqdx"), "--root",
            Path.Combine(half.Folder, "keys", "root.json"), .. more]);
}

/// <summary>The round that stops after Dx mode.</summary>
public sealed class HalfRound : IAsyncLifetime
{
    private readonly string _parent = Directory.CreateTempSubdirectory("patchkit-half-").FullName;

    public string Folder => Path.Combine(_parent, "0001");

    internal Ran Ran { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Ran = await Round.Go(_parent, "--only", "Dx");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_parent, recursive: true);
        return ValueTask.CompletedTask;
    }
}
