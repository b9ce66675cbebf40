using System.Collections.Immutable;

namespace PatchKit.Shared.Trust;

/// <summary>What timestamp or snapshot say about another metadata file. TUF 1.0.34 section 4.4, METAFILES.</summary>
/// <param name="Version">The version that the file must have.</param>
/// <param name="Length">Length in bytes, when it is listed.</param>
/// <param name="Hashes">Hexadecimal digests by the name of their function; empty when none is listed.</param>
public sealed record MetaFile(long Version, long? Length, ImmutableSortedDictionary<string, string> Hashes)
{
    /// <summary>A listing by version alone.</summary>
    public MetaFile(long version)
        : this(version, null, ImmutableSortedDictionary<string, string>.Empty)
    {
    }

    /// <summary>The full listing of a file: version, length and SHA-256.</summary>
    public static MetaFile Of<T>(DraftMetadata<T> file)
        where T : RoleMetadata => new(file.Metadata.Version, file.Bytes.Length, FileHashes.Sha256(file.Bytes.Span));
}
