using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;
using PatchKit.Tests.Shared.Bundles;

namespace PatchKit.Tests.Applier.Staging;

public sealed class StagerTests : IDisposable
{
    private readonly StickBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_good_stick_is_copied_verified_and_told_about()
    {
        var staged = _bench.Accepts(_bench.Make());
        Assert.Equal("c-1-1.0", staged.Bundle.Bundle.Text);
        Assert.Equal(2, staged.Signers.Length);
        Assert.False(staged.Time.IsBehind);
        Assert.Empty(staged.ForeignFiles);
        foreach (var (path, bytes) in TestManifest.Contents)
            Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(staged.Content, path)));
        Assert.False(File.Exists(Path.Combine(_bench.State, "staging", "bundle.zip")));
    }

    [Fact]
    public void Who_signed_is_named_where_a_name_is_signed_and_by_the_key_alone_where_none_is()
    {
        var first = "";
        var staged = _bench.Accepts(_bench.Make(plan => plan with
        {
            Targets = targets => targets with
            {
                Names = targets.Names.Add(first = targets.Delegations!.Roles[0].KeyIds[0], "Rita, release engineering"),
            },
        }));
        Assert.Equal("Rita, release engineering", staged.Signers.Single(one => one.KeyId == first).Name);
        Assert.Null(staged.Signers.Single(one => one.KeyId != first).Name);
    }

    [Fact]
    public void Progress_ends_with_the_whole_bundle()
    {
        var told = new Steps();
        var stick = _bench.Make();
        Assert.Null(_bench.Stage(stick, told).Refusal);
        Assert.Equal((told.Last.Total, true), (told.Last.Done, told.Last.Total > 0));
    }

    [Fact]
    public void The_same_stick_can_be_staged_again_and_again()
    {
        var stick = _bench.Make();
        _bench.Accepts(stick);
        _bench.Accepts(stick);
        Assert.Single(_bench.Device.Deliveries);
    }

    [Fact]
    public void An_older_stick_is_refused_after_a_newer_one()
    {
        var old = _bench.Make();
        _bench.Accepts(_bench.Make());
        _bench.Refuses(old, RefusalCode.RolledBack);
    }

    [Fact]
    public void The_highest_signed_time_is_the_floor_and_a_clock_behind_it_is_told()
    {
        _bench.Accepts(_bench.Make(plan => plan with { Issued = StickBench.Now.AddDays(10) }));
        _bench.Clock.AdjustTime(StickBench.Now.AddYears(-20));
        var staged = _bench.Accepts(_bench.Make(plan => plan with { Issued = StickBench.Now.AddDays(5) }));
        Assert.True(staged.Time.IsBehind);
        Assert.Equal(StickBench.Now.AddDays(10), staged.Time.Floor);
        Assert.Equal(StickBench.Now.AddYears(-20), staged.Time.Clock);
        Assert.Equal(staged.Time.Floor, staged.Time.Now);
    }

    [Fact]
    public void Expiry_is_measured_against_the_floor_when_the_clock_is_behind()
    {
        var expired = _bench.Make(plan => plan with { Issued = StickBench.Now.AddDays(-9), Expires = StickBench.Now.AddDays(5) });
        _bench.Accepts(_bench.Make(plan => plan with { Issued = StickBench.Now.AddDays(10) }));
        var late = _bench.Make(plan => plan with { Issued = StickBench.Now.AddDays(-9), Expires = StickBench.Now.AddDays(5) });
        _bench.Clock.AdjustTime(StickBench.Now.AddYears(-20));
        _bench.Refuses(late, RefusalCode.Expired);
        _bench.Refuses(expired, RefusalCode.RolledBack);
    }

    [Fact]
    public void A_bundle_released_later_than_the_delivery_raises_the_floor_too()
    {
        var manifest = TestManifest.Create() with { Released = StickBench.Now.AddDays(3) };
        var staged = _bench.Accepts(_bench.Make(plan => plan with { Manifest = manifest }));
        Assert.Equal(StickBench.Now.AddDays(3), staged.Time.Floor);
        Assert.Equal(StickBench.Now.AddDays(3), _bench.Floor);
    }

    [Fact]
    public void A_clock_decades_ahead_is_named_and_never_remembered()
    {
        var stick = _bench.Make();
        _bench.Clock.AdjustTime(StickBench.Now.AddYears(40));
        _bench.Refuses(stick, RefusalCode.ClockAhead);
        Assert.Equal(DateTimeOffset.UnixEpoch, _bench.Floor);
        _bench.Clock.AdjustTime(StickBench.Now);
        _bench.Accepts(stick);
        Assert.Equal(StickBench.Now.AddDays(-1), _bench.Floor);
    }

    [Fact]
    public void A_stick_past_its_expiry_is_refused_with_both_dates()
    {
        var stick = _bench.Make();
        _bench.Clock.AdjustTime(StickBench.Now.AddDays(60));
        var refusal = _bench.Refuses(stick, RefusalCode.Expired);
        Assert.Equal<Fact>([StickBench.Now.AddDays(60), StickBench.Now.AddDays(60)], refusal.Facts);
    }

    [Fact]
    public void A_signed_time_past_the_expiry_of_what_vouches_for_it_is_refused_and_never_remembered()
    {
        _bench.Refuses(_bench.Make(plan => plan with { Issued = StickBench.Now.AddYears(100) }), RefusalCode.Expired);
        var manifest = TestManifest.Create() with { Released = StickBench.Now.AddYears(100) };
        _bench.Refuses(_bench.Make(plan => plan with { Manifest = manifest }), RefusalCode.Expired);
        Assert.True(_bench.Floor < StickBench.Now);
    }

    [Fact]
    public void A_withdrawn_bundle_is_refused_also_by_a_later_stick_without_a_list()
    {
        var digest = StickBench.BundleOn(_bench.Make());
        _bench.Refuses(_bench.Make(plan => plan with { Withdrawn = [digest] }), RefusalCode.Withdrawn);
        _bench.Refuses(_bench.Make(), RefusalCode.Withdrawn);
        Assert.Equal([digest.Hex], _bench.Device.Withdrawn);
    }

    [Fact]
    public void Another_bundle_is_accepted_beside_a_list_of_withdrawn_ones() =>
        _bench.Accepts(_bench.Make(plan => plan with { Withdrawn = [Sha256Digest.Of("another"u8)] }));

    [Fact]
    public void A_nonce_belongs_to_one_stick_for_ever()
    {
        var first = _bench.Make();
        _bench.Accepts(first);
        var copied = _bench.Make(plan => plan with
        { Stick = Token.Of<StickId>("PK-0043"), Nonce = _bench.Device.Deliveries.Keys.Single() });
        Assert.Contains("PK-0042", _bench.Refuses(copied, RefusalCode.FileAltered).Reason, StringComparison.Ordinal);
        _bench.Accepts(_bench.Make(plan => plan with { Stick = Token.Of<StickId>("PK-0043") }));
    }

    [Fact]
    public void A_delivery_for_another_stick_is_refused()
    {
        var stick = _bench.Make(plan => plan with
        { Deliver = delivery => delivery with { Stick = Token.Of<StickId>("PK-0099") } });
        Assert.Contains("PK-0099", _bench.Refuses(stick, RefusalCode.FileAltered).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_marker_that_names_another_stick_finds_no_delivery() =>
        _bench.Refuses(_bench.Make(plan => plan with { Marker = Token.Of<StickId>("PK-0099") }), RefusalCode.TargetUnknown);

    [Fact]
    public void A_delivery_that_names_another_digest_than_the_signed_bundle_has_is_refused() => _bench.Refuses(
        _bench.Make(plan => plan with
        {
            Deliver = delivery => delivery with
            { Bundles = [delivery.Bundles[0] with { Sha256 = Sha256Digest.Of("mine"u8) }] }
        }),
        RefusalCode.FileAltered);

    [Fact]
    public void A_delivery_of_two_bundles_is_refused()
    {
        var stick = _bench.Make();
        var bytes = File.ReadAllText(Directory.EnumerateFiles(Path.Combine(stick.Drive.Root, "release/targets/deliveries"))
            .Single(path => path.EndsWith(".PK-0042.json", StringComparison.Ordinal)));
        const string End = "\n  ],\n  \"instruments\"";
        Assert.Contains(End, bytes, StringComparison.Ordinal);
        var two = bytes.Replace(End, $",{{\"bundle\": \"c-1-2.0\", \"sha256\": \"{Sha256Digest.Of("x"u8).Hex}\"}}{End}",
            StringComparison.Ordinal);
        var refusal = _bench.Refuses(_bench.Make(plan => plan with { DeliveryBytes = Encoding.UTF8.GetBytes(two) }),
            RefusalCode.FormatInvalid);
        Assert.Contains("it names 2 bundles", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_that_calls_itself_otherwise_is_refused()
    {
        _bench.Refuses(_bench.Make(plan => plan with { Named = Token.Of<BundleId>("c-1-9.9") }), RefusalCode.FileAltered);
        _bench.Refuses(
            _bench.Make(plan => plan with { Deliver = delivery => delivery with { Campaign = Token.Of<CampaignId>("c-2") } }),
                RefusalCode.FileAltered);
    }

    [Fact]
    public void A_bundle_with_one_bit_flipped_is_refused()
    {
        var stick = _bench.Make();
        var zip = Directory.EnumerateFiles(Path.Combine(stick.Drive.Root, "release/targets/bundles")).Single();
        var bytes = File.ReadAllBytes(zip);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(zip, bytes);
        _bench.Refuses(stick, RefusalCode.FileAltered);
    }

    [Fact]
    public void Foreign_files_are_listed_and_ignored()
    {
        var stick = _bench.Make();
        foreach (var folder in new[] { ".Spotlight-V100", "System Volume Information", "release/metadata/.fseventsd" })
            Directory.CreateDirectory(Path.Combine(stick.Drive.Root, folder));
        foreach (var name in new[] { "._x", "kiosk-report.html", "turned\u202Ename\n.txt", "release/targets/bundles/._bundle.zip",
            "release/metadata/._timestamp.json" })
            File.WriteAllText(Path.Combine(stick.Drive.Root, name), "not ours");
        Assert.Equal(
            [".Spotlight-V100", "._x", "System Volume Information", "kiosk-report.html",
                "release/metadata/._timestamp.json", "release/metadata/.fseventsd", "release/targets/bundles/._bundle.zip",
                @"turned\u202ename .txt"],
            _bench.Accepts(stick).ForeignFiles);
    }

    [Fact]
    public void No_more_than_twenty_foreign_names_are_listed()
    {
        var stick = _bench.Make();
        for (var i = 0; i < 25; i++)
            File.WriteAllText(Path.Combine(stick.Drive.Root, $"x{i}"), "");
        Assert.Equal(20, _bench.Accepts(stick).ForeignFiles.Length);
    }

    [Theory]
    [InlineData("release")]
    [InlineData("release/metadata")]
    [InlineData("release/metadata/timestamp.json")]
    [InlineData("release/targets/bundles")]
    [InlineData("release/targets/deliveries")]
    public void A_link_on_the_stick_is_refused(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(),
            "making a link takes a right that a developer's account on Windows may lack");
        var stick = _bench.Make();
        var full = Path.Combine(stick.Drive.Root, path);
        var elsewhere = Path.Combine(_bench.Folder, "elsewhere");
        if (Directory.Exists(full))
        {
            Directory.Move(full, elsewhere);
            Directory.CreateSymbolicLink(full, elsewhere);
        }
        else
        {
            File.Move(full, elsewhere);
            File.CreateSymbolicLink(full, elsewhere);
        }

        _bench.Refuses(stick, RefusalCode.PathUnsafe);
    }

    [Theory]
    [InlineData("device.a", "device.b")]
    [InlineData("trust/timestamp.json.a", "trust/timestamp.json.b")]
    [InlineData("trust/root.json.a", "trust/root.json.b")]
    public void Damaged_memory_is_refused_and_never_taken_for_none(string one, string other)
    {
        var stick = _bench.Make();
        _bench.Accepts(stick);
        Damage(one);
        _bench.Accepts(stick);
        Damage(one);
        Damage(other);
        _bench.Refuses(stick, RefusalCode.MemoryDamaged);
        File.Delete(Path.Combine(_bench.State, other));
        _bench.Refuses(stick, RefusalCode.MemoryDamaged);
        // The way out that is named: both files are moved away.
        File.Delete(Path.Combine(_bench.State, one));
        _bench.Accepts(stick);
    }

    [Theory]
    [InlineData("release/metadata/timestamp.json")]
    [InlineData("release/metadata/2.root.json")]
    [InlineData("release/targets/bundles/pipe.zip")]
    [InlineData("applier/Applier.dll")]
    public void A_pipe_on_the_stick_is_refused_and_not_waited_for(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows has no pipes in folders");
        var stick = _bench.Make();
        var full = Path.Combine(stick.Drive.Root, path);
        File.Delete(full);
        Pipe.At(full);
        _bench.Refuses(stick, RefusalCode.PathUnsafe);
    }

    [Fact]
    public void A_full_disk_is_not_blamed_on_the_stick()
    {
        var stick = _bench.Make();
        Directory.CreateDirectory(_bench.State);
        File.WriteAllText(Path.Combine(_bench.State, "staging"), "a file where the folder should be");
        Assert.Equal(RefusalCode.AccessDenied, _bench.Stage(stick).Refusal?.Code);
    }

    [Fact]
    public void A_chain_of_roots_that_replaces_every_key_is_followed()
    {
        var first = _bench.Make();
        _bench.Accepts(first);
        for (var i = 0; i < 4; i++)
            _bench.PublishRoot([.. Role.TopLevel, "bundles", "deliveries"]);
        _bench.Accepts(_bench.Make());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_missing_root_is_named(int missing)
    {
        _bench.Accepts(_bench.Make());
        for (var i = 0; i < 4; i++)
            _bench.PublishRoot([.. Role.TopLevel, "bundles", "deliveries"]);
        var refusal = _bench.Refuses(_bench.Make(plan => plan with { WithoutRoot = missing }), RefusalCode.RootChainBroken);
        Assert.Equal(new Fact.Count(missing), refusal.Facts[0]);
        _bench.Accepts(_bench.Make());
    }

    private void Damage(string name)
    {
        var path = Path.Combine(_bench.State, name);
        File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
    }

    private sealed class Steps : IProgress<(long Done, long Total)>
    {
        public (long Done, long Total) Last { get; private set; }

        public void Report((long Done, long Total) value) => Last = value;
    }
}
