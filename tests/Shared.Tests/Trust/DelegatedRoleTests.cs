using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

public sealed class DelegatedRoleTests
{
    [Theory]
    [InlineData("bundles/*", "bundles/a.zip")]
    [InlineData("bundles/*", "bundles/")]
    [InlineData("*", "a")]
    [InlineData("a*b*c", "abc")]
    [InlineData("a*b*c", "aXXbYbZZc")]
    [InlineData("*a*", "banana")]
    [InlineData("a**", "a")]
    [InlineData("foo-version-?.tgz", "foo-version-2.tgz")]
    [InlineData("*/*/x", "a/b/x")]
    [InlineData("[a]", "[a]")]
    [InlineData("", "")]
    public void A_pattern_covers(string pattern, string path) => Assert.True(WithPaths(pattern).MayList(path));

    [Theory]
    [InlineData("bundles/*", "bundles/a/b.zip")]
    [InlineData("bundles/*", "bundles")]
    [InlineData("bundles/*", "deliveries/a")]
    [InlineData("*", "a/b")]
    [InlineData("*.tgz", "targets/foo.tgz")]
    [InlineData("foo-version-?.tgz", "foo-version-alpha.tgz")]
    [InlineData("foo?", "foo")]
    [InlineData("a?c", "a/c")]
    [InlineData("a*b*c", "aXXbYbZZ")]
    [InlineData("foo.tgz", "foo_tgz")]
    [InlineData("foo", "foobar")]
    [InlineData("foobar", "foo")]
    [InlineData("Foo", "foo")]
    [InlineData("[a]", "a")]
    [InlineData("", "a")]
    public void A_pattern_does_not_cover(string pattern, string path) => Assert.False(WithPaths(pattern).MayList(path));

    [Fact]
    public void A_pattern_made_to_be_slow_is_not() =>
        Assert.False(WithPaths(string.Concat(Enumerable.Repeat("a*", 200)) + "b").MayList(new string('a', 5000)));

    [Fact]
    public void Any_of_several_patterns_is_enough()
    {
        var role = WithPaths("a/*", "b/*");
        Assert.True(role.MayList("b/x"));
        Assert.False(role.MayList("c/x"));
    }

    // SHA-256 of "bundles/a.zip" begins with the digits below: printf bundles/a.zip | sha256sum
    [Theory]
    [InlineData(true, "64")]
    [InlineData(true, "642a")]
    [InlineData(true, "")]
    [InlineData(false, "00ff")]
    public void A_hash_prefix_covers_the_paths_whose_digest_begins_so(bool expected, string prefix) =>
        Assert.Equal(expected, new DelegatedRole("bin", [], 1, false, [], [prefix]).MayList("bundles/a.zip"));

    [Fact]
    public void A_role_without_paths_and_prefixes_may_list_nothing() =>
        Assert.False(new DelegatedRole("none", [], 1, false, [], []).MayList("a"));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_threshold_below_one_cannot_be_made(int threshold)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Role([], threshold));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Role([], 1) with { Threshold = threshold });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelegatedRole("a", [], threshold, false, [], []));
    }

    private static DelegatedRole WithPaths(params string[] patterns) => new("role", [], 1, false, [.. patterns], []);
}
