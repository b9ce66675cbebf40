using System.IO.Abstractions;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>A second Applier at the same instrument, on a real disk: the lock is the system's.</summary>
public sealed class SecondSessionTests : IDisposable
{
    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly FileSystem _files = new();

    public SecondSessionTests() => _world.PutOn(_files);

    public void Dispose() => Directory.Delete(_world.Folder, recursive: true);

    [Theory]
    [InlineData(Stage.Preflight)]
    [InlineData(Stage.Apply)]
    internal async Task A_second_session_says_who_is_working_and_leaves(Stage stage)
    {
        SessionOutcome? second = null;
        var first = await _world.Start(_files, 1, happened =>
        {
            if (happened is StageStarted started && started.Stage == stage)
                second = _world.Start(_files, 2).GetAwaiter().GetResult();
        });
        Assert.Equal((Verdict.Refused, RefusalCode.AlreadyRunning), (second?.Verdict, second?.Refusal?.Code));
        Assert.Contains("start 1", second!.Refusal!.Reason, StringComparison.Ordinal);
        Assert.True(first is { Verdict: Verdict.Applied, Refusal: null }, first.ToString());
    }

    [Fact]
    public async Task What_a_dead_process_left_of_its_lock_keeps_nobody_out()
    {
        Directory.CreateDirectory(_world.State);
        await File.WriteAllTextAsync(Path.Combine(_world.State, "running.lock"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_world.State, "running.lock.txt"), "process 7, user ann, long ago",
            TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Applied, (await _world.Start(_files, 1)).Verdict);
    }
}
