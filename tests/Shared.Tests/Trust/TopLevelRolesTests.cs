using System.Collections.Immutable;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>TUF 1.0.34 sections 5.4, 5.5 and 5.6, steps 1 to 6.</summary>
public sealed class TopLevelRolesTests
{
    private readonly TestRepository _repository = new();
    private readonly Device _device;

    public TopLevelRolesTests() => _device = new(_repository);

    [Fact]
    public void A_first_refresh_reads_each_file_once_and_a_second_one_the_timestamp_alone()
    {
        _device.Accepts();
        Assert.Equal(["timestamp.json", "1.snapshot.json", "1.targets.json"], _repository.Opened);
        _repository.Opened.Clear();
        _device.Accepts();
        Assert.Equal(["timestamp.json"], _repository.Opened);
    }

    [Fact]
    public void Without_consistent_snapshots_files_have_no_version_in_their_names()
    {
        var repository = new TestRepository(consistentSnapshot: false);
        new Device(repository).Accepts();
        Assert.Equal(["timestamp.json", "snapshot.json", "targets.json"], repository.Opened);
    }

    [Theory]
    [InlineData(Role.Timestamp, "timestamp.json")]
    [InlineData(Role.Snapshot, "1.snapshot.json")]
    [InlineData(Role.Targets, "1.targets.json")]
    public void A_missing_file_is_named(string role, string name)
    {
        _repository.MetadataFiles.Remove(name);
        var refusal = _device.Refused();
        Assert.Equal((RefusalCode.FileMissing, name), (refusal.Code, refusal.Place));
        Assert.Equal(0, _device.Version(role));
    }

    [Theory]
    [InlineData(Role.Timestamp, 1, 1, 1)]
    [InlineData(Role.Snapshot, 2, 1, 1)]
    [InlineData(Role.Targets, 2, 2, 1)]
    public void A_wrong_signature_stops_there_and_what_came_before_is_kept(string role, long timestamp, long snapshot,
        long targets)
    {
        _device.Accepts();
        var key = _repository.SignersOf(role).Keys.Single();
        _repository.SignersOf(role)[key] = TestRepository.NewSigner();
        _repository.Publish(Role.Targets, Role.Snapshot, Role.Timestamp);
        var refusal = _device.Refused();
        Assert.Equal(RefusalCode.SignatureInvalid, refusal.Code);
        Assert.Equal((timestamp, snapshot, targets),
            (_device.Version(Role.Timestamp), _device.Version(Role.Snapshot), _device.Version(Role.Targets)));
    }

    [Fact]
    public void An_older_timestamp_is_refused()
    {
        _repository.Publish(Role.Timestamp);
        _device.Accepts();
        _repository.Put(Role.Timestamp, _repository.Timestamp with { Version = 1 });
        var refusal = _device.Refused();
        Assert.Equal(RefusalCode.RolledBack, refusal.Code);
        Assert.Equal<Fact>([1, 2], refusal.Facts);
        Assert.Equal(2, _device.Version(Role.Timestamp));
    }

    [Fact]
    public void A_timestamp_of_the_same_version_changes_nothing()
    {
        _device.Accepts();
        _repository.Put(Role.Timestamp, _repository.Timestamp with { Snapshot = new MetaFile(77) });
        _device.Accepts();
        Assert.Equal(1, _device.Refresh().Value.Timestamp.Metadata.Snapshot.Version);
    }

    [Fact]
    public void A_newer_timestamp_with_an_older_snapshot_is_refused()
    {
        _repository.PublishTargets();
        _device.Accepts();
        _repository.Timestamp = _repository.Timestamp with { Snapshot = new MetaFile(1) };
        _repository.Publish(Role.Timestamp);
        var refusal = _device.Refused();
        Assert.Equal(RefusalCode.RolledBack, refusal.Code);
        Assert.Equal<Fact>([1, 2], refusal.Facts);
        Assert.Equal(2, _device.Version(Role.Timestamp));
    }

