using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Trust;

public sealed class NotingTransportTests
{
    private readonly TestRepository _repository = new();
    private readonly NotingTransport _transport;

    public NotingTransportTests() => _transport = new NotingTransport(_repository);

    [Fact]
    public void A_file_that_was_read_to_its_end_is_noted_with_length_and_digest()
    {
        var content = _repository.MetadataFiles["1.targets.json"];
        using var stream = _transport.OpenMetadata("1.targets.json").Value;
        var (read, buffer) = (new MemoryStream(), new byte[100]);
        for (int length; (length = stream.Read(buffer)) > 0;)
        {
            Assert.Empty(_transport.Metadata);
            read.Write(buffer, 0, length);
        }

        Assert.Equal(content, read.ToArray());
        var noted = Assert.Single(_transport.Metadata);
        Assert.Equal(("1.targets.json", content.Length, Sha256Digest.Of(content)),
            (noted.Key, noted.Value.Length, noted.Value.Digest));
    }

    [Fact]
    public void A_file_of_which_a_part_was_read_is_not_noted()
    {
        var stream = _transport.OpenMetadata("1.targets.json").Value;
        stream.ReadExactly(new byte[10]);
        Assert.Equal(0, stream.Read([]));
        stream.Dispose();
        Assert.Empty(_transport.Metadata);
    }

    [Fact]
    public void The_end_is_noted_as_it_was_first_seen()
    {
        var growing = new MemoryStream();
        growing.Write([1, 2, 3]);
        growing.Position = 0;
        _repository.Serve = (_, _) => growing;
        using var stream = _transport.OpenMetadata("1.targets.json").Value;
        stream.ReadExactly(new byte[3]);
        Assert.Equal(0, stream.Read(new byte[1]));
        growing.Write([4]);
        growing.Position = 3;
        Assert.Equal(1, stream.Read(new byte[2]));
        Assert.Equal(0, stream.Read(new byte[2]));
        Assert.Equal((3, Sha256Digest.Of([1, 2, 3])), _transport.Metadata["1.targets.json"]);
    }

    [Fact]
    public void Closing_it_closes_the_file_of_the_medium()
    {
        var inner = new MemoryStream([1]);
        _repository.Serve = (_, _) => inner;
        _transport.OpenMetadata("1.targets.json").Value.Dispose();
        Assert.False(inner.CanRead);
    }

    [Fact]
    public void What_the_repository_refuses_and_what_is_no_metadata_passes_as_it_is()
    {
        _repository.AddTarget(Role.Targets, "bundles/x.zip", [1, 2]);
        var name = Assert.Single(_repository.TargetFiles).Key;
        using var target = _transport.OpenTarget(name).Value;
        target.CopyTo(Stream.Null);
        Assert.Equal(RefusalCode.FileMissing, _transport.OpenMetadata("9.targets.json").Refusal?.Code);
        Assert.Equal(1, _transport.RootAfter(0));
        Assert.Empty(_transport.Metadata);
    }
}
