using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>The same contract on a file system in memory and on a real one.</summary>
public sealed class MetadataStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchkit-store");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_and_forgotten(bool real)
    {
        var (files, folder) = Disk(real);
        var store = new MetadataStore(files, folder);
        Assert.True(store.Read("root.json").Value.IsEmpty);
        Assert.Null(store.Write("root.json", new byte[] { 1, 2, 3 }));
        Assert.Null(store.Write("root.json", new byte[] { 4, 5 }));
        Assert.Null(store.Write("roots/1.root.json", new byte[] { 6 }));
        Assert.Equal([4, 5], store.Read("root.json").Value.ToArray());
        Assert.Equal([6], store.Read("roots/1.root.json").Value.ToArray());
        Assert.Null(store.Delete("root.json"));
        Assert.Null(store.Delete("root.json"));
        Assert.True(store.Read("root.json").Value.IsEmpty);
        Assert.Equal(["1.root.json"], files.Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => files.Path.GetFileName(f)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_name_that_leaves_the_folder_is_refused(bool real)
    {
        var (files, folder) = Disk(real);
        var store = new MetadataStore(files, folder);
        foreach (var name in (string[])["../x.json", "/x.json", "a\\b.json", "", "nul.json"])
        {
            Assert.Equal(RefusalCode.PathUnsafe, store.Read(name).Refusal?.Code);
            Assert.Equal(RefusalCode.PathUnsafe, store.Write(name, new byte[1])?.Code);
            Assert.Equal(RefusalCode.PathUnsafe, store.Delete(name)?.Code);
        }
    }

    [Fact]
    public void A_file_that_is_too_long_to_be_metadata_is_not_read()
    {
        var disk = new MockFileSystem();
        disk.AddFile("/s/root.json", new MockFileData(new byte[SignedDocument.MaxLength + 1]));
        Assert.Equal(RefusalCode.FileLength, new MetadataStore(disk, "/s").Read("root.json").Refusal?.Code);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_refusal()
    {
        var blocked = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(blocked, "");
        var store = new MetadataStore(new FileSystem(), blocked);
        var refusal = store.Write("root.json", new byte[1]);
        Assert.Equal(RefusalCode.AccessDenied, refusal?.Code);
        Assert.StartsWith(blocked, refusal!.Place, StringComparison.Ordinal);
    }

    private (IFileSystem Files, string Folder) Disk(bool real) =>
        real ? (new FileSystem(), Path.Combine(_folder.FullName, "trust")) : (new MockFileSystem(), "/trust");
}
