using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>What enough holders have signed is refused all the same when it breaks a rule of the kit, and is not kept.</summary>
public sealed class RoleRuleTests : IDisposable
{
    private readonly StickBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string, string> Broken => new()
    {
        { "one is enough for bundles", "1 would be enough to sign for bundles" },
        { "deliveries may list bundles", "deliveries may list bundles/*; it lists deliveries/* and nothing else" },
        { "deliveries may list all", "deliveries may list deliveries/*, bundles/*" },
        { "by hash", "deliveries may list 0" },
        { "a third role", "it names a role 'tools'" },
        { "bundles does not end the search", "bundles does not end the search" },
        { "no deliveries", "it does not name both bundles and deliveries" },
        { "the desk's key in bundles", "the desk's keys bring no code" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Targets_that_break_a_rule_are_refused_and_not_kept(string how, string reason)
    {
        _bench.Accepts(_bench.Make());
        var refusal = _bench.Refuses(_bench.Make(plan => plan with { Targets = targets => Break(targets, how) }),
            RefusalCode.FormatInvalid);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        _bench.Accepts(_bench.Make());
    }

    [Fact]
    public void A_root_with_which_one_would_be_enough_is_refused_and_not_kept()
    {
        _bench.Accepts(_bench.Make());
        _bench.PublishRoot(root => root with
        {
            Roles = root.Roles.SetItem(Role.Targets, root.Roles[Role.Targets] with { Threshold = 1 }),
        });
        var refusal = _bench.Refuses(_bench.Make(), RefusalCode.FormatInvalid);
        Assert.Contains("1 would be enough to sign for targets; at least 2 must", refusal.Reason, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_bench.State, "trust", "roots", "2.root.json.a")));
    }

    [Fact]
    public void A_root_with_a_fifth_role_is_refused()
    {
        _bench.PublishRoot(root => root with { Roles = root.Roles.Add("tools", root.Roles[Role.Targets]) });
        Assert.Contains("names a role 'tools'", _bench.Refuses(_bench.Make(), RefusalCode.FormatInvalid).Reason,
            StringComparison.Ordinal);
    }

    private static TargetsMetadata Break(TargetsMetadata targets, string how)
    {
        var all = targets.Delegations!;
        var (bundles, deliveries) = (all.Roles[0], all.Roles[1]);
        ImmutableArray<DelegatedRole> roles = how switch
        {
            "one is enough for bundles" => [bundles with { Threshold = 1 }, deliveries],
            "deliveries may list bundles" => [bundles, deliveries with { Paths = ["bundles/*"] }],
            "deliveries may list all" => [bundles, deliveries with { Paths = ["deliveries/*", "bundles/*"] }],
            "by hash" => [bundles, deliveries with { Paths = [], PathHashPrefixes = ["0"] }],
            "a third role" => [bundles, deliveries, deliveries with { Name = "tools", Paths = ["tools/*"] }],
            "bundles does not end the search" => [bundles with { Terminating = false }, deliveries],
            "no deliveries" => [bundles],
            "the desk's key in bundles" => [bundles with { KeyIds = [.. bundles.KeyIds, .. deliveries.KeyIds] }, deliveries],
            _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
        };
        var used = roles.SelectMany(role => role.KeyIds).ToHashSet();
        return targets with { Delegations = new(all.Keys.RemoveRange(all.Keys.Keys.Where(id => !used.Contains(id))), roles) };
    }
}
