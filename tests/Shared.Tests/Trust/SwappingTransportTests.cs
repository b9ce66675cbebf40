using System.IO.Abstractions.TestingHelpers;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>A stick that answers differently when it is asked twice.</summary>
public sealed class SwappingTransportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stick_that_gives_the_good_file_only_once_is_enough(bool consistentSnapshot)
    {
        var repository = TrustClientTests.ProductLike(consistentSnapshot);
        var transport = new SwappingTransport(repository, goodReads: 1);
        var disk = new MockFileSystem();
        var store = new MetadataStore(disk, "/device");
        var client = new TrustClient(transport, store, TestRepository.Now);
        Assert.Null(client.TrustRoot(repository.FirstRoot).Refusal);

        var target = client.FindTarget("bundles/FSN.zip").Value;
        var download = client.Download(target, disk, "/staging/FSN.zip").Value;

        Assert.All(transport.Reads, pair => Assert.True(pair.Value == 1, $"{pair.Key} was read {pair.Value} times"));
        Assert.Equal(repository.TargetFiles.Values.Single(), disk.File.ReadAllBytes(download.Path));
    }

    [Fact]
    public void A_stick_that_never_gives_the_good_file_is_refused_at_each_file()
    {
        var repository = TrustClientTests.ProductLike(consistentSnapshot: true);
        string[] names = ["timestamp.json", "2.snapshot.json", "2.targets.json", "1.bundles.json",
            repository.TargetFiles.Keys.Single()];
        foreach (var name in names)
        {
            var transport = new SwappingTransport(repository, goodReads: 0, name);
            var disk = new MockFileSystem();
            var client = new TrustClient(transport, new MetadataStore(disk, "/device"), TestRepository.Now);
            Assert.Null(client.TrustRoot(repository.FirstRoot).Refusal);

            var refusal = client.FindTarget("bundles/FSN.zip")
                .Then(target => client.Download(target, disk, "/staging/FSN.zip")).Refusal;

            Assert.Equal(name, refusal?.Place);
            Assert.False(disk.File.Exists("/staging/FSN.zip"));
        }
    }

    /// <summary>Gives each file as it is for the first reads, and with its middle byte altered from then on.</summary>
    private sealed class SwappingTransport(TestRepository repository, int goodReads, string? only = null) : ITransport
    {
        public Dictionary<string, int> Reads { get; } = [];

        public Result<Stream> OpenMetadata(string fileName) => Swap(fileName, repository.OpenMetadata(fileName));

        public Result<Stream> OpenTarget(string path) => Swap(path, repository.OpenTarget(path));

        public long? RootAfter(long version) => repository.RootAfter(version);

        private Result<Stream> Swap(string name, Result<Stream> opened)
        {
            if (!opened.TryGet(out var stream, out _))
                return opened;
            Reads[name] = Reads.GetValueOrDefault(name) + 1;
            if (Reads[name] <= goodReads || (only ?? name) != name)
                return opened;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var bytes = copy.ToArray();
            bytes[bytes.Length / 2] ^= 1;
            return new MemoryStream(bytes);
        }
    }
}
