using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>The sentences that a support desk reads: each says what was seen and what was expected.</summary>
public sealed class TrustRefusalsTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // Made while the test runs: a sentence is tested where it is made.
    private static readonly Dictionary<string, Func<Refusal>> Refusals = new(StringComparer.Ordinal)
    {
        ["FileMissing: f: the file is missing"] = () => TrustRefusals.FileMissing("f"),
        ["FileLength: f: it has 7 bytes, expected 8"] = () => TrustRefusals.FileLength("f", "7", 8),
        ["FileLength: f: it has more than 8 bytes, the most that is read of such a file"] = () => TrustRefusals.TooLong("f", 8),
        ["FileAltered: f: its hash is sha256 b, expected sha256 a"] = () =>
            TrustRefusals.FileAltered("f", new("sha256 a", "sha256 b")),
        ["FormatInvalid: f: it breaks a rule of this kit: one key is not two"] = () =>
            TrustRefusals.RuleBroken("f", "one key is not two"),
        ["FormatUnknownVersion: f: it says spec_version 2.0.0, expected 1.x"] = () =>
            TrustRefusals.UnknownSpecVersion("f", "2.0.0"),
        ["SignatureInvalid: f: 1 valid signatures by different keys, expected at least 2"] = () =>
            TrustRefusals.SignatureInvalid("f", 1, 2),
        ["RootChainBroken: 3.root.json: 3.root.json is missing, and 5.root.json is there: the chain of roots must have no gap"] =
            () => TrustRefusals.RootMissing("3.root.json", 3, "5.root.json"),
        ["RootChainBroken: f: it says version 5, expected 4"] = () => TrustRefusals.RootVersion("f", 5, 4),
        ["RolledBack: f: version 1, but version 2 was seen before"] = () => TrustRefusals.RolledBack("f", 1, 2),
        ["RolledBack: f: the snapshot no longer lists it, but listed version 2 before"] = () =>
            TrustRefusals.NoLongerListed("f", 2),
        ["RolledBack: f: it says version 1, but version 2 is listed"] = () => TrustRefusals.OtherVersion("f", 1, 2),
        ["FileAltered: f: it says version 3, but version 2 is listed"] = () => TrustRefusals.OtherVersion("f", 3, 2),
        ["Expired: f: expired at 2026-01-02T03:04:05Z; it is 2026-01-03T03:04:05Z now"] = () =>
            TrustRefusals.Expired("f", Then, Then.AddDays(1)),
        ["RootForeign: root.json: the root 3 that is kept here did not grow from the root 2 that is given"] = () =>
            TrustRefusals.RootForeign(3, 2),
    };

    public static TheoryData<string> Sentences => [.. Refusals.Keys];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_refusal_says_what_was_seen_and_what_was_expected(string expected) =>
        Assert.Equal(expected, Refusals[expected]().ToString());

    [Fact]
    public void A_foreign_root_gives_both_versions_to_the_localised_sentence() =>
        Assert.Equal<Fact>([3, 2], TrustRefusals.RootForeign(3, 2).Facts);

    [Fact]
    public void A_threshold_of_none_is_the_callers_mistake() =>
        Assert.Contains("a threshold is at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Role([], 0)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Too_many_roles_and_no_listing_are_told_apart()
    {
        var repository = new TestRepository();
        repository.Delegate(Role.Targets, "one", ["x/*"]);
        repository.Delegate(Role.Targets, "two", ["x/*"]);
        repository.PublishTargets("one", "two", Role.Targets);
        var tooMany = new Device(repository, new() { Roles = 2 }).Client().FindTarget("x/a").Refusal;
        Assert.Equal("TargetUnknown: x/a: more than 2 roles would have to be read", tooMany?.ToString());
        var nowhere = new Device(repository).Client().FindTarget("x/a").Refusal;
        Assert.Equal("TargetUnknown: x/a: no role that may list it lists it", nowhere?.ToString());
    }

    [Fact]
    public void A_role_that_the_snapshot_does_not_list_is_named()
    {
        var repository = new TestRepository();
        repository.Delegate(Role.Targets, "one", ["x/*"]);
        repository.PublishTargets("one", Role.Targets);
        repository.Snapshot = repository.Snapshot with { Meta = repository.Snapshot.Meta.Remove("one.json") };
        repository.Publish(Role.Snapshot, Role.Timestamp);
        var refusal = new Device(repository).Client().FindTarget("x/a").Refusal;
        Assert.Equal("TargetUnknown: one.json: the snapshot does not list the role 'one'", refusal?.ToString());
    }
}
