using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Releases;

/// <summary>
/// The signed list of bundles that must not be applied any more: the target <c>bundles/withdrawn.json</c> of the role bundles.
/// </summary>
internal static class Withdrawals
{
    private const int Longest = 1024 * 1024;

    /// <summary>The list as it stands, drafts included; empty when there is none.</summary>
    public static Result<WithdrawnList> Read(ReleaseRepository release) =>
        Bytes(release) is { } read
            ? read.Then(bytes => WithdrawnList.Format.Read(bytes, StickLayout.Withdrawn.Text))
            : new WithdrawnList(WithdrawnList.SchemaVersion, []);

    /// <summary>The list's file as it stands, drafts included; null when there is none.</summary>
    public static Result<byte[]>? Bytes(ReleaseRepository release) =>
        release.ReadTarget(ReleaseRoles.Bundles, StickLayout.Withdrawn, Longest);

    /// <summary>Adds a bundle to the list: a draft of bundles, to be signed like a bundle.</summary>
    public static Result<SigningStatus> Add(ReleaseRepository release, WithdrawnBundle bundle)
    {
        if (!Read(release).TryGet(out var list, out var refusal))
            return refusal;
        if (list.Withdrawn.Any(one => one.Sha256 == bundle.Sha256))
            return new Refusal(RefusalCode.Usage, bundle.Sha256.Hex, "this bundle is withdrawn already");
        var bytes = WithdrawnList.Format.Write(list with { Withdrawn = list.Withdrawn.Add(bundle) });
        if (WithdrawnList.Format.Read(bytes, StickLayout.Withdrawn.Text).Refusal is { } fault)
            return fault;
        using var content = new MemoryStream(bytes);
        return release.AddTarget(ReleaseRoles.Bundles, StickLayout.Withdrawn, content);
    }
}
