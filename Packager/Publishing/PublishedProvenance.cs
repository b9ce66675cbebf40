using System.IO.Abstractions;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Publishing;

/// <summary>
/// The provenance of a published folder, beside it, in a signed envelope. It speaks of the folder's list, <see cref="Subject"/>,
/// which names every other file: one digest to compare, then <c>sha256sum -c</c> finds what was altered or is missing.
/// </summary>
/// <param name="Says">What it says.</param>
/// <param name="By">Whose key signed it, for people.</param>
internal sealed record PublishedProvenance(Provenance Says, PublicKeyFile By)
{
    /// <summary>The list of the folder's files, which is what it speaks of.</summary>
    public static readonly string Subject = StickLayout.FileList.Text;

    private const string Ending = ".provenance.dsse.json";

    /// <summary>Where the provenance of a folder stands.</summary>
    public static string PathOf(string folder) => $"{Path.TrimEndingDirectorySeparator(folder)}{Ending}";

    /// <summary>The folder that a file of this name is of; null when it is no name of a provenance.</summary>
    public static string? FolderOf(string path) =>
        path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? path[..^Ending.Length] : null;

    /// <summary>Signs what is to be said of a folder.</summary>
    /// <param name="list">The digest of the folder's list.</param>
    /// <param name="says">What is said.</param>
    /// <param name="signer">The key.</param>
    public static Result<byte[]> Sign(Sha256Digest list, Provenance says, ISigner signer) => Provenance.Kind.Sign(
        Provenance.Kind.Of(new(Subject, new(list)), says), signer.Key.KeyId, bytes => signer.Sign(bytes));

    /// <summary>Verifies and reads the file, and holds the folder beside it against it, where there is one.</summary>
    /// <param name="services">The host.</param>
    /// <param name="path">The file.</param>
    /// <param name="by">The key that has to have signed it.</param>
    /// <param name="folder">The folder that it has to be of; null: only what it says is wanted.</param>
    public static Result<PublishedProvenance> Read(PackagerServices services, string path, PublicKeyFile by, string? folder)
    {
        Result<SignatureCheck> KeyOf(string keyId) => keyId == by.Key.KeyId
            ? (SignatureCheck)by.Key.Verify
            : new Refusal(RefusalCode.SignatureInvalid, path, $"it was signed with another key than that of {by}");

        if (!BoundedFiles.Read(services, path, DsseEnvelope.MaxLength)
            .Then(bytes => Provenance.Kind.Read(bytes, path, KeyOf)).TryGet(out var said, out var refusal))
            return refusal;
        // Anybody has the key of a rehearsal.
        if ((by.Use is KeyUse.Rehearsal) != said.Predicate.Asked.Rehearsal)
            return new Refusal(RefusalCode.KeyUnusable, path,
                $"{by} has a key for a {by.Use.ToString().ToLowerInvariant()}, and this was built for the other of the two");
        if (folder is not null && FaultIn(services.Files, folder, said.Subject.Digest.Sha256) is { } fault)
            return fault;
        return new PublishedProvenance(said.Predicate, by);
    }

    private static Refusal? FaultIn(IFileSystem files, string folder, Sha256Digest list)
    {
        if (new FileList(files).Verify(folder).Refusal is { } differs)
            return differs;
        var path = Path.Combine(folder, Subject);
        return DurableFile.Digest(files, path) == list
            ? null
            : new Refusal(RefusalCode.FileAltered, path, "the provenance beside the folder is of another list of files");
    }
}

/// <summary>Who answers for how a program is built.</summary>
/// <param name="Key">The public half of the key, looked at before anything is built.</param>
/// <param name="Open">Opens the key, when there is something to sign.</param>
internal sealed record ProvenanceSigner(PublicKeyFile Key, Func<Result<OpenedSigner>> Open);
