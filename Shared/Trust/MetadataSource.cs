namespace PatchKit.Shared.Trust;

/// <summary>
/// Metadata files from the repository and from the local store: bounded, scanned, checked against their listing.
/// </summary>
internal sealed class MetadataSource(ITransport transport, IMetadataStore store)
{
    /// <summary>Reads a file of the repository once.</summary>
    public Result<ReadOnlyMemory<byte>> Fetch(string name, long limit)
    {
        if (!transport.OpenMetadata(name).TryGet(out var stream, out var refusal))
            return refusal;
        using (stream)
        {
            try
            {
                return BoundedRead.All(stream, limit, name);
            }
            catch (IOException e)
            {
                return TrustRefusals.StickGone(name, e);
            }
        }
    }

    /// <inheritdoc cref="ITransport.RootAfter"/>
    public long? RootAfter(long version) => transport.RootAfter(version);

    /// <summary>A listed file of the repository: length and hashes are checked before anything is parsed.</summary>
    public Result<SignedDocument> Fetch(string name, MetaFile listed, long limit) =>
        Fetch(name, listed.Length ?? limit).Then(bytes =>
            Mismatch(bytes.Span, listed, name) is { } refusal ? refusal : SignedDocument.Read(bytes, name));

    /// <summary>
    /// The file kept from an earlier run, when it is still signed by who may sign it now and good in form; null when not. Its
    /// expiry plays no part here. A store that cannot be read is a refusal: it may hold the floor that keeps older versions out.
    /// </summary>
    public Refusal? Kept<T>(string role, Role signers, IReadOnlyDictionary<string, PublicKey> keys, out SignedMetadata<T>? kept)
        where T : RoleMetadata
    {
        var name = Role.FileName(role);
        kept = null;
        if (!store.Read(name).TryGet(out var bytes, out var refusal))
            return refusal;
        if (SignedDocument.Read(bytes, name).Then(document => SignedMetadata<T>.Verify(document, signers, keys))
            .TryGet(out var file, out _))
            kept = file;
        return null;
    }

    /// <summary>Whether a kept file is the very one that is listed.</summary>
    public static bool IsListed<T>(SignedMetadata<T> kept, MetaFile listed)
        where T : RoleMetadata =>
        kept.Metadata.Version == listed.Version && Mismatch(kept.Bytes.Span, listed, "") is null;

    /// <summary>Keeps a file that is trusted from now on.</summary>
    public Refusal? Keep<T>(string role, SignedMetadata<T> file)
        where T : RoleMetadata => store.Write(Role.FileName(role), file.Bytes);

    private static Refusal? Mismatch(ReadOnlySpan<byte> bytes, MetaFile listed, string name)
    {
        if (listed.Length is { } length && bytes.Length != length)
            return TrustRefusals.FileLength(name, bytes.Length, length);
        if (listed.Hashes.IsEmpty)
            return null;
        using var hashes = new FileHashes(listed.Hashes);
        hashes.Append(bytes);
        return hashes.Difference() is { } difference ? TrustRefusals.FileAltered(name, difference) : null;
    }
}
