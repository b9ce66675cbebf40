using System.IO.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Operators;
using PatchKit.Tests.Applier.Applying;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>What a session leaves for the support desk on the instrument's disk.</summary>
public sealed class LoggedOperatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_sessions_that_begin_in_the_same_second_write_each_its_own_log()
    {
        var clock = new FakeTimeProvider(new(2026, 5, 7, 8, 9, 10, TimeSpan.Zero));
        using (var first = LoggedOperator.Begin(new FakeOperator(), new FileSystem(), _folder, clock))
        {
            first.Tell(new StageStarted(Stage.Discover));
            using var second = LoggedOperator.Begin(new FakeOperator(), new FileSystem(), _folder, clock);
            second.Tell(new StageStarted(Stage.Apply));
            first.Tell(new StageStarted(Stage.Stage));
        }

        var logs = Directory.GetFiles(Path.Combine(_folder, "logs")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["session-20260507T080910Z.jsonl", "session-20260507T080910Z_2.jsonl"], logs.Select(Path.GetFileName));
        Assert.Equal([2, 1], logs.Select(log => File.ReadLines(log).Count()));
        Assert.All(logs.SelectMany(File.ReadLines), line => Assert.StartsWith("{", line, StringComparison.Ordinal));
    }
}
