using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Packager.Releases;

public sealed class ReleaseRepositoryTests : IDisposable
{
    private const string Bundle = "bundles/fsn2023-1338-1.0.0.zip";
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void A_first_release_is_published_when_all_have_signed_and_a_client_accepts_it()
    {
        _desk.Begun();
        Assert.Empty(_desk.Seen().Value);
        Assert.Equal(
            ["1.bundles.json", "1.deliveries.json", "1.root.json", "1.snapshot.json", "1.targets.json", "timestamp.json"],
            System.IO.Directory.GetFiles(Path.Combine(_desk.Folder, "metadata")).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
        Assert.Empty(System.IO.Directory.GetFiles(Path.Combine(_desk.Folder, "drafts")));
    }

    [Fact]
    public void A_first_release_that_somebody_has_not_signed_is_not_published_and_says_who()
    {
        var release = ReleaseRepository.Create(_desk.Files, _desk.Clock, _desk.Folder, _desk.FirstKeys()).Value;
        Desk.SignAll(release, _desk.Ann, _desk.Rita, _desk.Quinn, _desk.Sue);
        var refusal = _desk.Open().Refresh(_desk.Sue.Signer).Refusal;
        Assert.Equal(RefusalCode.SignatureInvalid, refusal?.Code);
        Assert.Contains("root 1: not yet usable: 1 of 2 signatures by root 1; 1 of these must still sign: Ben, root",
            refusal?.Reason, StringComparison.Ordinal);
        Assert.False(System.IO.Directory.Exists(Path.Combine(_desk.Folder, "metadata")));
    }

    [Fact]
    public void One_of_two_signatures_on_bundles_is_not_yet_usable_and_the_rest_goes_on()
    {
        var release = _desk.Begun();
        Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip");
        var status = release.Sign(ReleaseRoles.Bundles, _desk.Rita.Signer).Value;
        Assert.False(status.IsComplete);
        Assert.Contains("bundles 2: not yet usable: 1 of 2 signatures", status.Describe(release.State.Holders),
            StringComparison.Ordinal);
        Assert.Contains("Quinn, quality", status.Describe(release.State.Holders), StringComparison.Ordinal);

        Desk.Add(release, ReleaseRoles.Deliveries, "deliveries/s1.json", "delivery");
        release.Sign(ReleaseRoles.Deliveries, _desk.Sue.Signer);
        var report = release.Refresh(_desk.Sue.Signer).Value;
        Assert.Equal(["deliveries", "snapshot", "timestamp"], report.Published.Select(file => file.Role));
        Assert.Equal("bundles", Assert.Single(report.Waiting).File.Role);
        Assert.Equal(["deliveries/s1.json"], _desk.Seen().Value);
    }

    [Fact]
    public void The_second_signature_comes_from_another_process_and_the_bundle_is_published()
    {
        Desk.Add(_desk.Begun(), ReleaseRoles.Bundles, Bundle, "zip");
        Assert.False(_desk.Open().Sign(ReleaseRoles.Bundles, _desk.Rita.Signer).Value.IsComplete);
        Assert.True(_desk.Open().Sign(ReleaseRoles.Bundles, _desk.Quinn.Signer).Value.IsComplete);
        _desk.Open().Refresh(_desk.Sue.Signer);
        Assert.Equal([Bundle], _desk.Seen().Value);
    }

    [Fact]
    public void The_same_signer_twice_counts_once()
    {
        var release = _desk.Begun();
        Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip");
        release.Sign(ReleaseRoles.Bundles, _desk.Rita.Signer);
        Assert.Equal(1, release.Sign(ReleaseRoles.Bundles, _desk.Rita.Signer).Value.Quorums.Single().Missing);
    }

    [Fact]
    public void A_signature_by_a_key_that_is_not_in_the_role_is_refused_and_nothing_is_written()
    {
        var release = _desk.Begun();
        Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip");
        var before = System.IO.File.ReadAllText(Path.Combine(_desk.Folder, "drafts", "bundles.json"));
        var refusal = release.Sign(ReleaseRoles.Bundles, _desk.Sue.Signer).Refusal;
        Assert.Equal(RefusalCode.KeyUnusable, refusal?.Code);
        Assert.Contains("not one of the keys that sign for bundles", refusal?.Reason, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllText(Path.Combine(_desk.Folder, "drafts", "bundles.json")));
    }

    [Fact]
    public void A_refresh_by_a_key_that_is_not_the_support_desks_is_refused() =>
        Assert.Equal(RefusalCode.KeyUnusable, _desk.Begun().Refresh(_desk.Rita.Signer).Refusal?.Code);

    [Fact]
    public void What_breaks_a_rule_is_not_published_though_enough_have_signed_it()
    {
        var release = _desk.Begun();
        var targets = release.State.Targets.Targets;
        var weak = targets.Delegations!.Roles[0] with { Threshold = 1 };
        var draft = MetadataWriter.Write(targets with
        {
            Version = 2,
            Delegations = targets.Delegations with { Roles = targets.Delegations.Roles.SetItem(0, weak) },
        }, _desk.Ann.Signer, _desk.Ben.Signer).Value;
        System.IO.File.WriteAllBytes(Path.Combine(_desk.Folder, "drafts", "targets.json"), draft.Bytes.ToArray());
        var refusal = _desk.Open().Refresh(_desk.Sue.Signer).Refusal;
        Assert.Contains("1 would be enough to sign for bundles", refusal?.Reason, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(Path.Combine(_desk.Folder, "metadata", "2.targets.json")));
    }

    [Fact]
    public void An_edit_of_a_draft_drops_its_signatures_and_keeps_its_version()
    {
        var release = _desk.Begun();
        Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip");
        release.Sign(ReleaseRoles.Bundles, _desk.Rita.Signer);
        var status = Desk.Add(release, ReleaseRoles.Bundles, "bundles/other.zip", "zip");
        Assert.Equal(2, status.File.Version);
        Assert.Equal(2, status.Quorums.Single().Missing);
    }

    [Fact]
    public void The_same_bundle_again_keeps_the_signatures()
    {
        var release = _desk.Begun();
        Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip");
        release.Sign(ReleaseRoles.Bundles, _desk.Rita.Signer);
        Assert.Equal(1, Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip").Quorums.Single().Missing);
    }

    [Theory]
    [InlineData("bundles", "deliveries/a.json")]
    [InlineData("deliveries", "bundles/a.zip")]
    [InlineData("targets", "bundles/a.zip")]
    [InlineData("bundles", "bundles/deep/a.zip")]
    public void A_role_lists_only_its_own_paths(string role, string path)
    {
        using var stream = new MemoryStream();
        Assert.Equal(RefusalCode.Usage, _desk.Begun().AddTarget(role, Shared.Values.MediaPath.Of(path), stream).Refusal?.Code);
    }

    [Fact]
    public void Every_key_can_be_rotated_and_a_device_with_the_first_root_follows()
    {
        var release = _desk.Begun();
        Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip");
        Desk.SignAll(release, _desk.Rita, _desk.Quinn);
        release.Refresh(_desk.Sue.Signer);

        DeskPerson[] fresh = [_desk.Person("Ann 2"), _desk.Person("Ben 2"), _desk.Person("Rita 2"), _desk.Person("Quinn 2"),
            _desk.Person("Sue 2")];
        Assert.Null(release.ChangeKeys(Role.Root, _ => Desk.Of(2, fresh[0], fresh[1])).Refusal);
        Assert.Null(release.ChangeKeys(Role.Targets, _ => Desk.Of(2, fresh[0], fresh[1])).Refusal);
        Assert.Null(release.ChangeKeys(ReleaseRoles.Bundles, _ => Desk.Of(2, fresh[2], fresh[3])).Refusal);
        foreach (var role in new[] { ReleaseRoles.Deliveries, Role.Snapshot, Role.Timestamp })
            Assert.Null(release.ChangeKeys(role, _ => Desk.Of(1, fresh[4])).Refusal);
        Assert.Equal(["bundles", "deliveries", "root", "targets"], release.State.Drafts.Keys);

        Desk.SignAll(release, fresh);
        Assert.Contains("2 of these must still sign: Ann, root", release.State.StatusOf(release.State.Drafts[Role.Root])
            .Describe(release.State.Holders), StringComparison.Ordinal);
        Assert.Equal(RefusalCode.KeyUnusable, release.Refresh(fresh[4].Signer).Refusal?.Code);
        Desk.SignAll(release, _desk.Ann, _desk.Ben);
        Assert.True(release.Refresh(fresh[4].Signer).Value.IsPublished);

        Assert.Equal([Bundle], _desk.Seen(root: 1).Value);
        Assert.Equal([Bundle], _desk.Seen(root: 2).Value);
        Assert.Equal(RefusalCode.KeyUnusable, release.Refresh(_desk.Sue.Signer).Refusal?.Code);
    }

    [Fact]
    public void A_device_four_roots_behind_follows_and_a_missing_root_is_named()
    {
        var release = _desk.Begun();
        DeskPerson[] holders = [_desk.Ann, _desk.Ben];
        for (var n = 2; n <= 5; n++)
        {
            DeskPerson[] next = [_desk.Person($"Ann {n}"), _desk.Person($"Ben {n}")];
            release.ChangeKeys(Role.Root, _ => Desk.Of(2, next));
            Desk.SignAll(release, [.. holders, .. next]);
            Assert.True(release.Refresh(_desk.Sue.Signer).Value.IsPublished);
            holders = next;
        }

        Assert.Equal(5, release.State.Root.Version);
        Assert.Null(_desk.Seen(root: 1).Refusal);
        System.IO.File.Delete(Path.Combine(_desk.Folder, "metadata", "3.root.json"));
        var refusal = _desk.Seen(root: 1).Refusal;
        Assert.Equal(RefusalCode.RootChainBroken, refusal?.Code);
        Assert.Contains("3.root.json", refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_raised_root_threshold_needs_the_old_and_the_new_one()
    {
        var release = _desk.Begun();
        var cleo = _desk.Person("Cleo, root");
        var status = release.ChangeKeys(Role.Root, keys => new([.. keys.Files, cleo.File], 3)).Value;
        Assert.Equal([("root 1", 2), ("root 2", 3)], status.Quorums.Select(quorum => (quorum.By, quorum.Missing)));

        Desk.SignAll(release, _desk.Ann, _desk.Ben);
        Assert.Equal([cleo.Signer.Key.KeyId], release.State.StatusOf(release.State.Drafts[Role.Root]).Wanted);
        Assert.DoesNotContain(release.Refresh(_desk.Sue.Signer).Value.Published, file => file.Role == Role.Root);
        Desk.SignAll(release, cleo);
        Assert.Contains(release.Refresh(_desk.Sue.Signer).Value.Published, file => file.Role == Role.Root);
        Assert.Null(_desk.Seen(root: 1).Refusal);
    }

    [Fact]
    public void A_root_that_only_its_new_holders_signed_is_not_published()
    {
        var release = _desk.Begun();
        DeskPerson[] thieves = [_desk.Person("Thief 1"), _desk.Person("Thief 2")];
        release.ChangeKeys(Role.Root, _ => Desk.Of(2, thieves));
        Desk.SignAll(release, thieves);
        Assert.DoesNotContain(release.Refresh(_desk.Sue.Signer).Value.Published, file => file.Role == Role.Root);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("targets")]
    [InlineData("bundles")]
    public void What_can_bring_code_takes_two_people(string role) =>
        Assert.Contains("two people", _desk.Begun()
            .ChangeKeys(role, keys => keys with { Threshold = 1 }).Refusal?.Reason, StringComparison.Ordinal);

    [Fact]
    public void A_threshold_above_the_number_of_holders_is_refused() =>
        Assert.Equal(RefusalCode.Usage, _desk.Begun().ChangeKeys(Role.Root, keys => keys with { Threshold = 3 }).Refusal?.Code);

    [Theory]
    [InlineData("root")]
    [InlineData("bundles")]
    public void The_support_desks_key_never_comes_into_a_role_that_brings_code(string role)
    {
        var release = _desk.Begun();
        var refusal = release.ChangeKeys(role, keys => keys with { Files = keys.Files.Add(_desk.Sue.File) }).Refusal;
        Assert.Contains("bring no code", refusal?.Reason, StringComparison.Ordinal);
        Assert.Empty(release.State.Drafts);
    }

    [Fact]
    public void A_ceremony_key_never_comes_into_a_rehearsal_and_the_other_way_round()
    {
        var real = _desk.Person("Real", KeyUse.Ceremony);
        Assert.Contains("ceremony key", _desk.Begun()
            .ChangeKeys(Role.Root, keys => keys with { Files = keys.Files.Add(real.File) }).Refusal?.Reason,
            StringComparison.Ordinal);
        var mixed = _desk.FirstKeys();
        mixed[Role.Root] = Desk.Of(2, real, _desk.Person("Also real", KeyUse.Ceremony));
        Assert.Contains("rehearsal key",
            ReleaseRepository.Create(_desk.Files, _desk.Clock, _desk.Folder + "2", mixed).Refusal?.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_file_that_was_altered_is_refused_before_anybody_builds_on_it()
    {
        _desk.Begun();
        var path = Path.Combine(_desk.Folder, "metadata", "1.bundles.json");
        System.IO.File.WriteAllText(path, System.IO.File.ReadAllText(path)
            .Replace("\"version\": 1", "\"version\": 1 ", StringComparison.Ordinal));
        Assert.Equal(RefusalCode.FileAltered, _desk.TryOpen().Refusal?.Code);
    }

    [Fact]
    public void A_root_whose_signatures_do_not_verify_is_refused_on_opening()
    {
        _desk.Begun();
        var path = Path.Combine(_desk.Folder, "metadata", "1.root.json");
        System.IO.File.WriteAllText(path, System.IO.File.ReadAllText(path)
            .Replace("\"threshold\": 2", "\"threshold\": 1", StringComparison.Ordinal));
        Assert.Equal(RefusalCode.SignatureInvalid, _desk.TryOpen().Refusal?.Code);
    }

    [Fact]
    public void A_publication_that_was_cut_off_before_the_timestamp_is_taken_up_again()
    {
        var release = _desk.Begun();
        var timestamp = Path.Combine(_desk.Folder, "metadata", "timestamp.json");
        var drafts = Path.Combine(_desk.Folder, "drafts", "root.json");
        var before = System.IO.File.ReadAllBytes(timestamp);
        var sam = _desk.Person("Sam, support desk");
        foreach (var role in new[] { Role.Snapshot, Role.Timestamp })
            release.ChangeKeys(role, _ => Desk.Of(1, sam));
        Desk.SignAll(release, _desk.Ann, _desk.Ben);
        var root = System.IO.File.ReadAllBytes(drafts);
        release.Refresh(sam.Signer);
        System.IO.File.WriteAllBytes(timestamp, before);
        Assert.Equal(RefusalCode.SignatureInvalid, _desk.TryOpen().Refusal?.Code);
        System.IO.File.WriteAllBytes(drafts, root);

        var again = _desk.Open();
        Assert.Equal(1, again.State.Published[Role.Root].Version);
        Assert.True(again.Refresh(sam.Signer).Value.IsPublished);
        Assert.Null(_desk.Seen().Refusal);
    }

    [Fact]
    public void Snapshot_and_timestamp_of_two_holders_are_signed_one_after_the_other()
    {
        var release = _desk.Begun();
        var tim = _desk.Person("Tim, timestamps");
        release.ChangeKeys(Role.Timestamp, _ => Desk.Of(1, tim));
        Desk.SignAll(release, _desk.Ann, _desk.Ben);
        Desk.Add(release, ReleaseRoles.Deliveries, "deliveries/s1.json", "delivery");
        Desk.SignAll(release, _desk.Sue);
        var first = _desk.Open().Refresh(_desk.Sue.Signer).Value;
        Assert.False(first.IsPublished);
        Assert.Contains(first.Waiting, status => status.File.Role == Role.Timestamp);
        Assert.True(_desk.Open().Refresh(tim.Signer).Value.IsPublished);
        Assert.Equal(["deliveries/s1.json"], _desk.Seen().Value);
    }

    [Fact]
    public void A_refresh_gives_an_expired_release_a_new_timestamp_and_snapshot()
    {
        var release = _desk.Begun();
        _desk.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(RefusalCode.Expired, _desk.Seen().Refusal?.Code);
        Assert.Equal(["snapshot", "timestamp"], _desk.Open().Refresh(_desk.Sue.Signer).Value.Published.Select(file => file.Role));
        Assert.Null(_desk.Seen().Refusal);
        Assert.NotNull(release);
    }

    [Fact]
    public void A_renewed_role_keeps_its_content_and_expires_later()
    {
        var release = _desk.Begun();
        _desk.Clock.Advance(TimeSpan.FromDays(80));
        var status = release.Renew(ReleaseRoles.Bundles).Value;
        Assert.Equal(_desk.Clock.GetUtcNow().AddDays(365), status.File.Expires);
        Assert.Equal(2, status.File.Version);
    }

    [Fact]
    public void What_a_client_needs_is_named_and_is_enough()
    {
        var release = _desk.Begun();
        release.ChangeKeys(Role.Root, keys => keys with { Files = keys.Files.Add(_desk.Person("Cleo, root").File) });
        Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip");
        Desk.SignAll(release, _desk.Ann, _desk.Ben, _desk.Rita, _desk.Quinn);
        release.Refresh(_desk.Sue.Signer);
        var zip = release.PathOf(ReleaseRoles.Bundles, Shared.Values.MediaPath.Of(Bundle))!;
        Assert.Equal("zip", System.IO.File.ReadAllText(zip));
        Assert.Contains("1.root.json", release.State.ClientFiles);
        foreach (var file in System.IO.Directory.GetFiles(Path.Combine(release.Folder, "metadata"))
            .Where(path => !release.State.ClientFiles.Contains(Path.GetFileName(path))))
            System.IO.File.Delete(file);
        Assert.Equal([Bundle], _desk.Seen(root: 1).Value);
        Assert.False(System.IO.File.Exists(Path.Combine(release.Folder, "metadata", "1.bundles.json")));
    }

    [Fact]
    public void A_release_is_never_begun_on_top_of_another() =>
        Assert.Equal(RefusalCode.OutputExists, Create(_desk.Begun()).Refusal?.Code);

    private Result<ReleaseRepository> Create(ReleaseRepository _) =>
        ReleaseRepository.Create(_desk.Files, _desk.Clock, _desk.Folder, _desk.FirstKeys());
}