    [Fact]
    public void An_expired_timestamp_is_refused_with_both_dates_and_not_kept()
    {
        _repository.Timestamp = _repository.Timestamp with { Expires = TestRepository.Now };
        _repository.Publish(Role.Timestamp);
        var refusal = _device.Refused();
        Assert.Equal((RefusalCode.Expired, "timestamp"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([TestRepository.Now, TestRepository.Now], refusal.Facts);
        Assert.Equal(0, _device.Version(Role.Timestamp));
        _device.Accepts(TestRepository.Now.AddSeconds(-1));
    }

    [Fact]
    public void A_kept_timestamp_that_expired_is_refused_when_the_stick_has_no_newer_one()
    {
        _device.Accepts();
        Assert.Equal((RefusalCode.Expired, "root"),
            (_device.Refused(TestRepository.Later).Code, _device.Refused(TestRepository.Later).Place));
        _repository.Root = _repository.Root with { Expires = TestRepository.Later.AddYears(1) };
        _repository.Publish(Role.Root);
        Assert.Equal((RefusalCode.Expired, "timestamp"),
            (_device.Refused(TestRepository.Later).Code, _device.Refused(TestRepository.Later).Place));
    }

    [Fact]
    public void A_kept_timestamp_that_expired_still_is_the_floor()
    {
        _repository.Root = _repository.Root with { Expires = TestRepository.Later.AddYears(1) };
        _repository.Publish(Role.Root);
        _repository.Timestamp = _repository.Timestamp with { Version = 7, Expires = TestRepository.Now.AddDays(1) };
        _repository.Publish(Role.Timestamp);
        _device.Accepts();
        _repository.Put(Role.Timestamp, _repository.Timestamp with { Version = 7, Expires = TestRepository.Later });

        var refusal = _device.Refused(TestRepository.Now.AddDays(2));

        Assert.Equal(RefusalCode.RolledBack, refusal.Code);
        Assert.Equal<Fact>([7, 8], refusal.Facts);
    }

    [Fact]
    public void A_kept_snapshot_that_expired_still_is_the_floor()
    {
        _repository.Targets = _repository.Targets with { Version = 5 };
        _repository.Snapshot = _repository.Snapshot with { Expires = TestRepository.Now.AddDays(1) };
        _repository.PublishTargets(Role.Targets);
        _device.Accepts();
        _repository.Snapshot = _repository.Snapshot with
        {
            Expires = TestRepository.Later,
            Meta = _repository.Snapshot.Meta.SetItem("targets.json", new MetaFile(5)),
        };
        _repository.PublishTargets();

        var refusal = _device.Refused(TestRepository.Now.AddDays(2));

        Assert.Equal((RefusalCode.RolledBack, "targets.json"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([5, 6], refusal.Facts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_snapshot_of_another_version_than_the_timestamp_lists_is_refused(bool higher)
    {
        _repository.ListsHashes = false;
        _repository.PublishTargets();
        _repository.Put(Role.Snapshot, _repository.Snapshot with { Version = higher ? 3 : 1 }, "2.snapshot.json");
        var refusal = _device.Refused();
        Assert.Equal(higher ? RefusalCode.FileAltered : RefusalCode.RolledBack, refusal.Code);
        Assert.Equal<Fact>([higher ? 3 : 1, 2], refusal.Facts);
        Assert.Equal(0, _device.Version(Role.Snapshot));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Targets_of_another_version_than_the_snapshot_lists_are_refused(bool higher)
    {
        _repository.ListsHashes = false;
        _repository.PublishTargets(Role.Targets);
        _repository.Put(Role.Targets, _repository.Targets with { Version = higher ? 3 : 1 }, "2.targets.json");
        var refusal = _device.Refused();
        Assert.Equal(higher ? RefusalCode.FileAltered : RefusalCode.RolledBack, refusal.Code);
        Assert.Equal("2.targets.json", refusal.Place);
    }

    [Fact]
    public void A_role_that_the_snapshot_no_longer_lists_is_refused()
    {
        _repository.Snapshot = _repository.Snapshot with
        { Meta = _repository.Snapshot.Meta.Add("bundles.json", new MetaFile(4)) };
        _repository.PublishTargets();
        _device.Accepts();
        _repository.Snapshot = _repository.Snapshot with { Meta = _repository.Snapshot.Meta.Remove("bundles.json") };
        _repository.PublishTargets();
        var refusal = _device.Refused();
        Assert.Equal(RefusalCode.RolledBack, refusal.Code);
        Assert.Equal<Fact>(["-", 4], refusal.Facts);
        Assert.Equal(2, _device.Version(Role.Snapshot));
    }

    [Fact]
    public void A_snapshot_that_does_not_list_the_targets_is_refused()
    {
        _repository.Snapshot = _repository.Snapshot with { Meta = _repository.Snapshot.Meta.Clear() };
        _repository.PublishTargets();
        Assert.Equal((RefusalCode.TargetUnknown, "targets.json"), (_device.Refused().Code, _device.Refused().Place));
    }

    [Theory]
    [InlineData(Role.Snapshot)]
    [InlineData(Role.Targets)]
    public void An_expired_file_is_refused_and_not_kept(string role)
    {
        if (role == Role.Snapshot)
            _repository.Snapshot = _repository.Snapshot with { Expires = TestRepository.Now };
        else
            _repository.Targets = _repository.Targets with { Expires = TestRepository.Now };
        _repository.PublishTargets(Role.Targets);
        var refusal = _device.Refused();
        Assert.Equal((RefusalCode.Expired, role), (refusal.Code, refusal.Place));
        Assert.Equal(0, _device.Version(role));
        _device.Accepts(TestRepository.Now.AddSeconds(-1));
        Assert.Equal((RefusalCode.Expired, role), (_device.Refused().Code, _device.Refused().Place)); // the kept one expires too
    }

    [Theory]
    [InlineData("2.snapshot.json")]
    [InlineData("2.targets.json")]
    public void A_file_of_another_length_or_hash_than_listed_is_refused_before_it_is_parsed(string name)
    {
        _repository.PublishTargets(Role.Targets);
        var good = _repository.MetadataFiles[name];
        _repository.MetadataFiles[name] = [.. good, (byte)' '];
        Assert.Equal<Fact>([new Fact.Beyond(good.Length), good.Length], _device.Refused().Facts);
        _repository.MetadataFiles[name] = good[..^1];
        var shorter = _device.Refused();
        Assert.Equal(RefusalCode.FileLength, shorter.Code);
        Assert.Equal<Fact>([good.Length - 1, good.Length], shorter.Facts);
        _repository.MetadataFiles[name] = new byte[good.Length];
        var altered = _device.Refused();
        Assert.Equal((RefusalCode.FileAltered, name), (altered.Code, altered.Place));
        Assert.StartsWith("sha256 ", altered.Facts[0].Plain, StringComparison.Ordinal);
        Assert.NotEqual(altered.Facts[0], altered.Facts[1]);
    }

    [Theory]
    [InlineData("timestamp.json", 1_111)]
    [InlineData("1.snapshot.json", 2_222)]
    [InlineData("1.targets.json", 3_333)]
    public void Where_no_length_is_listed_a_limit_holds(string name, int limit)
    {
        var repository = new TestRepository { ListsHashes = false };
        repository.Snapshot = repository.Snapshot with
        { Meta = repository.Snapshot.Meta.SetItem("targets.json", new MetaFile(1)) };
        repository.Snapshot = repository.Snapshot with { Version = 0 };
        repository.PublishTargets();
        var endless = new EndlessStream();
        repository.Serve = (opened, bytes) => opened == name ? endless : new MemoryStream(bytes);
        var device = new Device(repository, new() { TimestampLength = 1_111, SnapshotLength = 2_222, TargetsLength = 3_333 });

        var refusal = device.Refused();

        Assert.Equal((RefusalCode.FileLength, name), (refusal.Code, refusal.Place));
        Assert.Equal(limit + 1, endless.Given);
    }

    [Fact]
    public void A_hash_of_an_unknown_function_alone_is_refused()
    {
        _repository.Timestamp = _repository.Timestamp with
        {
            Snapshot = new MetaFile(1, null, ImmutableSortedDictionary<string, string>.Empty.Add("md5", "00")),
        };
        _repository.Publish(Role.Timestamp);
        var refusal = _device.Refused();
        Assert.Equal(RefusalCode.FileAltered, refusal.Code);
        Assert.Equal<Fact>(["md5", "sha256 or sha512"], refusal.Facts);
    }

    [Fact]
    public void A_snapshot_served_as_a_timestamp_is_refused()
    {
        _repository.AddKey(Role.Snapshot, _repository.SignersOf(Role.Timestamp).Values.Single());
        _repository.Snapshot = _repository.Snapshot with
        { Meta = _repository.Snapshot.Meta.Clear().Add("snapshot.json", new MetaFile(1)) };
        _repository.Publish(Role.Root, Role.Snapshot);
        _repository.MetadataFiles["timestamp.json"] = _repository.MetadataFiles["2.snapshot.json"];
        Assert.Equal((RefusalCode.FormatInvalid, "timestamp.json"), (_device.Refused().Code, _device.Refused().Place));
    }

    [Fact]
    public void Files_are_kept_byte_for_byte_as_they_were_received()
    {
        var odd = _repository.MetadataFiles["timestamp.json"].Concat(Encoding.ASCII.GetBytes("  \n\n ")).ToArray();
        _repository.MetadataFiles["timestamp.json"] = odd;
        _device.Accepts();
        Assert.Equal(odd, _device.Store.Read("timestamp.json").Value.ToArray());
    }

    [Theory]
    [InlineData("snapshot.json")]
    [InlineData("targets.json")]
    [InlineData("timestamp.json")]
    public void A_kept_file_that_was_damaged_is_read_anew(string name)
    {
        _device.Accepts();
        Assert.Null(_device.Store.Write(name, new byte[100]));
        _device.Accepts();
        Assert.NotEqual(new byte[100], _device.Store.Read(name).Value.ToArray());
    }

    [Fact]
    public void A_kept_file_whose_hash_is_not_the_listed_one_is_read_anew()
    {
        _device.Accepts();
        var other = MetadataWriter.Write(_repository.Targets with
        { Expires = TestRepository.Later.AddDays(1) }, _repository.SignersOf(Role.Targets).Values).Value;
        Assert.Null(_device.Store.Write("targets.json", other.Bytes));
        _repository.Opened.Clear();
        _device.Accepts();
        Assert.Equal(["timestamp.json", "1.targets.json"], _repository.Opened);
    }

    [Theory]
    [InlineData("timestamp.json")]
    [InlineData("snapshot.json")]
    [InlineData("targets.json")]
    public void A_store_that_cannot_be_read_is_a_refusal_and_not_an_empty_store(string name)
    {
        _device.Accepts();
        var client = new TrustClient(_repository, new FailingStore(_device.Store, reads: name), TestRepository.Now);
        Assert.Equal((RefusalCode.AccessDenied, name), (client.Refresh().Refusal?.Code, client.Refresh().Refusal?.Place));
    }

    [Theory]
    [InlineData("root.json")]
    [InlineData("roots/2.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("snapshot.json")]
    [InlineData("targets.json")]
    public void A_store_that_cannot_be_written_is_a_refusal(string name)
    {
        _device.Accepts();
        _repository.Publish(Role.Root, Role.Targets, Role.Snapshot, Role.Timestamp);
        var client = new TrustClient(_repository, new FailingStore(_device.Store, writes: name), TestRepository.Now);
        Assert.Equal((RefusalCode.DiskFull, name), (client.Refresh().Refusal?.Code, client.Refresh().Refusal?.Place));
    }

    [Theory]
    [InlineData("timestamp.json")]
    [InlineData("snapshot.json")]
    public void A_floor_that_cannot_be_removed_is_a_refusal(string name)
    {
        _device.Accepts();
        _repository.Rotate(Role.Timestamp);
        _repository.Publish(Role.Root, Role.Timestamp);
        var client = new TrustClient(_repository, new FailingStore(_device.Store, deletes: name), TestRepository.Now);
        Assert.Equal((RefusalCode.AccessDenied, name), (client.Refresh().Refusal?.Code, client.Refresh().Refusal?.Place));
        Assert.Equal(1, _device.Version(Role.Root));
    }

    [Fact]
    public void After_a_refusal_nothing_is_trusted_from_before()
    {
        var client = _device.Client();
        Assert.Null(client.Refresh().Refusal);
        _repository.MetadataFiles.Remove("timestamp.json");
        Assert.NotNull(client.Refresh().Refusal);
        Assert.Null(client.Trusted);
    }

    [Fact]
    public void A_stick_that_goes_away_while_it_is_read_is_said_so()
    {
        _repository.Serve = (name, bytes) => name == "1.snapshot.json" ? new BrokenStream(bytes, 10) : new MemoryStream(bytes);
        Assert.Equal((RefusalCode.StickGone, "1.snapshot.json"), (_device.Refused().Code, _device.Refused().Place));
    }
}
