using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Operators;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>
/// How long a backup takes is said beforehand, from what was read of the instrument's own files, or not at all.
/// </summary>
public sealed class BackupPaceTests
{
    private const int Megabyte = 1 << 20;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Five_passes_of_what_is_always_saved_and_three_of_the_run_data_at_the_pace_of_the_trial()
    {
        var question = new BackupQuestion(100_000_000, 1_000_000_000, [])
        {
            Read = new(50_000_000, TimeSpan.FromSeconds(0.5)),
        };
        Assert.Equal(5, question.Takes(withOptional: false)!.Value.TotalSeconds, 3);
        Assert.Equal(35, question.Takes(withOptional: true)!.Value.TotalSeconds, 3);
        Assert.Equal("Time needed: about 3 min (estimated from reading 50.0 MB of it)",
            new Texts("en").Duration(question with { OptionalBytes = 4_000_000_000 }, withOptional: true));
        Assert.Equal("Time needed: less than a minute (estimated from reading 50.0 MB of it)",
            new Texts("en").Duration(question, withOptional: true));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2_000_000, 0.1)]
    [InlineData(50_000_000, 0)]
    public void Of_too_little_nothing_is_concluded(long read, double seconds)
    {
        var question = new BackupQuestion(100_000_000, 0, []) { Read = new(read, TimeSpan.FromSeconds(seconds)) };
        Assert.Null(question.Takes(withOptional: false));
        Assert.Equal("Time needed: too little could be read to estimate it",
            new Texts("en").Duration(question, withOptional: false));
    }

    [Fact]
    public void The_first_of_the_files_are_read_for_a_second_and_no_longer()
    {
        using var room = new BackupRoom();
        for (var i = 0; i < 2; i++)
            room.Put(room.Data, $"run/{i}.bcl", BackupRoom.Noise(6 * Megabyte));
        room.Files = new MeddlingFileSystem { HasRead = _ => _clock.Advance(TimeSpan.FromSeconds(0.3)) };
        var size = new BackupSurvey(room.Files, _clock).Look(room.Request(), CancellationToken.None);
        Assert.Equal((4L * Megabyte, 1.2), (size.Read.Bytes, Math.Round(size.Read.Took.TotalSeconds, 3)));
    }

    [Fact]
    public void What_cannot_be_read_on_trial_stops_nothing()
    {
        using var room = new BackupRoom().Furnish();
        room.Files = new MeddlingFileSystem { HasRead = _ => throw new IOException("the disk is tired") };
        var size = new BackupSurvey(room.Files, _clock).Look(room.Request(), CancellationToken.None);
        Assert.Null(size.Unreadable);
        Assert.Equal(0, size.Read.Bytes);
        Assert.True(size.Mandatory + size.Optional > 5_000_000);
    }
}
