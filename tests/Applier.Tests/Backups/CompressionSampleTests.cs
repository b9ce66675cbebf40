using PatchKit.Applier.Backups.Copying;

namespace PatchKit.Tests.Applier.Backups;

public class CompressionSampleTests
{
    [Fact]
    public void Text_is_worth_deflating() => Assert.True(Worthwhile(BackupRoom.Text(100_000)));

    [Fact]
    public void Noise_is_not() => Assert.False(Worthwhile(BackupRoom.Noise(100_000)));

    [Fact]
    public void A_few_bytes_are_not() => Assert.False(Worthwhile(BackupRoom.Text(300)));

    [Fact]
    public void Noise_behind_a_readable_beginning_is_not() =>
        Assert.False(Worthwhile([.. BackupRoom.Text(3000), .. BackupRoom.Noise(500_000)]));

    [Fact]
    public void One_file_does_not_colour_the_next()
    {
        var sample = new CompressionSample();
        sample.AddSlicesOf(BackupRoom.Noise(100_000));
        Assert.False(sample.Worthwhile);
        sample.Clear();
        sample.AddSlicesOf(BackupRoom.Text(100_000));
        Assert.True(sample.Worthwhile);
    }

    private static bool Worthwhile(byte[] content)
    {
        var sample = new CompressionSample();
        sample.AddSlicesOf(content);
        return sample.Worthwhile;
    }
}
