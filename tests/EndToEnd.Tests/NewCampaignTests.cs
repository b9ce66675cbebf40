using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>What <c>packager new</c> writes builds, warned of its notice alone, and goes the whole round.</summary>
public sealed class NewCampaignTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-new-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_campaign_builds_and_rehearses_as_it_stands()
    {
        var campaign = Path.Combine(_folder, "x");
        (await Built.Packager.Run("new", campaign)).Ended(0);
        var built = (await Built.Packager.Run("build", campaign, "--output", Path.Combine(_folder, "x.zip"))).Ended(0);
        Assert.Contains("notice.en.md: this is still what 'packager new' wrote", Assert.Single(built.Error.Trim().Split('\n')),
            StringComparison.Ordinal);
        (await Built.Packager.Run("build", campaign, "--strict", "--output", Path.Combine(_folder, "y.zip")))
            .Ended((int)RefusalCode.CampaignInvalid);
        var ran = (await Built.Packager.Run("rehearse", "--campaign", campaign, "--folder", Path.Combine(_folder, "r"))).Ended(0);
        Assert.Contains("applied, put back, applied again", ran.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 instruments complete", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_writes_over_nothing_and_takes_no_name_that_is_none()
    {
        var taken = Path.Combine(_folder, "taken");
        Directory.CreateDirectory(taken);
        await File.WriteAllTextAsync(Path.Combine(taken, "mine.txt"), "mine", TestContext.Current.CancellationToken);
        (await Built.Packager.Run("new", taken)).Ended((int)RefusalCode.OutputExists);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(taken).Select(Path.GetFileName));
        (await Built.Packager.Run("new", Path.Combine(_folder, "No Name"))).Ended((int)RefusalCode.FormatInvalid);
        Assert.False(Directory.Exists(Path.Combine(_folder, "No Name")));
    }
}
