using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>TUF 1.0.34 section 5.6, step 7.</summary>
public sealed class DelegationTests
{
    private readonly TestRepository _repository = new();
    private readonly Device _device;

    public DelegationTests() => _device = new(_repository);

    [Fact]
    public void Roles_are_asked_in_pre_order_and_in_the_order_of_their_listing()
    {
        Delegate(("targets", "a"), ("targets", "b"), ("a", "c"), ("a", "d"), ("b", "e"));
        Assert.Equal(RefusalCode.TargetUnknown, Find("missing")?.Code);
        Assert.Equal(["a", "c", "d", "b", "e"], Visited());
    }

    [Fact]
    public void The_search_ends_where_the_target_is_listed()
    {
        Delegate(("targets", "a"), ("targets", "b"), ("a", "c"));
        _repository.AddTarget("c", "x", [1]);
        _repository.AddTarget("b", "x", [2]);
        _repository.PublishTargets("a", "b", "c", Role.Targets);
        Assert.Equal(1, _device.Client().FindTarget("x").Value.Length);
        Assert.Equal(["a", "c"], Visited());
    }

    [Fact]
    public void What_the_top_level_role_lists_comes_first()
    {
        Delegate(("targets", "a"));
        _repository.AddTarget("a", "x", [1, 2]);
        _repository.AddTarget(Role.Targets, "x", [1, 2, 3]);
        _repository.PublishTargets("a", Role.Targets);
        Assert.Equal(3, _device.Client().FindTarget(MediaPath.Of("x")).Value.Length);
        Assert.Empty(Visited());
    }

    [Fact]
    public void A_circle_of_delegations_ends()
    {
        Delegate(("targets", "a"), ("a", "b"), ("b", "a"), ("b", "b"));
        Assert.Equal(RefusalCode.TargetUnknown, Find("missing")?.Code);
        Assert.Equal(["a", "b"], Visited());
    }

    [Fact]
    public void A_role_reached_twice_is_asked_once()
    {
        Delegate(("targets", "a"), ("targets", "b"), ("a", "c"), ("b", "c"), ("targets", "d"));
        Assert.NotNull(Find("missing"));
        Assert.Equal(["a", "c", "b", "d"], Visited());
    }

    [Fact]
    public void After_a_terminating_role_and_those_below_it_nobody_is_asked()
    {
        _repository.Delegate(Role.Targets, "a", ["*"]);
        _repository.Delegate(Role.Targets, "never", ["*"]);
        _repository.Delegate("a", "b", ["*"], terminating: true);
        _repository.Delegate("a", "beside", ["*"]);
        _repository.Delegate("b", "c", ["*"]);
        _repository.AddTarget("never", "x", [1]);
        _repository.PublishTargets("a", "b", "c", "beside", "never", Role.Targets);
        Assert.Equal(RefusalCode.TargetUnknown, Find("x")?.Code);
        Assert.Equal(["a", "b", "c"], Visited());
    }

    [Fact]
    public void A_terminating_role_that_the_path_does_not_concern_ends_nothing()
    {
        _repository.Delegate(Role.Targets, "deliveries", ["deliveries/*"], terminating: true);
        _repository.Delegate(Role.Targets, "bundles", ["bundles/*"]);
        _repository.AddTarget("bundles", "bundles/x", [1]);
        _repository.PublishTargets("deliveries", "bundles", Role.Targets);
        Assert.Null(Find("bundles/x"));
        Assert.Equal(["bundles"], Visited());
    }

    [Fact]
    public void A_role_that_lists_a_path_it_was_not_given_is_not_asked()
    {
        _repository.Delegate(Role.Targets, "deliveries", ["deliveries/*"]);
        _repository.AddTarget("deliveries", "bundles/evil.zip", [1]);
        _repository.AddTarget("deliveries", "deliveries/S1.json", [1]);
        _repository.PublishTargets("deliveries", Role.Targets);

        Assert.Equal((RefusalCode.TargetUnknown, "bundles/evil.zip"),
            (Find("bundles/evil.zip")?.Code, Find("bundles/evil.zip")?.Place));
        Assert.Equal(["deliveries/S1.json"], _device.Client().ListTargets().Value.Select(t => t.File.Path));
    }

    [Fact]
    public void A_path_must_be_trusted_along_the_whole_chain()
    {
        _repository.Delegate(Role.Targets, "a", ["a/*"]);
        _repository.Delegate("a", "b", ["b/*"]);
        _repository.AddTarget("b", "b/x", [1]);
        _repository.PublishTargets("a", "b", Role.Targets);
        Assert.Equal(RefusalCode.TargetUnknown, Find("b/x")?.Code);
        Assert.Empty(Visited());
    }

