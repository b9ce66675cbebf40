using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Publishing;

/// <summary>The root that is compiled into an Applier, looked at before anything is built.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Fingerprint">Its fingerprint, as printed in the letter.</param>
/// <param name="Rehearsal">Whether it is a rehearsal's.</param>
internal sealed record PublishedRoot(string File, byte[] Bytes, RootFingerprint Fingerprint, bool Rehearsal)
{
    private const int MaxLength = 512 << 10;

    /// <summary>Opens a root: one that its own keys signed, and that fits what is wanted.</summary>
    /// <param name="services">The host.</param>
    /// <param name="source">The checkout; <c>keys/root.json</c> is taken when no other root is given.</param>
    /// <param name="given">The root's file, or null.</param>
    /// <param name="rehearsal">Whether the Applier is for rehearsals; then the root has to be a rehearsal's, and else it must
    /// not.</param>
    public static Result<PublishedRoot> Open(PackagerServices services, SourceTree source, string? given, bool rehearsal)
    {
        var path = Path.GetFullPath(given ?? source.PathOf("keys", "root.json"));
        if (!BoundedFiles.Read(services, path, MaxLength).TryGet(out var bytes, out var refusal)
            || !BoundedFiles.Read(services, source.PathOf("keys", "placeholder.sha256"), MaxLength)
                .TryGet(out var placeholder, out refusal))
        {
            return refusal;
        }

        if (System.Text.Encoding.ASCII.GetString(placeholder).StartsWith(Sha256Digest.Of(bytes).Hex, StringComparison.Ordinal))
            return Unfit(path,
                "this is the placeholder of the repository, which nobody can sign for: give the vendor's own root with --root");
        if (!TrustAnchor.Read(bytes, path).TryGet(out var root, out refusal))
            return refusal;
        return (root.Metadata.Rehearsal, rehearsal) switch
        {
            (true, false) =>
                Unfit(path,
                "this is a rehearsal's root, whose keys are anybody's: an Applier that trusts it must not reach an instrument"),
            (false, true) => Unfit(path, "--rehearsal is for a rehearsal's root, and this is none"),
            _ => new PublishedRoot(path, bytes, RootFingerprint.Of(root), rehearsal),
        };
    }

    private static Refusal Unfit(string path, string reason) => new Refusal(RefusalCode.NotPublishable, path, reason);
}
