using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>The recall that the support guide shows is what the programs print, command by command.</summary>
public sealed class SupportGuideTests : IDisposable
{
    private static readonly string Guide = Repository.Folder("docs", "support-guide.md");

    private readonly string _home = Directory.CreateTempSubdirectory("patchkit-guide-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task The_guides_recall_goes_from_the_register_to_the_pack_as_it_is_printed() =>
        Assert.InRange(await new Walkthrough(Guide, "## One recall, from the register to the pack", _home,
            Built.Packager, Built.Applier).Go(), 20, 40);
}
