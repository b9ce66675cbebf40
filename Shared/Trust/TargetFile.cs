using System.Collections.Immutable;
using System.Text.Json;

namespace PatchKit.Shared.Trust;

/// <summary>What a targets role says about one file. TUF 1.0.34 section 4.5.</summary>
/// <param name="Path">The target path, with forward slashes; for instance <c>bundles/FSN2023-1338.zip</c>.</param>
/// <param name="Length">Exact length in bytes.</param>
/// <param name="Hashes">Hexadecimal digests by the name of their function: <c>sha256</c>, <c>sha512</c>.</param>
/// <param name="Custom">An object of the signer's own, or null.</param>
public sealed record TargetFile(string Path, long Length, ImmutableSortedDictionary<string, string> Hashes,
    JsonElement? Custom = null);
