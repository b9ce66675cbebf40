using System.Text.Json;

namespace PatchKit.Tests.Windows;

/// <summary>
/// The program that proves the Applier's ports on a Windows: it runs to its end in Wine, says there what is known of Wine,
/// refuses what is no ground for it, and leaves nothing behind.
/// </summary>
[Collection("Qualification")]
public sealed class QualificationTests(Bench bench)
{
    /// <summary>More kills than continuous integration makes: a number.</summary>
    private const string KillsVariable = "PATCHKIT_QUALIFY_KILLS";

    private const int KillsInIntegration = 5;
    private const int Refused = 2;
    private const int ClaimsFailed = 1;

    private static string Committed => Path.Combine(Host.Repository, "docs", "qualification", "wine.json");

    [Fact]
    public async Task It_runs_to_its_end_and_sees_what_is_known_of_Wine()
    {
        Bench.Require();
        await using var windows = await WinePrefix.MakeEmpty(bench);
        var qualify = await bench.Qualify();
        string[] output = ["--output", @"C:\report"];

        var first = await windows.Run([qualify, "--disposable", .. output]);
        Assert.True(first.ExitCode == ClaimsFailed, first.Text);
        await windows.Restart();
        var second = await windows.Run([qualify, "--after-restart", .. output]);
        Assert.True(second.ExitCode == ClaimsFailed, second.Text);

        var report = windows.OnHost("report/qualification.json");
        var seen = Results(report);
        if (Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1")
            File.Copy(report, Committed, overwrite: true);
        var known = Results(Committed);
        Assert.True(known.SequenceEqual(seen),
            $"differs from docs/qualification/wine.json:\n{string.Join('\n', seen.Except(known))}\n\n" +
                $"{first.Text}\n{second.Text}");
        var page = await File.ReadAllTextAsync(
            windows.OnHost("report/qualification.html"), TestContext.Current.CancellationToken);
        Assert.All(seen, line => Assert.Contains($"<td>{line.Id}</td>", page, StringComparison.Ordinal));
        await IsClean(windows, qualify);
    }

    [Fact]
    public async Task It_refuses_an_instrument_a_physical_machine_and_one_with_things_of_ours()
    {
        Bench.Require();
        await using var windows = await WinePrefix.MakeEmpty(bench);
        var qualify = await bench.Qualify();
        const string bios = @"HKLM\HARDWARE\DESCRIPTION\System\BIOS";

        await Set(windows, bios, "SystemManufacturer", "Maker of machines");
        await Set(windows, bios, "SystemProductName", "Tower 7");
        await Set(windows, bios, "BIOSVendor", "Maker of machines");
        await Refuses("does not look like a virtual machine (maker of machines tower 7");

        await Set(windows, bios, "SystemProductName", "VirtualBox");
        Directory.CreateDirectory(windows.OnHost("pkq-something"));
        await Refuses(@"pkq-something");
        Directory.Delete(windows.OnHost("pkq-something"));

        await Set(windows, @"HKLM\SOFTWARE\Illumina\Instrument", "Product", "MiSeqDx");
        await Refuses("this is an instrument (MiSeqDx)");
        await Refuses("this is an instrument (MiSeqDx)", "--disposable");

        async Task Refuses(string reason, params string[] more)
        {
            var ended = await windows.Run([qualify, "--output", @"C:\report", .. more]);
            Assert.True(ended.ExitCode == Refused, ended.Text);
            Assert.Contains(reason, ended.Text, StringComparison.Ordinal);
            Assert.False(Directory.Exists(windows.OnHost("ProgramData/PatchKit")));
            Assert.False(Directory.Exists(windows.OnHost("ProgramData/pkq-journal")));
        }
    }

    [Fact]
    public async Task Killed_after_a_thing_that_it_made_it_leaves_nothing_after_its_next_start()
    {
        Bench.Require();
        var kills = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), out var asked) ? asked : KillsInIntegration;
        await using var windows = await WinePrefix.MakeEmpty(bench);
        var qualify = await bench.Qualify();
        // Files first, then services (the twentieth is the first one), then products.
        for (var kill = 0; kill < kills; kill++)
        {
            var after = kills == KillsInIntegration ? new[] { 2, 8, 17, 20, 23 }[kill] : kill + 1;
            var killed = await windows.Run(
                [qualify, "--disposable", "--without-restart", "--part", "files", "--part", "services", "--part", "products",
                    "--pause", $"{after}"],
                (running, line) =>
                {
                    if (line.StartsWith("paused after ", StringComparison.Ordinal))
                        running.Kill();
                });
            Assert.True(killed.ExitCode == Ended.Killed, $"{after}: {killed.Text}");
            // Wine tells a program's end apart from that of its host's process a moment later.
            await IsClean(windows, qualify);
        }
    }

    private static async Task IsClean(WinePrefix windows, string qualify)
    {
        var cleaned = await windows.Run([qualify, "--clean"]);
        Assert.True(cleaned.ExitCode == 0, cleaned.Text);
        Assert.Empty(new[] { "", "ProgramData", "Program Files" }
            .SelectMany(folder => Directory.GetFileSystemEntries(windows.OnHost(folder), "pkq-*")));
        Assert.False(Directory.Exists(windows.OnHost("ProgramData/PatchKit")));
        foreach (var key in new[] { @"HKLM\SYSTEM\CurrentControlSet\Services", @"HKLM\SOFTWARE" })
        {
            var found = (await windows.Run(["reg", "query", key])).Text;
            Assert.DoesNotContain("pkq-", found, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task Set(WinePrefix windows, string key, string name, string value)
    {
        var ended = await windows.Run(["reg", "add", key, "/v", name, "/d", value, "/f"]);
        Assert.True(ended.ExitCode == 0, ended.Text);
    }

    private static List<(string Id, string Kind, string Claim, string Result)> Results(string report)
    {
        using var read = JsonDocument.Parse(File.ReadAllBytes(report));
        return [.. read.RootElement.GetProperty("claims").EnumerateArray().Select(line => (
            line.GetProperty("id").GetString()!, line.GetProperty("kind").GetString()!, line.GetProperty("claim").GetString()!,
            line.GetProperty("result").GetString()!))];
    }
}
