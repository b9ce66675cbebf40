using System.Collections.Immutable;
using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary><c>keys withdraw</c>: puts a bundle on the signed list of those that must not be applied any more.</summary>
internal static class KeysWithdrawCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var release = KeysOptions.Release();
        var bundle = new Option<string>("--bundle") { Description = "The bundle's name", HelpName = "BUNDLE", Required = true };
        var digest = new Option<string?>("--sha256")
        { Description = "Its digest; taken from the release when it is left out", HelpName = "HEX" };
        var reason = new Option<string>("--reason")
        { Description = "Why, in one line for people", HelpName = "TEXT", Required = true };
        var command = new Command("withdraw", "Withdraw a bundle") { release, bundle, digest, reason };
        command.SetAction(line => KeysCommand.Edit(services, line.GetRequiredValue(release), repository =>
            Entry(services, repository, line.GetRequiredValue(bundle), line.GetValue(digest), line.GetRequiredValue(reason))
                .Then(entry => Withdrawals.Add(repository, entry))
                .Refusal));
        return command;
    }

    private static Result<WithdrawnBundle> Entry(PackagerServices services, ReleaseRepository release, string name,
        string? digest, string reason)
    {
        if (!Token.Parse<BundleId>(name, "--bundle").TryGet(out var bundle, out var refusal))
            return refusal;
        var listed = release.State.Newest(ReleaseRoles.Bundles)?.Targets.Targets.GetValueOrDefault(
            StickLayout.Bundle(bundle).Text);
        if (!Sha256Digest.TryParse(digest ?? listed?.Hashes.GetValueOrDefault("sha256"), out var sha256))
            return new Refusal(RefusalCode.Usage, "--sha256", digest is null
                ? $"this release does not list {bundle}; give its digest"
                : "a digest is 64 lower-case hexadecimal digits");
        if (Another(release, bundle, sha256) is { } another)
            return new Refusal(RefusalCode.Usage, "--sha256", another);
        var second = DateTimeOffset.FromUnixTimeSeconds(services.Clock.GetUtcNow().ToUnixTimeSeconds());
        return new WithdrawnBundle(sha256, bundle, reason, second);
    }

    // Name and digest belong to one another: the digest is what is refused, the name is what people read.
    private static string? Another(ReleaseRepository release, BundleId bundle, Sha256Digest digest)
    {
        var path = StickLayout.Bundle(bundle).Text;
        foreach (var (listed, file) in release.State.Newest(ReleaseRoles.Bundles)?.Targets.Targets
            ?? ImmutableSortedDictionary<string, TargetFile>.Empty)
        {
            var same = file.Hashes.GetValueOrDefault("sha256") == digest.Hex;
            if (listed == path && !same)
                return $"the release lists {bundle} with another digest, {file.Hashes.GetValueOrDefault("sha256")}";
            if (listed != path && same)
                return $"this is the digest of {listed}, not of {bundle}";
        }

        return null;
    }
}
