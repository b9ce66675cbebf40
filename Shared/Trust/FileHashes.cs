using System.Collections.Immutable;
using System.Security.Cryptography;

namespace PatchKit.Shared.Trust;

/// <summary>The hash functions that metadata may name for a file: <c>sha256</c> and <c>sha512</c>.</summary>
internal sealed class FileHashes : IDisposable
{
    private const string Sha256Name = "sha256";
    private const string Sha512Name = "sha512";

    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _sha512;
    private readonly ImmutableSortedDictionary<string, string> _expected;

    /// <summary>Hashes what is appended with SHA-256, and with SHA-512 too where it is expected.</summary>
    public FileHashes(ImmutableSortedDictionary<string, string> expected)
    {
        _expected = expected;
        _sha512 = expected.ContainsKey(Sha512Name) ? IncrementalHash.CreateHash(HashAlgorithmName.SHA512) : null;
    }

    /// <summary>The listing of bytes in memory.</summary>
    public static ImmutableSortedDictionary<string, string> Sha256(ReadOnlySpan<byte> bytes) =>
        Listing(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>A listing with a SHA-256 alone.</summary>
    public static ImmutableSortedDictionary<string, string> Listing(string sha256) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(Sha256Name, sha256);

    /// <summary>
    /// The digest that a consistent snapshot puts before the file's name: the SHA-256 where there is one. Null: no known
    /// function.
    /// </summary>
    public static string? Prefix(ImmutableSortedDictionary<string, string> hashes) =>
        hashes.GetValueOrDefault(Sha256Name) ?? hashes.GetValueOrDefault(Sha512Name);

    /// <summary>Goes on hashing.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        _sha512?.AppendData(bytes);
    }

    /// <summary>The SHA-256 of all that was appended.</summary>
    public byte[] Digest() => _sha256.GetCurrentHash();

    /// <summary>
    /// The first difference between what was expected and what was appended; null when every expected digest of a known function
    /// is met and there is at least one.
    /// </summary>
    public HashDifference? Difference()
    {
        if (Prefix(_expected) is null)
            return new("sha256 or sha512", string.Join(", ", _expected.Keys));
        return Compare(Sha256Name, _sha256) ?? (_sha512 is null ? null : Compare(Sha512Name, _sha512));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sha256.Dispose();
        _sha512?.Dispose();
    }

    private HashDifference? Compare(string name, IncrementalHash hash)
    {
        var seen = Convert.ToHexStringLower(hash.GetCurrentHash());
        return !_expected.TryGetValue(name, out var expected) || seen == expected
            ? null
            : new($"{name} {expected}", $"{name} {seen}");
    }
}

/// <summary>A digest that is not the listed one.</summary>
internal sealed record HashDifference(string Expected, string Seen);
