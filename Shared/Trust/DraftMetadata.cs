using System.Collections.Immutable;
using System.Text.Json;

namespace PatchKit.Shared.Trust;

/// <summary>
/// A metadata file of a release of one's own, whether enough holders have signed it or none yet: what a Packager makes, lays
/// before the holders and publishes.
/// </summary>
/// <remarks>
/// It says nothing about trust, and a client never takes one: what comes on a stick becomes <see cref="SignedMetadata{T}"/> or
/// nothing. A test holds that.
/// </remarks>
/// <typeparam name="T">The kind of metadata.</typeparam>
public sealed class DraftMetadata<T>
    where T : RoleMetadata
{
    private readonly SignedDocument.Opened _opened;

    private DraftMetadata(SignedDocument.Opened opened, T metadata) => (_opened, Metadata) = (opened, metadata);

    /// <summary>What is to be signed.</summary>
    public T Metadata { get; }

    /// <inheritdoc cref="SignedDocument.Signatures"/>
    public ImmutableArray<Signature> Signatures => _opened.Document.Signatures;

    /// <inheritdoc cref="SignedDocument.Bytes"/>
    public ReadOnlyMemory<byte> Bytes => _opened.Document.Bytes;

    /// <inheritdoc cref="SignedDocument.Canonical"/>
    public ReadOnlyMemory<byte> Canonical => _opened.Document.Canonical;

    /// <summary>What is signed beside what this program knows, a member a line: <see cref="UnreadMembers"/>.</summary>
    public IEnumerable<string> Unread => UnreadMembers.Of(Source, Metadata);

    /// <summary>The signed part as it was received.</summary>
    internal JsonElement Source => _opened.Signed;

    /// <inheritdoc cref="SignedDocument.SignedBy"/>
    public Result<ImmutableArray<string>> SignedBy(Role role, IReadOnlyDictionary<string, PublicKey> keys) =>
        _opened.Document.SignedBy(role, keys);

    internal static Result<DraftMetadata<T>> Read(SignedDocument document)
    {
        var opened = SignedDocument.Opened.AsDraft(document);
        return MetadataReader.Read<T>(opened).Then<DraftMetadata<T>>(metadata => new DraftMetadata<T>(opened, metadata));
    }
}

/// <summary>Reads drafts.</summary>
public static class DraftMetadata
{
    /// <summary>
    /// Reads a file whose kind is known; <see cref="RoleMetadata"/> as the kind takes any. FileLength, FormatInvalid or
    /// FormatUnknownVersion when it is none.
    /// </summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="place">The file's name, for refusals.</param>
    public static Result<DraftMetadata<T>> Read<T>(ReadOnlyMemory<byte> bytes, string place)
        where T : RoleMetadata => SignedDocument.Read(bytes, place).Then(DraftMetadata<T>.Read);
}
