using System.Collections.Immutable;
using System.IO.Abstractions.TestingHelpers;
using System.Security.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>TUF 1.0.34 section 5.7.</summary>
public sealed class DownloadTests
{
    private const string Destination = "/staging/x.zip";
    private static readonly byte[] Content = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31))];
    private readonly TestRepository _repository;
    private readonly MockFileSystem _disk = new();
    private readonly string _name;
    private readonly TrustClient _client;
    private readonly TargetFile _target;

    public DownloadTests() => (_repository, _target, _name, _client) = TestRepository.WithTarget(Content);

    [Fact]
    public void A_target_is_read_once_and_its_digest_given()
    {
        var progress = new Progress();
        var download = _client.Download(_target, _disk, Destination, progress).Value;
        Assert.Equal((_target, _target.Hashes["sha256"], Destination), (download.Target, download.Digest.Hex, download.Path));
        Assert.Equal(Content, _disk.File.ReadAllBytes(Destination));
        Assert.Equal(_name, Assert.Single(_repository.Opened, n => n.StartsWith("bundles", StringComparison.Ordinal)));
        Assert.Equal(Content.Length, progress.Seen[^1]);
        Assert.Equal(progress.Seen.Order(), progress.Seen);
        Assert.True(progress.Seen.Count > 1);
    }

    [Fact]
    public void An_earlier_file_is_replaced_only_by_a_verified_one()
    {
        _disk.AddFile(Destination, new MockFileData("old"));
        var good = _repository.TargetFiles[_name];
        _repository.TargetFiles[_name] = [.. good[..^1], 0];
        Assert.Equal(RefusalCode.FileAltered, Refused().Code);
        Assert.Equal("old", _disk.File.ReadAllText(Destination));
        Assert.Single(_disk.AllFiles, f => f.Contains("staging", StringComparison.Ordinal));
        _repository.TargetFiles[_name] = good;
        Assert.Null(_client.Download(_target, _disk, Destination).Refusal);
        Assert.Equal(good, _disk.File.ReadAllBytes(Destination));
    }

    [Fact]
    public void A_missing_target_is_named()
    {
        _repository.TargetFiles.Remove(_name);
        Assert.Equal((RefusalCode.FileMissing, _name), (Refused().Code, Refused().Place));
    }

    [Fact]
    public void A_shorter_target_is_refused_with_both_lengths()
    {
        _repository.TargetFiles[_name] = Content[..^1];
        var refusal = Refused();
        Assert.Equal(RefusalCode.FileLength, refusal.Code);
        Assert.Equal<Fact>([Content.Length - 1, Content.Length], refusal.Facts);
        Assert.Empty(_disk.AllFiles);
    }

    [Fact]
    public void A_longer_target_is_read_one_byte_too_far_and_no_further()
    {
        var endless = new EndlessStream();
        _repository.Serve = (name, bytes) => name == _name ? endless : new MemoryStream(bytes);
        var refusal = Refused();
        Assert.Equal(RefusalCode.FileLength, refusal.Code);
        Assert.Equal<Fact>([new Fact.Beyond(Content.Length), Content.Length], refusal.Facts);
        Assert.Equal(Content.Length + 1, endless.Given);
        Assert.Empty(_disk.AllFiles);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_500_000)]
    [InlineData(2_999_999)]
    public void A_flipped_bit_in_a_target_is_refused(int at)
    {
        var bad = (byte[])Content.Clone();
        bad[at] ^= 1;
        _repository.TargetFiles[_name] = bad;
        var refusal = Refused();
        Assert.Equal((RefusalCode.FileAltered, _name), (refusal.Code, refusal.Place));
        Assert.Equal($"sha256 {_target.Hashes["sha256"]}", refusal.Facts[1].Plain);
        Assert.Empty(_disk.AllFiles);
    }

    [Fact]
    public void An_empty_target_is_a_target()
    {
        var empty = _repository.AddTarget(Role.Targets, "empty", []);
        Assert.Null(_client.Download(empty, _disk, Destination).Refusal);
        Assert.Empty(_disk.File.ReadAllBytes(Destination));
    }

    [Fact]
    public void A_target_with_a_sha512_alone_is_verified_by_it()
    {
        var sha512 = Convert.ToHexStringLower(SHA512.HashData(Content));
        var target = _target with { Hashes = ImmutableSortedDictionary<string, string>.Empty.Add("sha512", sha512) };
        _repository.TargetFiles[$"bundles/{sha512}.x.zip"] = Content;
        Assert.Equal(_target.Hashes["sha256"], _client.Download(target, _disk, Destination).Value.Digest.Hex);
        _repository.TargetFiles[$"bundles/{sha512}.x.zip"] = [.. Content[..^1], 0];
        var refused = _client.Download(target, _disk, Destination).Refusal;
        Assert.StartsWith("sha512", refused?.Facts[0].Plain, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_known_hash_must_be_met_and_an_unknown_one_beside_them_does_no_harm()
    {
        var wrong = _target with { Hashes = _target.Hashes.Add("sha512", new('0', 128)) };
        Assert.Equal(RefusalCode.FileAltered, _client.Download(wrong, _disk, Destination).Refusal?.Code);
        var unknown = _target with { Hashes = _target.Hashes.Add("blake3", "00") };
        Assert.Null(_client.Download(unknown, _disk, Destination).Refusal);
    }

    [Fact]
    public void A_target_with_unknown_hashes_alone_is_refused()
    {
        var target = _target with { Hashes = ImmutableSortedDictionary<string, string>.Empty.Add("blake3", "00") };
        _repository.TargetFiles["bundles/x.zip"] = Content;
        var refusal = _client.Download(target, _disk, Destination).Refusal;
        Assert.Equal(RefusalCode.FileAltered, refusal?.Code);
        Assert.Empty(_disk.AllFiles);
    }

    [Fact]
    public void Without_consistent_snapshots_a_target_is_found_under_its_own_name()
    {
        var repository = new TestRepository(consistentSnapshot: false);
        var target = repository.AddTarget(Role.Targets, "bundles/x.zip", [1, 2]);
        repository.PublishTargets(Role.Targets);
        Assert.Null(new Device(repository).Client().Download(target, _disk, Destination).Refusal);
        Assert.Equal("bundles/x.zip", repository.Opened[^1]);
    }

    [Fact]
    public void A_medium_that_goes_away_and_a_disk_that_fails_are_told_apart()
    {
        Assert.Null(_client.Refresh().Refusal);
        _repository.Serve = (_, bytes) => new BrokenStream(bytes, 1_000_000);
        Assert.Equal((RefusalCode.StickGone, _name), (Refused().Code, Refused().Place));
        Assert.Empty(_disk.AllFiles);
        _repository.Serve = (_, bytes) => new MemoryStream(bytes);
        var blocked = new MockFileSystem();
        blocked.AddFile("/staging", new MockFileData("a file where the folder should be"));
        var refusal = _client.Download(_target, blocked, Destination).Refusal;
        Assert.Equal((RefusalCode.AccessDenied, Destination), (refusal?.Code, refusal?.Place));
    }

    [Fact]
    public void A_download_before_a_refresh_refreshes_first()
    {
        _repository.MetadataFiles.Remove("timestamp.json");
        Assert.Equal((RefusalCode.FileMissing, "timestamp.json"), (Refused().Code, Refused().Place));
    }

    private Refusal Refused() => Assert.IsType<Refusal>(_client.Download(_target, _disk, Destination).Refusal);

    private sealed class Progress : IProgress<long>
    {
        public List<long> Seen { get; } = [];

        public void Report(long value) => Seen.Add(value);
    }
}
