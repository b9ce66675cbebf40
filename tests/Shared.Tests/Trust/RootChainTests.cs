using System.IO.Abstractions.TestingHelpers;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>TUF 1.0.34 sections 5.2 and 5.3.</summary>
public sealed class RootChainTests
{
    [Fact]
    public void A_device_four_versions_behind_follows_a_chain_in_which_every_key_was_replaced()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        repository.AddKey(Role.Root);
        repository.SetThreshold(Role.Root, 2);
        repository.Publish(Role.Root);
        var old = repository.SignersOf(Role.Root).Keys.ToArray();
        for (var i = 0; i < 3; i++)
            RotateEverything(repository);

        device.Accepts();

        Assert.Equal(5, device.Version(Role.Root));
        Assert.DoesNotContain(repository.Root.Roles[Role.Root].KeyIds, id => old.Contains(id));
        Assert.Equal(
            ["1.root.json", "2.root.json", "3.root.json", "4.root.json", "5.root.json"],
            device.Files.Directory.GetFiles($"{Device.StoreFolder}/roots").Select(f => device.Files.Path.GetFileName(f)).Order());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_same_chain_with_one_root_missing_is_refused_with_its_number(int missing)
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        for (var i = 0; i < 4; i++)
            RotateEverything(repository);
        repository.MetadataFiles.Remove($"{missing}.root.json");

        var refusal = device.Refused();

