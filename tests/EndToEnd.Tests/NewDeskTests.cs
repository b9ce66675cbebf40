using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>A support desk that begins, on a machine without an SDK: published folders, a release and a key.</summary>
[Collection(nameof(Published))]
public sealed class NewDeskTests(Round round, Published published) : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("patchkit-new-desk-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_new_desk_has_its_first_stick_within_ten_commands_from_published_folders_alone()
    {
        Published.Require();
        var (packager, answer) = await published.Packager();
        Assert.Equal("linux-x64", (string?)answer["runtime"]);
        // What a desk is given: the program, a release, an Applier to put on sticks, and the key that it made itself.
        round.CopyOfRelease(_home);
        Tree.Copy(published.Folder, Path.Combine(_home, "applier-win-x64"));
        File.Copy(Path.Combine(round.Folder, "keys", "support-desk.key.json"), Path.Combine(_home, "sofia.key.json"));

        var commands = await new Walkthrough(Repository.Folder("docs", "support-guide.md"),
            "## The first stick of a new desk", _home, packager).Go();

        Assert.InRange(commands, 5, 10);
        (await packager.Run("verify", Path.Combine(_home, "stick"), "--root", round.Root)).Ended(0);
    }

    [Fact]
    public async Task A_published_packager_is_listed_described_and_says_what_needs_a_checkout()
    {
        Published.Require();
        var (packager, answer) = await published.Packager();
        var folder = (string)answer["folder"]!;
        (await Published.Tool("sha256sum", ["--check", "--strict", "--quiet", "FILES.sha256"], folder)).Ended(0);
        var listed = File.ReadLines(Path.Combine(folder, "FILES.sha256")).Select(line => line[66..]).ToList();
        Assert.Contains("sbom.cdx.json", listed);
        Assert.Contains("THIRD-PARTY-NOTICES.txt", listed);
        Assert.DoesNotContain(listed, path => path.EndsWith(".pdb", StringComparison.Ordinal)
            || path is "Packager.xml" or "PatchKit.Shared.xml");
        LicenceTests.Says(folder, "Packager");
        // Nobody was asked to answer for how it was built, and nothing says that somebody did.
        Assert.Null(answer["provenance"]);
        Assert.False(File.Exists($"{folder}.provenance.dsse.json"));

        // It says so before it makes anything, and suggests nothing that cannot be done.
        var rehearsal = Path.Combine(_home, "rehearsal");
        (await packager.Run("rehearse", "--unattended", "--folder", rehearsal)).Ended((int)Shared.RefusalCode.InputMissing)
            .OneScreen("--applier", "Nothing was written.");
        Assert.False(Directory.Exists(rehearsal));
        Assert.DoesNotContain("rehearse", (await packager.Run()).Ended(0).Output, StringComparison.Ordinal);

        (await packager.Run("publish", "--output", Path.Combine(_home, "applier"), "--source", _home))
            .Ended((int)Shared.RefusalCode.InputMissing)
            .OneScreen("checkout", "--applier", "Nothing was written.");
    }
}
