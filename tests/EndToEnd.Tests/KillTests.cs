using System.Globalization;
using System.Text.Json.Nodes;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The real Applier is killed (SIGKILL) at random moments and started again until it comes to an end: the instrument is old or
/// new, and no receipt claims what is not. PATCHKIT_KILLS says how often (20 unless said), PATCHKIT_SEED repeats a run.
/// </summary>
public sealed class KillTests(Round round, ITestOutputHelper output)
{
    private const int MostStarts = 12;

    // 128 and the number of SIGKILL.
    private const int Killed = 137;

    [Fact]
    public async Task Killed_at_any_moment_it_ends_old_or_new()
    {
        var kills = Number("PATCHKIT_KILLS") ?? 10;
        var seed = Number("PATCHKIT_SEED") ?? Environment.TickCount;
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        var lines = await Measure();
        var (done, ends, starts) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal), 0);
        for (var number = 1; done < kills; number++)
        {
            using var bench = Bench.Of(round);
            if (number % 2 == 0)
                bench.Boot("RUO");
            var end = await KillUntilItEnds(bench, random, lines, kills - done, $"seed {seed}, instrument {number}");
            done += end.Kills;
            starts += end.Starts;
            ends[end.Verdict] = ends.GetValueOrDefault(end.Verdict) + 1;
        }

        var summary =
            $"{done} of {done} kills ended old or new, in {starts} starts; ends: " +
            $"{string.Join(", ", ends.Select(pair => $"{pair.Key} {pair.Value}"))}; seed {seed}";
        output.WriteLine(summary);
        TestContext.Current.SendDiagnosticMessage(summary);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture,
            out var number) ? number : null;

    /// <summary>
    /// How many lines a start prints that nobody disturbs: the moments are drawn from them, so that a busy machine draws the
    /// same.
    /// </summary>
    private async Task<int> Measure()
    {
        using var bench = Bench.Of(round);
        return (await bench.Apply()).Ended(0).Output.Count(character => character == '\n');
    }

    private static async Task<(int Kills, int Starts, string Verdict)> KillUntilItEnds(Bench bench, Random random, int lines,
        int mostKills, string where)
    {
        var mode = (string)JsonNode.Parse(File.ReadAllText(Path.Combine(bench.Instrument, "instrument.json")))!["booted"]!;
        var old = Tree.Of(bench.Instrument);
        var kills = 0;
        for (var start = 1; start <= MostStarts; start++)
        {
            // The last start is left alone, others by chance, so that undisturbed ends come up too.
            var killed = kills < mostKills && start < MostStarts && (start == 1 || random.Next(4) > 0);
            var (line, delay) = (killed ? random.Next(lines) : int.MaxValue, TimeSpan.FromMilliseconds(random.Next(40)));
            var ran = await RunUntil(bench, line, delay);
            where += $"{Environment.NewLine}start {start}: exit code {ran.ExitCode}, " +
                $"{ran.Output.Count(character => character == '\n')} lines, the last: {ran.Output.TrimEnd().Split('\n')[^1]}";
            if (ran.ExitCode != Killed)
                return (kills, start, Judge(bench, old, mode, ran, where));
            kills++;
        }

        throw new InvalidOperationException("The last start is never killed.");
    }

    /// <summary>Starts the Applier and kills it a little after it printed its n-th line; later than its end is never.</summary>
    private static async Task<Ran> RunUntil(Bench bench, int line, TimeSpan delay)
    {
        var printed = 0;
        Timer? timer = null;
        using var running = bench.StartApply((program, _) =>
        {
            if (printed++ == line)
                timer = new Timer(_ => program.Kill(), null, delay, Timeout.InfiniteTimeSpan);
        });
        var ran = await running.End;
        if (timer is not null)
            await timer.DisposeAsync();
        return ran;
    }

    // What the instrument's files say decides; then the receipts are held against it.
    private static string Judge(Bench bench, SortedDictionary<string, string> old, string mode, Ran ran, string where)
    {
        var verdict = bench.Told() is [.., var newest] ? (string)newest["verdict"]! : "none";
        var context = $"{where}: exit code {ran.ExitCode}, receipt {verdict}{Environment.NewLine}{ran.All}";
        Assert.DoesNotContain("Exception", ran.All, StringComparison.Ordinal);
        if (ran.ExitCode == 0)
        {
            Assert.True(verdict is "applied" or "already-applied", context);
            new Machine(bench.Instrument, mode).IsPatched();
        }
        else
        {
            Assert.True(ran.ExitCode is (>= 60 and < 82) or 83, context);
            Assert.True(verdict is "undone" or "refused" or "none", context);
            Assert.Equal(old, Tree.Of(bench.Instrument));
        }

        return verdict;
    }
}
