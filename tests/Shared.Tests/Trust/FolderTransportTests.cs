using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

public sealed class FolderTransportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchkit-stick");
    private readonly FolderTransport _transport;

    public FolderTransportTests()
    {
        _transport = new(new FileSystem(), _folder.FullName);
        Write("metadata/timestamp.json", "time");
        Write("targets/bundles/a.zip", "zip");
        Write("secret.txt", "secret");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Metadata_and_targets_are_read_from_their_folders()
    {
        Assert.Equal("time", Text(_transport.OpenMetadata("timestamp.json")));
        Assert.Equal("zip", Text(_transport.OpenTarget("bundles/a.zip")));
    }

    [Fact]
    public void A_missing_file_or_folder_is_said_to_be_missing()
    {
        Assert.Equal((RefusalCode.FileMissing, "metadata/root.json"), Seen(_transport.OpenMetadata("root.json")));
        Assert.Equal((RefusalCode.FileMissing, "targets/none/a.zip"), Seen(_transport.OpenTarget("none/a.zip")));
        Assert.Equal(RefusalCode.FileMissing, new FolderTransport(new FileSystem(), Path.Combine(_folder.FullName, "none"))
            .OpenMetadata("a").Refusal?.Code);
    }

    [Fact]
    public void It_knows_the_next_root_that_is_there_and_no_other_file_for_one()
    {
        Assert.Null(_transport.RootAfter(1));
        foreach (var name in new[] { "2.root.json", "40.root.json", "7.root.json", "03.root.json", "5.x.root.json",
            "4.snapshot.json" })
            File.WriteAllText(Path.Combine(_folder.FullName, "metadata", name), "{}");
        Assert.Equal((2, 7, 40, null), (_transport.RootAfter(1), _transport.RootAfter(2), _transport.RootAfter(7),
            _transport.RootAfter(40)));
        Assert.Null(new FolderTransport(new FileSystem(), Path.Combine(_folder.FullName, "none")).RootAfter(1));
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("a/../../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\secret.txt")]
    [InlineData("NUL.zip")]
    [InlineData("a.zip:stream")]
    [InlineData("")]
    public void An_unsafe_name_is_refused(string name)
    {
        Assert.Equal(RefusalCode.PathUnsafe, _transport.OpenTarget(name).Refusal?.Code);
        Assert.Equal(RefusalCode.PathUnsafe, _transport.OpenMetadata(name).Refusal?.Code);
    }

    [Theory]
    [InlineData("targets/link.zip", "../secret.txt", "link.zip")]
    [InlineData("targets/linked", "..", "linked/secret.txt")]
    [InlineData("targets/dangling.zip", "nowhere", "dangling.zip")]
    public void A_link_on_the_way_is_refused(string link, string to, string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links want a privilege on Windows");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, link), to);
        var refusal = _transport.OpenTarget(target).Refusal;
        Assert.Equal(RefusalCode.PathUnsafe, refusal?.Code);
        Assert.EndsWith(link, refusal!.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_refused() =>
        Assert.Equal(RefusalCode.PathUnsafe, _transport.OpenTarget("bundles").Refusal?.Code);

    [Fact]
    public void A_medium_that_answers_with_a_fault_is_said_to_be_gone()
    {
        var stick = new MockFileSystem();
        stick.AddFile("/stick/metadata/timestamp.json", new MockFileData("time") { AllowedFileShare = FileShare.None });
        var refusal = new FolderTransport(stick, "/stick").OpenMetadata("timestamp.json").Refusal;
        Assert.Equal((RefusalCode.StickGone, "metadata/timestamp.json"), (refusal?.Code, refusal?.Place));
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private static (RefusalCode? Code, string? Place) Seen(Result<Stream> opened) =>
        (opened.Refusal?.Code, opened.Refusal?.Place);

    private static string Text(Result<Stream> opened)
    {
        using var reader = new StreamReader(opened.Value);
        return reader.ReadToEnd();
    }
}