        Assert.Equal((RefusalCode.RootChainBroken, $"{missing}.root.json"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([missing, $"{missing + 1}.root.json"], refusal.Facts);
        Assert.Contains($"{missing}.root.json is missing", refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(missing - 1, device.Version(Role.Root));
    }

    [Fact]
    public void A_gap_of_any_length_is_named_by_the_first_root_after_it()
    {
        var repository = new TestRepository();
        repository.MetadataFiles["40.root.json"] = repository.MetadataFiles["1.root.json"];
        repository.MetadataFiles["41.root.json"] = repository.MetadataFiles["1.root.json"];
        var refusal = new Device(repository).Refused();
        Assert.Equal((RefusalCode.RootChainBroken, "2.root.json"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([2, "40.root.json"], refusal.Facts);
    }

    [Fact]
    public void A_new_root_needs_the_old_roots_threshold()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        repository.SignersOf(Role.Root).Clear();
        repository.Rotate(Role.Root);
        repository.Publish(Role.Root);

        var refusal = device.Refused();

        Assert.Equal((RefusalCode.SignatureInvalid, "2.root.json"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([0, 1], refusal.Facts);
        Assert.Equal(1, device.Version(Role.Root));
    }

    [Fact]
    public void A_new_root_needs_its_own_threshold_too()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        var added = repository.AddKey(Role.Root);
        repository.SetThreshold(Role.Root, 2);
        repository.SignersOf(Role.Root).Remove(added.Key.KeyId);
        repository.Publish(Role.Root);

        var refusal = device.Refused();

        Assert.Equal<Fact>([1, 2], refusal.Facts);
        Assert.Equal(RefusalCode.SignatureInvalid, refusal.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_next_root_must_have_exactly_the_next_version(int version)
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        repository.Put(Role.Root, repository.Root with { Version = version }, "2.root.json");

        var refusal = device.Refused();

        Assert.Equal((RefusalCode.RootChainBroken, "2.root.json"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([2, version], refusal.Facts);
        Assert.Equal(1, device.Version(Role.Root));
    }

    [Fact]
    public void Each_step_is_kept_even_when_a_later_one_is_refused()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        RotateEverything(repository);
        repository.Publish(Role.Root);
        repository.MetadataFiles["3.root.json"][10] ^= 1;

        Assert.NotNull(device.Refresh().Refusal);

        Assert.Equal(2, device.Version(Role.Root));
        Assert.Equal(0, device.Version(Role.Timestamp));
    }

    [Fact]
    public void Only_the_last_roots_expiry_counts()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        repository.Root = repository.Root with { Expires = TestRepository.Now.AddYears(-1) };
        repository.Publish(Role.Root);
        repository.Root = repository.Root with { Expires = TestRepository.Later };
        repository.Publish(Role.Root);

        device.Accepts();
        Assert.Equal(3, device.Version(Role.Root));
    }

    [Fact]
    public void A_last_root_that_expired_is_kept_and_refused_with_both_dates()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        repository.Root = repository.Root with { Expires = TestRepository.Now };
        repository.Publish(Role.Root);

        var refusal = device.Refused();

        Assert.Equal((RefusalCode.Expired, "root"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([TestRepository.Now, TestRepository.Now], refusal.Facts);
        Assert.Equal(2, device.Version(Role.Root));
        Assert.Equal(0, device.Version(Role.Timestamp));
        device.Accepts(TestRepository.Now.AddSeconds(-1));
    }

    [Fact]
    public void A_refresh_takes_as_many_roots_as_the_limit_and_the_next_one_goes_on()
    {
        var repository = new TestRepository();
        var device = new Device(repository, new() { Roots = 2 });
        for (var i = 0; i < 3; i++)
            repository.Publish(Role.Root);
        device.Accepts();
        Assert.Equal(3, device.Version(Role.Root));
        device.Accepts();
        Assert.Equal(4, device.Version(Role.Root));
    }

    [Fact]
    public void A_root_longer_than_the_limit_is_not_read_to_its_end()
    {
        var repository = new TestRepository();
        var device = new Device(repository, new() { RootLength = 4096 });
        var endless = new EndlessStream();
        repository.MetadataFiles["2.root.json"] = [];
        repository.Serve = (name, bytes) => name == "2.root.json" ? endless : new MemoryStream(bytes);

        var refusal = device.Refused();

        Assert.Equal((RefusalCode.FileLength, "2.root.json"), (refusal.Code, refusal.Place));
        Assert.Equal<Fact>([new Fact.Beyond(4096), 4096], refusal.Facts);
        Assert.Equal(4097, endless.Given);
    }

    [Fact]
    public void A_device_without_a_root_trusts_nothing()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        Assert.Null(device.Store.Delete("root.json"));
        Assert.Equal((RefusalCode.FileMissing, "root.json"), (device.Refused().Code, device.Refused().Place));
        Assert.Empty(repository.Opened);
    }

    [Fact]
    public void A_kept_root_that_was_tampered_with_is_refused_before_anything_is_read()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        var text = Encoding.UTF8.GetString(repository.FirstRoot).Replace("2026-07-01", "2036-07-01", StringComparison.Ordinal);
        Assert.Null(device.Store.Write("root.json", Encoding.UTF8.GetBytes(text)));
        Assert.Equal(RefusalCode.SignatureInvalid, device.Refused().Code);
        Assert.Empty(repository.Opened);
    }

    [Fact]
    public void A_given_root_must_be_signed_by_its_own_keys()
    {
        var root = new TestRepository().Root;
        var client = new Device(new TestRepository()).Client();
        Assert.Equal(RefusalCode.SignatureInvalid, client.TrustRoot(MetadataWriter.Write(root).Value.Bytes).Refusal?.Code);
        Assert.Equal(RefusalCode.FormatInvalid, client.TrustRoot(new byte[3]).Refusal?.Code);
    }

    [Fact]
    public void A_given_root_replaces_an_older_one_and_never_a_newer_one()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        repository.Publish(Role.Root);

        Assert.Equal(2, device.Client().TrustRoot(repository.MetadataFiles["2.root.json"]).Value.Metadata.Version);
        Assert.Equal(2, device.Version(Role.Root));
        Assert.Equal(2, device.Client().TrustRoot(repository.FirstRoot).Value.Metadata.Version);
        Assert.Equal(2, device.Version(Role.Root));
    }

    [Fact]
    public void A_kept_root_that_did_not_grow_from_the_given_one_is_refused()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        var stranger = new TestRepository().FirstRoot;
        Assert.Equal(RefusalCode.RootForeign, device.Client().TrustRoot(stranger).Refusal?.Code);

        repository.Publish(Role.Root);
        device.Accepts();
        Assert.Equal(2, device.Version(Role.Root));
        Assert.Equal(RefusalCode.RootForeign, device.Client().TrustRoot(stranger).Refusal?.Code);
        Assert.Null(device.Client().TrustRoot(repository.FirstRoot).Refusal);
    }

    [Fact]
    public void A_device_that_began_with_a_later_root_takes_the_steps_to_it_from_the_repository()
    {
        var repository = new TestRepository();
        for (var i = 0; i < 2; i++)
            RotateEverything(repository);
        var third = repository.MetadataFiles["3.root.json"];
        var store = new MetadataStore(new MockFileSystem(), Device.StoreFolder);
        TrustClient Client() => new(repository, store, TestRepository.Now);
        Assert.Null(Client().TrustRoot(third).Refusal);

        Assert.Equal(3, Client().TrustRoot(repository.FirstRoot).Value.Metadata.Version);

        // What the repository carries counts as little as what lies in the store, when the root before it did not sign it.
        repository.MetadataFiles["2.root.json"] = new TestRepository().FirstRoot;
        Assert.Equal(RefusalCode.RootForeign, Client().TrustRoot(repository.FirstRoot).Refusal?.Code);
        repository.MetadataFiles.Remove("2.root.json");
        Assert.Equal(RefusalCode.RootForeign, Client().TrustRoot(repository.FirstRoot).Refusal?.Code);
    }

    [Theory]
    [InlineData(Role.Timestamp)]
    [InlineData(Role.Snapshot)]
    public void When_a_key_is_taken_away_versions_may_go_back_once(string rotated)
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        repository.Timestamp = repository.Timestamp with { Version = 1_000_000 };
        repository.Snapshot = repository.Snapshot with { Version = 1_000_000 };
        repository.Targets = repository.Targets with { Version = 1_000_000 };
        repository.PublishTargets(Role.Targets);
        device.Accepts();

        // An attacker had the keys and ran the versions up; the vendor starts again at the bottom.
        repository.Timestamp = repository.Timestamp with { Version = 10 };
        repository.Snapshot = repository.Snapshot with { Version = 10 };
        repository.Targets = repository.Targets with { Version = 10 };
        repository.PublishTargets(Role.Targets);
        Assert.Equal(RefusalCode.RolledBack, device.Refused().Code);
        repository.Rotate(rotated);
        repository.Publish(Role.Root, Role.Targets, Role.Snapshot, Role.Timestamp);
        device.Accepts();
        Assert.Equal(12, device.Version(Role.Timestamp));
        Assert.Equal(12, device.Version(Role.Snapshot));
        Assert.Equal(12, device.Version(Role.Targets));
    }

    [Fact]
    public void A_key_in_addition_does_not_open_the_way_back()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        repository.Publish(Role.Timestamp);
        device.Accepts();
        repository.AddKey(Role.Timestamp);
        repository.AddKey(Role.Snapshot);
        repository.Timestamp = repository.Timestamp with { Version = 0 };
        repository.Publish(Role.Root, Role.Timestamp);
        Assert.Equal(RefusalCode.RolledBack, device.Refused().Code);
    }

