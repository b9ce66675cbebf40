using System.Collections.Immutable;

namespace PatchKit.Shared.Trust;

/// <summary>
/// What a metadata file says, after enough keys have signed it: nobody can have one of a file that is not signed.
/// </summary>
/// <typeparam name="T">The kind of metadata.</typeparam>
public sealed class SignedMetadata<T>
    where T : RoleMetadata
{
    private readonly SignedDocument _document;

    private SignedMetadata(SignedDocument document, T metadata, ImmutableArray<string> signers)
    {
        _document = document;
        Metadata = metadata;
        Signers = signers;
    }

    /// <summary>What is signed.</summary>
    public T Metadata { get; }

    /// <summary>The ids of the keys whose signatures were verified and counted.</summary>
    public ImmutableArray<string> Signers { get; }

    /// <inheritdoc cref="SignedDocument.Bytes"/>
    public ReadOnlyMemory<byte> Bytes => _document.Bytes;

    /// <inheritdoc cref="SignedDocument.Canonical"/>
    public ReadOnlyMemory<byte> Canonical => _document.Canonical;

    /// <summary>
    /// Checks the signatures and then, when there are enough, the structure: SignatureInvalid comes before whatever is wrong with
    /// the signed part.
    /// </summary>
    /// <param name="document">The file.</param>
    /// <param name="role">Who may sign it, and how many must.</param>
    /// <param name="keys">Their keys by key id, as the one who names the role says.</param>
    internal static Result<SignedMetadata<T>> Verify(
        SignedDocument document, Role role, IReadOnlyDictionary<string, PublicKey> keys) =>
        SignedDocument.Opened.BySignatures(document, role, keys).Then(Read);

    /// <summary>For <see cref="TrustAnchor"/> alone: nothing but the place vouches for the file.</summary>
    internal static Result<SignedMetadata<T>> Anchor(SignedDocument document) =>
        Read(SignedDocument.Opened.AsAnchor(document));

    /// <summary>
    /// The same, when enough keys of another authority have signed it too: a root's own keys; or SignatureInvalid.
    /// </summary>
    internal Result<SignedMetadata<T>> AlsoSignedBy(Role role, IReadOnlyDictionary<string, PublicKey> keys) =>
        _document.SignedBy(role, keys).Then<SignedMetadata<T>>(signers => new SignedMetadata<T>(_document, Metadata, signers));

    private static Result<SignedMetadata<T>> Read(SignedDocument.Opened opened) =>
        MetadataReader.Read<T>(opened).Then<SignedMetadata<T>>(metadata =>
            new SignedMetadata<T>(opened.Document, metadata, opened.Signers));
}
