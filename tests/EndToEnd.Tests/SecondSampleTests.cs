using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The second sample campaign, of another vendor: modes of other names, a product with one mode, conditions, folders that a probe
/// finds, members of configuration files, deletion, removal, an EXE that replaces a version. It goes the whole round, and back,
/// and again.
/// </summary>
public sealed class SecondSampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-second-").FullName;

    private static string Campaign => Repository.Folder("campaigns", "aurelia-2025-01");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_later_mode_alone_is_rehearsed_on_a_persons_word()
    {
        (await Round.Go(_folder, "--campaign", Campaign, "--only", "Research")).Ended(4);
        Assert.Contains("GxP mode came first: the operator said that it was done", await ToldOfResearch(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_builds_without_a_warning() =>
        (await Built.Packager.Run("build", Campaign, "--strict", "--output", Path.Combine(_folder, "a.zip"))).Ended(0);

    [Fact]
    public async Task It_goes_the_whole_round_and_every_mode_is_put_back_once()
    {
        var ran = (await Round.Go(_folder, "--campaign", Campaign)).Ended(0);
        Assert.Contains("2 of 2 instruments complete, 0 half patched", ran.Output, StringComparison.Ordinal);
        string[] tried = ["aurelia-lc5 LC5-0042, GxP", "aurelia-lc5 LC5-0042, Research", "aurelia-cycler cy-2024/007, Main"];
        foreach (var mode in tried)
            Assert.Contains($"{mode}: applied, put back, applied again", ran.Output, StringComparison.Ordinal);

        // Research comes after GxP: nobody was asked, since the stick showed that it was done.
        Assert.Contains("GxP mode came first: a receipt on the stick showed that it was done", await ToldOfResearch(),
            StringComparison.Ordinal);

        var machines = Path.Combine(_folder, "0001", "instruments");
        var here = Path.Combine(machines, "aurelia-lc5", "modes", "GxP", "C");
        Assert.Equal(
            """
            {
              // The remote diagnosis. Comments and order stay.
              "server": {
                "address": "127.0.0.1",
                "port": 7400,
                "anonymous": false
              }
            }
            """.ReplaceLineEndings("\n"),
            (await File.ReadAllTextAsync(Path.Combine(here, "Program Files", "Aurelia", "LC-5", "server.json"),
                TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").TrimEnd());
        Assert.False(File.Exists(Path.Combine(here, "ProgramData", "Aurelia", "remote.key")));
        Assert.False(File.Exists(Path.Combine(here, "Program Files", "Aurelia Remote", "agent.exe")));
        Assert.Contains("Port=7411", await File.ReadAllTextAsync(Path.Combine(here, "ProgramData", "Aurelia", "relay.ini"),
            TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // Needed where the update and the old certificate are.
        Assert.Contains("Research, step no-old-trust: not needed here", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("GxP, step no-old-trust", ran.Output, StringComparison.Ordinal);
        // Needed where the report server is, and nowhere else.
        Assert.Contains("anonymous=\"false\"", await Reports("aurelia-lc5", "GxP"), StringComparison.Ordinal);
        Assert.Contains("anonymous=\"true\"", await Reports("aurelia-lc5", "Research"), StringComparison.Ordinal);
        Assert.Contains("anonymous=\"true\"", await Reports("aurelia-cycler", "Main"), StringComparison.Ordinal);

        Task<string> Reports(string product, string mode) => File.ReadAllTextAsync(
            Path.Combine(machines, product, "modes", mode, "C", "ProgramData", "Aurelia", "reports.xml"),
            TestContext.Current.CancellationToken);
    }

    private Task<string> ToldOfResearch() => File.ReadAllTextAsync(
        Assert.Single(Directory.GetFiles(
            Path.Combine(_folder, "0001", "instruments", "stick", "receipts"), "LC5-0042-Research-*.txt")),
        TestContext.Current.CancellationToken);
}