    [Fact]
    public void A_rotation_is_not_forgotten_when_the_run_ends_right_after_it()
    {
        var repository = new TestRepository();
        var device = new Device(repository);
        var staying = repository.AddKey(Role.Timestamp);
        repository.Publish(Role.Root);
        repository.Timestamp = repository.Timestamp with { Version = 1_000 };
        repository.Publish(Role.Timestamp);
        device.Accepts();

        // One of two keys goes: the kept timestamp would still verify with the other one.
        repository.SignersOf(Role.Timestamp).Clear();
        repository.Root = repository.Root with { Roles = repository.Root.Roles.SetItem(Role.Timestamp, new([], 1)) };
        repository.AddKey(Role.Timestamp, staying);
        repository.Publish(Role.Root);
        repository.MetadataFiles.Remove("timestamp.json", out var timestamp);
        Assert.Equal(RefusalCode.FileMissing, device.Refused().Code);
        repository.MetadataFiles["timestamp.json"] = timestamp!;
        repository.Timestamp = repository.Timestamp with { Version = 1 };
        repository.Publish(Role.Timestamp);

        device.Accepts();
    }

    private static void RotateEverything(TestRepository repository)
    {
        foreach (var role in Role.TopLevel)
            repository.Rotate(role);
        if (repository.Root.Roles[Role.Root].Threshold == 2)
            repository.AddKey(Role.Root);
        repository.Publish(Role.Root, Role.Targets, Role.Snapshot, Role.Timestamp);
    }
}
