using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Releases;

/// <summary>
/// The proofs of a release, <c>proofs/</c> beside its targets: one file a bundle, named by its digest. They never go on a stick.
/// Whoever wants to know whether a bundle's campaign is proven, when, by whom and how far, asks <see cref="Find"/>.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="release">The release.</param>
internal sealed class ProofShelf(IFileSystem files, ReleaseRepository release)
{
    private const string Folder = "proofs";

    /// <summary>Where the proof of a bundle stands, or would stand.</summary>
    public string PathOf(DeliveredBundle bundle) =>
        Path.Combine(release.Folder, Folder, $"{bundle.Sha256.Hex}.{bundle.Bundle}.proof.dsse.json");

    /// <summary>
    /// The proof of a bundle, verified; null when there is none; a refusal when what stands there is none of it.
    /// </summary>
    public Result<CampaignProof>? Find(DeliveredBundle bundle)
    {
        var path = PathOf(bundle);
        if (!files.File.Exists(path))
            return null;
        return Fault.Guard(path, () =>
        {
            if (files.FileInfo.New(path).Length is > DsseEnvelope.MaxLength and var length)
                return new Refusal(RefusalCode.FileLength, path, $"it has {length} bytes; a proof has less");
            return CampaignProof.Read(files.File.ReadAllBytes(path), path, bundle, release.State);
        });
    }

    /// <summary>
    /// Why no stick may be made of a bundle: what stands in its proof's place is none of it, or the release wants a whole proof
    /// and there is none. Null when it may.
    /// </summary>
    public Refusal? FaultFor(DeliveredBundle bundle)
    {
        CampaignProof? proof = null;
        if (Find(bundle) is { } found && !found.TryGet(out proof, out var wrong))
            return wrong;
        if (!release.RequiresProof || proof?.IsWhole == true)
            return null;
        return new(RefusalCode.ProofMissing, bundle.Bundle.Text, proof is null
            ? "this release wants a proof of each campaign, and there is none of this bundle"
            : $"this release wants a whole proof, and this one is {proof}");
    }

    /// <summary>Puts a proof in its place, in that of an earlier one too.</summary>
    public Refusal? Put(DeliveredBundle bundle, byte[] proof)
    {
        var path = PathOf(bundle);
        return Fault.Guard<int>(path, () =>
        {
            files.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.Write(files, path, proof);
            return 0;
        }, what: "the proof cannot be written").Refusal;
    }
}

/// <summary>What a command tells of a proof with <c>--json</c>.</summary>
/// <param name="Result"><c>passed</c>, <c>part</c> or <c>none</c>.</param>
/// <param name="At">When the trial ended.</param>
/// <param name="By">Who signed it.</param>
/// <param name="Faults">How many faults the plans have.</param>
/// <param name="Played">How many of them were played.</param>
internal sealed record ProofAnswer(string Result, DateTimeOffset? At, string? By, int? Faults, int? Played)
{
    /// <summary>What is told of a proof, or of there being none.</summary>
    public static ProofAnswer Of(CampaignProof? proof) => proof is null
        ? new("none", null, null, null, null)
        : new(proof.IsWhole ? "passed" : "part", proof.At, proof.By, proof.Faults, proof.Played);

    /// <summary>The same as a line for a person.</summary>
    public static string Line(CampaignProof? proof) => proof?.ToString() ?? "none; 'packager prove' makes one";
}
