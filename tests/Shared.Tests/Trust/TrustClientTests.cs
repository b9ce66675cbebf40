using System.IO.Abstractions;
using System.Text;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

public sealed class TrustClientTests
{
    private static readonly byte[] Bundle = Encoding.ASCII.GetBytes("a bundle, all of it");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_refreshed_found_and_downloaded(bool consistentSnapshot)
    {
        var repository = ProductLike(consistentSnapshot);
        var device = new Device(repository);
        var client = device.Client();

        Assert.Null(client.Refresh().Refusal);
        var target = client.FindTarget("bundles/FSN.zip").Value;
        var download = client.Download(target, device.Files, "/device/staging/FSN.zip").Value;

        Assert.Equal(Bundle, device.Files.File.ReadAllBytes(download.Path));
        Assert.Equal(target.Hashes["sha256"], download.Digest.Hex);
        Assert.Equal(["/device/staging/FSN.zip"], device.Files.Directory.GetFiles("/device/staging"));
    }

    [Fact]
    public void A_repository_in_a_folder_reads_like_one_in_memory()
    {
        var files = new FileSystem();
        var folder = Directory.CreateTempSubdirectory("patchkit-trust");
        try
        {
            var repository = ProductLike(consistentSnapshot: true);
            WriteTo(repository, folder.FullName);
            var store = new MetadataStore(files, Path.Combine(folder.FullName, "device"));
            var client = new TrustClient(new FolderTransport(files, folder.FullName), store, TestRepository.Now);

            Assert.Null(client.TrustRoot(repository.FirstRoot).Refusal);
            var target = client.FindTarget("bundles/FSN.zip").Value;
            var download = client.Download(target, files, Path.Combine(folder.FullName, "staged.zip")).Value;

            Assert.Equal(Bundle, File.ReadAllBytes(download.Path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_flipped_bit_anywhere_in_any_metadata_file_is_refused(bool listsHashes)
    {
        var repository = ProductLike(consistentSnapshot: true, listsHashes);
        repository.Publish(Role.Root);
        foreach (var name in (string[])["2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json", "1.bundles.json"])
        {
            var good = repository.MetadataFiles[name];
            for (var at = 0; at < good.Length - 1; at += name == "timestamp.json" ? 1 : 7)
            {
                var bad = (byte[])good.Clone();
                bad[at] ^= 1;
                repository.MetadataFiles[name] = bad;
                var device = new Device(repository);
                var refusal = device.Client().FindTarget("bundles/FSN.zip").Refusal;
                Assert.True(refusal is not null,
                    $"{name}: bit 0 of byte {at} ('{(char)good[at]}') was flipped and nobody minded");
            }

            repository.MetadataFiles[name] = good;
        }
    }

    [Fact]
    public void What_is_trusted_can_be_shown()
    {
        var device = new Device(ProductLike(consistentSnapshot: true));
        var client = device.Client();
        Assert.Null(client.Trusted);

        var listed = client.ListTargets().Value;

        Assert.Equal(["bundles/FSN.zip bundles"], listed.Select(t => $"{t.File.Path} {t.Role}"));
        var trusted = client.Trusted!;
        Assert.Equal(["root 1", "timestamp 2", "snapshot 2", "targets 2", "bundles 1"],
            trusted.Roles.Select(r => $"{r.Role} {r.Metadata.Version}"));
        Assert.Equal(TestRepository.Later, trusted.FirstExpiry);
        Assert.Equal(device.Repository.SignersOf("bundles").Keys, trusted.Signers["bundles"]);
        Assert.Equal(device.Repository.SignersOf(Role.Root).Keys, trusted.Signers[Role.Root]);
    }

    internal static TestRepository ProductLike(bool consistentSnapshot, bool listsHashes = true)
    {
        var repository = new TestRepository(consistentSnapshot) { ListsHashes = listsHashes };
        repository.Delegate(Role.Targets, "bundles", ["bundles/*"]);
        repository.AddTarget("bundles", "bundles/FSN.zip", Bundle);
        repository.PublishTargets("bundles", Role.Targets);
        return repository;
    }

    internal static void WriteTo(TestRepository repository, string folder)
    {
        foreach (var (below, contents) in new[] { ("metadata", repository.MetadataFiles), ("targets", repository.TargetFiles) })
        {
            foreach (var (name, bytes) in contents)
            {
                var path = Path.Combine(folder, below, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, bytes);
            }
        }
    }
}
