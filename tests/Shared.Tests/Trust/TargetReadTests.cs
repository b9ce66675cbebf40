using System.Security.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>A target that is read and hashed without being kept: TUF 1.0.34 section 5.7.</summary>
public sealed class TargetReadTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31))];
    private readonly TestRepository _repository;
    private readonly string _name;
    private readonly TargetFile _target;
    private readonly TrustClient _client;

    public TargetReadTests() => (_repository, _target, _name, _client) = TestRepository.WithTarget(Content);

    [Fact]
    public void A_listed_file_verifies_and_its_readers_have_seen_it()
    {
        byte[] seen = [];
        Assert.Null(_client.Verify(_target, stream => seen = SHA256.HashData(stream)));
        Assert.Equal(_target.Hashes["sha256"], Convert.ToHexStringLower(seen));
        Assert.Single(_repository.Opened, _name);
    }

    [Fact]
    public void Another_file_of_the_same_length_is_refused_with_both_hashes()
    {
        _repository.TargetFiles[_name] = [.. Content[..^1], 0];
        var refusal = _client.Verify(_target)!;
        Assert.Equal((RefusalCode.FileAltered, _name), (refusal.Code, refusal.Place));
        Assert.Contains(_target.Hashes["sha256"], refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shorter_file_is_refused_with_both_lengths()
    {
        _repository.TargetFiles[_name] = Content[..^1];
        var refusal = _client.Verify(_target)!;
        Assert.Equal(RefusalCode.FileLength, refusal.Code);
        Assert.Equal<Fact>([Content.Length - 1, Content.Length], refusal.Facts);
    }

    [Fact]
    public void A_longer_file_is_read_one_byte_too_far_and_no_further()
    {
        var endless = new EndlessStream();
        _repository.Serve = (name, bytes) => name == _name ? endless : new MemoryStream(bytes);
        var refusal = _client.Verify(_target)!;
        Assert.Equal(RefusalCode.FileLength, refusal.Code);
        Assert.Equal<Fact>([new Fact.Beyond(Content.Length), Content.Length], refusal.Facts);
        Assert.Equal(Content.Length + 1, endless.Given);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        _repository.TargetFiles.Remove(_name);
        var refusal = _client.Verify(_target)!;
        Assert.Equal((RefusalCode.FileMissing, _name), (refusal.Code, refusal.Place));
    }

    [Fact]
    public void A_medium_that_is_pulled_out_is_named_as_such()
    {
        _repository.Serve = (name, bytes) => name == _name ? new BrokenStream(bytes, 2_000_000) : new MemoryStream(bytes);
        Assert.Equal(RefusalCode.StickGone, _client.Verify(_target)?.Code);
    }

    [Fact]
    public void A_file_is_not_opened_before_its_repository_is_trusted()
    {
        _repository.MetadataFiles.Remove("timestamp.json");
        var client = new Device(_repository).Client();
        Assert.NotNull(client.Verify(_target));
        Assert.NotNull(client.Read(_target, Content.Length).Refusal);
        Assert.DoesNotContain(_name, _repository.Opened);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    public void A_small_file_is_read_into_memory_up_to_what_its_format_may_have(int more, bool fits)
    {
        var read = _client.Read(_target, Content.Length + more);
        if (fits)
            Assert.Equal(Content, read.Value);
        else
            Assert.Equal(("bundles/x.zip", RefusalCode.FileLength), (read.Refusal!.Place, read.Refusal.Code));
    }

    [Fact]
    public void No_byte_of_an_altered_file_is_given()
    {
        _repository.TargetFiles[_name] = [.. Content[..^1], 0];
        Assert.Equal(RefusalCode.FileAltered, _client.Read(_target, Content.Length).Refusal?.Code);
    }

    [Fact]
    public void The_role_that_expires_first_is_named()
    {
        _repository.Timestamp = _repository.Timestamp with { Expires = TestRepository.Now.AddDays(3) };
        _repository.Publish(Role.Timestamp);
        var client = new Device(_repository).Client();
        Assert.Null(client.Refresh().Refusal);
        Assert.Equal((Role.Timestamp, TestRepository.Now.AddDays(3)),
            (client.Trusted!.FirstToExpire, client.Trusted.FirstExpiry));
    }
}
