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
        File.WriteAllText(_bench.Answers, File.ReadAllText(_bench.Answers).Replace("\"backup\"", "\"retry\":{\"StickNotFound\":{\"times\":1,\"waitSeconds\":3600}},\"backup\"", StringComparison.Ordinal));
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

        first.Interrupt();
        (await first.End).Refused(RefusalCode.Declined);
        Directory.Move(stick, _bench.Stick);
        (await _bench.Apply()).Ended(0);
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
