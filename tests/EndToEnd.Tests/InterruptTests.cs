using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// Ctrl-C, or a terminal that goes away, at different moments: before the first change nothing is changed, after it everything is
/// undone; both say so.
/// </summary>
public sealed class InterruptTests(Round round) : IDisposable
{
    private readonly Bench _bench = Bench.Of(round);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("== Verify the stick")]
    [InlineData("== Checks before the update")]
    [InlineData("== Backup")]
    public async Task Before_the_first_change_nothing_is_changed(string moment)
    {
        var before = Tree.Of(_bench.Instrument);
        var ran = await InterruptedAt(moment);
        ran.Refused(Shared.RefusalCode.Declined);
        Assert.Equal(before, Tree.Of(_bench.Instrument));
    }

    [Theory]
    [InlineData("Step 2 of 7", "INT")]
    [InlineData("Step 5 of 7", "INT")]
    [InlineData("Step 3 of 7", "TERM")]
    [InlineData("Step 4 of 7", "HUP")]
    public async Task Between_steps_everything_is_undone(string moment, string signal)
    {
        var before = Tree.Of(_bench.Instrument);
        var ran = await InterruptedAt(moment, signal);
        ran.Refused(Shared.RefusalCode.Cancelled, "The update was put back: the instrument is as before.");
        Assert.Equal(before, Tree.Of(_bench.Instrument));
        Assert.Single(_bench.Receipts);
    }

    private async Task<Ran> InterruptedAt(string moment, string signal = "INT")
    {
        var sent = 0;
        using var running = _bench.StartApply((program, line) =>
        {
            if (line.Contains(moment, StringComparison.Ordinal) && Interlocked.Exchange(ref sent, 1) == 0)
                program.Signal(signal);
        });
        var ran = await running.End;
        Assert.Equal(1, sent);
        return ran;
    }
}
