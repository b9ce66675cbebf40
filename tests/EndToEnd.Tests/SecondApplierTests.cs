using System.Globalization;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

public sealed class SecondApplierTests(Round round) : IDisposable
{
    private readonly Bench _bench = Bench.Of(round);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_second_one_says_who_is_working_and_leaves()
    {
        // The first waits for a stick: its answers file says to try again after an hour.
        var stick = Path.Combine(_bench.Folder, "elsewhere");
        Directory.Move(_bench.Stick, stick);
        File.WriteAllText(_bench.Answers, File.ReadAllText(_bench.Answers)
            .Replace("\"backup\"", "\"retry\":{\"StickNotFound\":{\"times\":1,\"waitSeconds\":3600}},\"backup\"",
            StringComparison.Ordinal));
        var waits = new TaskCompletionSource();
        using var first = _bench.StartApply((_, line) =>
        {
            if (line.Contains("retry.StickNotFound", StringComparison.Ordinal))
                waits.TrySetResult();
        });
        await waits.Task;
        var before = Tree.Of(_bench.Instrument);

        var second = (await _bench.Apply()).Refused(RefusalCode.AlreadyRunning);
        second.OneScreen(string.Create(CultureInfo.InvariantCulture, $"process {first.Id}"), Environment.UserName);
        Assert.Equal(before, Tree.Of(_bench.Instrument));

        first.Signal("INT");
        (await first.End).Refused(RefusalCode.Declined);
        Directory.Move(stick, _bench.Stick);
        (await _bench.Apply()).Ended(0);
    }

    [Fact]
    public async Task A_script_that_outlives_its_killed_Applier_is_waited_for()
    {
        const string Done = "has standard && end 0 \"copy jobs run as a standard user now\"";
        var campaign = Path.Combine(_bench.Folder, "campaign");
        Tree.Copy(Repository.Folder("campaigns", "fsn2023-1338"), campaign);
        var script = Path.Combine(campaign, "scripts", "ucs-users.sh");
        File.WriteAllText(script, File.ReadAllText(script)
            .Replace("apply)\n", "apply)\necho begins >>\"$PATCHKIT_STATE/trace\"\nsleep 2\n", StringComparison.Ordinal)
            .Replace(Done, $"echo ends >>\"$PATCHKIT_STATE/trace\"\n{Done}", StringComparison.Ordinal));
        using var foundry = new Foundry { Campaign = campaign };
        using var bench = foundry.Make(DateTimeOffset.UtcNow, "REHEARSAL-1");
        var trace = Path.Combine(bench.State(), "applications", "0001", "undo", "ucs-users", "state", "trace");
        using var first = bench.StartApply();
        while (!File.Exists(trace) && !first.End.IsCompleted)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        first.Kill();
        Assert.Equal(137, (await first.End).ExitCode);

        (await bench.Apply()).Ended(0);
        // Never two at once; and whoever was not proven runs again.
        Assert.Equal(["begins", "ends", "begins", "ends"],
            await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken));
        new Machine(bench.Instrument, "Dx").IsPatched();
    }

    [Fact]
    public async Task One_that_was_killed_leaves_no_lock_behind()
    {
        using var first = _bench.StartApply((program, line) =>
        {
            if (line.Contains("== Verify the stick", StringComparison.Ordinal))
                program.Kill();
        });
        Assert.NotEqual(0, (await first.End).ExitCode);
        (await _bench.Apply()).Ended(0);
    }
}