    [Fact]
    public void Hash_prefixes_spread_paths_over_bins()
    {
        var path = "bundles/a.zip"; // SHA-256 begins with 642a
        _repository.Delegate(Role.Targets, "bin-0", [], prefixes: ["0", "1", "2", "3"]);
        _repository.Delegate(Role.Targets, "bin-6", [], prefixes: ["63", "642A"]);
        _repository.AddTarget("bin-6", path, [1]);
        _repository.PublishTargets("bin-0", "bin-6", Role.Targets);
        Assert.Null(Find(path));
        Assert.Equal(["bin-6"], Visited());
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(3, RefusalCode.TargetUnknown)]
    public void A_search_visits_no_more_roles_than_the_limit(int limit, RefusalCode? expected)
    {
        Delegate(("targets", "a"), ("a", "b"), ("b", "c"));
        _repository.AddTarget("c", "x", [1]);
        _repository.PublishTargets("c");
        var client = new TrustClient(_repository, _device.Store, TestRepository.Now, new() { Roles = limit });
        var refusal = client.FindTarget("x").Refusal;
        Assert.Equal(expected, refusal?.Code);
        if (refusal is not null)
            Assert.Contains("more than 3 roles", refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void A_search_reads_no_more_bytes_of_delegated_roles_than_the_limit(int more, bool isFound)
    {
        Delegate(("targets", "a"), ("targets", "b"));
        _repository.AddTarget("b", "x", [1]);
        _repository.PublishTargets("b");
        var length = _repository.MetadataFiles["1.a.json"].Length + _repository.MetadataFiles["2.b.json"].Length;
        var client = new TrustClient(_repository, _device.Store, TestRepository.Now, new() { DelegatedLength = length + more });
        var refusal = client.FindTarget("x").Refusal;
        Assert.Equal(isFound, refusal is null);
        if (refusal is not null)
            Assert.Contains("b.json", refusal.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_delegated_role_is_refused()
    {
        Delegate(("targets", "a"));
        _repository.AddTarget("a", "x", [1]);
        _repository.Change("a", m => m with { Expires = TestRepository.Now });
        _repository.PublishTargets("a");
        var refusal = Find("x");
        Assert.Equal((RefusalCode.Expired, "a"), (refusal?.Code, refusal?.Place));
        Assert.Null(_device.Client(TestRepository.Now.AddSeconds(-1)).FindTarget("x").Refusal);
        Assert.Equal((RefusalCode.Expired, "a"), (Find("x")?.Code, Find("x")?.Place)); // now that it is kept, too
    }

    [Fact]
    public void A_delegated_role_that_the_snapshot_does_not_list_is_not_even_read()
    {
        Delegate(("targets", "a"));
        _repository.Snapshot = _repository.Snapshot with { Meta = _repository.Snapshot.Meta.Remove("a.json") };
        _repository.PublishTargets();
        Assert.Equal((RefusalCode.TargetUnknown, "a.json"), (Find("x")?.Code, Find("x")?.Place));
        Assert.Empty(Visited());
    }

    [Fact]
    public void A_delegated_role_that_is_missing_ends_the_search()
    {
        Delegate(("targets", "a"), ("targets", "b"));
        _repository.AddTarget("b", "x", [1]);
        _repository.PublishTargets("b");
        _repository.MetadataFiles.Remove("1.a.json");
        Assert.Equal((RefusalCode.FileMissing, "1.a.json"), (Find("x")?.Code, Find("x")?.Place));
    }

    [Fact]
    public void A_delegated_role_signed_by_too_few_is_refused()
    {
        Delegate(("targets", "a"));
        _repository.Targets = _repository.Targets with
        {
            Delegations = _repository.Targets.Delegations! with
            { Roles = [_repository.Targets.Delegations.Roles[0] with { Threshold = 2 }] },
        };
        _repository.PublishTargets(Role.Targets);
        var refusal = Find("x");
        Assert.Equal((RefusalCode.SignatureInvalid, "1.a.json"), (refusal?.Code, refusal?.Place));
        Assert.Equal<Fact>([1, 2], refusal!.Facts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cached_role_is_verified_against_the_delegator_in_use(bool newClient)
    {
        _repository.Delegate(Role.Targets, "parent-a", ["a/*"]);
        _repository.Delegate(Role.Targets, "parent-b", ["b/*"]);
        _repository.Delegate("parent-a", "release", ["a/*"]);
        var other = _repository.Delegate("parent-b", "release", ["b/*"]);
        _repository.SignersOf("release").Remove(other.Key.KeyId);
        _repository.AddTarget("release", "a/x", [1]);
        _repository.AddTarget("release", "b/x", [2]);
        _repository.PublishTargets("release", "parent-a", "parent-b", Role.Targets);
        var client = _device.Client();

        Assert.Null(client.FindTarget("a/x").Refusal);
        client = newClient ? _device.Client() : client;
        Assert.Equal(RefusalCode.SignatureInvalid, client.FindTarget("b/x").Refusal?.Code);
        Assert.Null(client.FindTarget("a/x").Refusal);
    }

    [Fact]
    public void A_kept_role_whose_delegator_changed_its_keys_is_refused()
    {
        Delegate(("targets", "a"));
        _repository.AddTarget("a", "x", [1]);
        _repository.PublishTargets("a");
        Assert.Null(Find("x"));
        var roles = _repository.Targets.Delegations!;
        _repository.Targets = _repository.Targets with { Delegations = null };
        _repository.Delegate(Role.Targets, "a", ["*"]);
        _repository.PublishTargets(Role.Targets);
        Assert.NotEqual(roles, _repository.Targets.Delegations);
        Assert.Equal(RefusalCode.SignatureInvalid, Find("x")?.Code);
    }

    [Fact]
    public void A_delegated_role_is_kept_and_read_once()
    {
        Delegate(("targets", "a"));
        _repository.AddTarget("a", "x", [1]);
        _repository.PublishTargets("a");
        var client = _device.Client();
        Assert.Null(client.FindTarget("x").Refusal);
        Assert.Null(client.FindTarget("x").Refusal);
        Assert.Equal(["a"], Visited());
        Assert.Equal(2, _device.Version("a"));
        Assert.Null(Find("x"));
        Assert.Equal(["a"], Visited());
    }

    [Fact]
    public void A_delegated_role_cannot_go_back()
    {
        Delegate(("targets", "a"));
        _repository.PublishTargets("a");
        _device.Accepts();
        _repository.Snapshot = _repository.Snapshot with { Meta = _repository.Snapshot.Meta.SetItem("a.json", new MetaFile(1)) };
        _repository.PublishTargets();
        Assert.Equal<Fact>([1, 2], _device.Refused().Facts);
    }

    [Theory]
    [InlineData("../role", "1...%2Frole.json")]
    [InlineData("/role", "1.%2Frole.json")]
    [InlineData("a?b#c", "1.a%3Fb%23c.json")]
    [InlineData("è", "1.%C3%A8.json")]
    public void An_odd_role_name_stays_one_file_in_its_folder(string role, string file)
    {
        if (role == "è")
        {
            Assert.Equal(file, Role.FileName(role, 1));
            return;
        }

        Delegate(("targets", role));
        _repository.AddTarget(role, "x", [1]);
        _repository.PublishTargets(role);
        Assert.Null(Find("x"));
        Assert.Contains(file.Replace("1.", "2.", StringComparison.Ordinal), _repository.Opened);
        Assert.Contains($"{Device.StoreFolder}/{Role.FileName(role)}", _device.Files.AllFiles.Select(f => f.Replace('\\', '/')));
    }

    [Fact]
    public void All_roles_are_read_for_a_list_also_after_a_terminating_one()
    {
        _repository.Delegate(Role.Targets, "deliveries", ["deliveries/*"], terminating: true);
        _repository.Delegate(Role.Targets, "bundles", ["bundles/*"]);
        _repository.AddTarget("deliveries", "deliveries/S1.json", [1]);
        _repository.AddTarget("bundles", "bundles/x", [1]);
        _repository.AddTarget(Role.Targets, "top", [1]);
        _repository.PublishTargets("deliveries", "bundles", Role.Targets);
        var client = _device.Client();

        var listed = client.ListTargets().Value;

        Assert.Equal(["bundles/x bundles", "deliveries/S1.json deliveries", "top targets"],
            listed.Select(t => $"{t.File.Path} {t.Role}"));
        Assert.Equal(["bundles", "deliveries"], client.Trusted!.Delegated.Keys);
    }

    [Fact]
    public void A_list_is_refused_when_one_role_cannot_be_trusted()
    {
        Delegate(("targets", "a"));
        _repository.MetadataFiles["1.a.json"][40] ^= 1;
        Assert.Equal(RefusalCode.FileAltered, _device.Client().ListTargets().Refusal?.Code);
        _repository.MetadataFiles.Remove("timestamp.json");
        Assert.Equal(RefusalCode.FileMissing, _device.Client().ListTargets().Refusal?.Code);
    }

    [Fact]
    public void A_new_refresh_sees_what_a_delegated_role_lists_anew()
    {
        Delegate(("targets", "a"));
        var client = _device.Client();
        Assert.NotNull(client.FindTarget("x").Refusal);
        _repository.AddTarget("a", "x", [1]);
        _repository.PublishTargets("a");
        Assert.NotNull(client.FindTarget("x").Refusal);
        Assert.Null(client.Refresh().Refusal);
        Assert.Null(client.FindTarget("x").Refusal);
    }

    private void Delegate(params (string From, string To)[] delegations)
    {
        foreach (var (from, to) in delegations)
            _repository.Delegate(from, to, ["*"]);
        _repository.PublishTargets([.. delegations.Select(d => d.To).Distinct(), Role.Targets]);
    }

    private Refusal? Find(string path) => _device.Client().FindTarget(path).Refusal;

    private IEnumerable<string> Visited() => _repository.Opened
        .Select(name => name.Split('.')[1])
        .Where(role => role.Length > 0 && role is not ("json" or "snapshot" or "targets" or "root"));
}
