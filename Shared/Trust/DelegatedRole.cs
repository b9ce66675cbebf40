using System.Collections.Immutable;

namespace PatchKit.Shared.Trust;

/// <summary>What a targets role hands on to others. TUF 1.0.34 section 4.5.</summary>
/// <param name="Keys">The keys of the delegated roles, by key id.</param>
/// <param name="Roles">The delegated roles; an earlier one is trusted over a later one.</param>
public sealed record Delegations(ImmutableSortedDictionary<string, PublicKey> Keys, ImmutableArray<DelegatedRole> Roles);

/// <summary>A role that another one delegates to.</summary>
/// <param name="Name">Its name, and its metadata file's.</param>
/// <param name="KeyIds">Ids of the keys that may sign.</param>
/// <param name="Threshold">How many different keys must have signed.</param>
/// <param name="Terminating">True: what it does not list, nobody after it may list either.</param>
/// <param name="Paths">Patterns of the target paths that it may list.</param>
/// <param name="PathHashPrefixes">Prefixes of the SHA-256 of the target paths that it may list, in lower-case hexadecimal
/// digits.</param>
public sealed record DelegatedRole(
    string Name,
    ImmutableArray<string> KeyIds,
    int Threshold,
    bool Terminating,
    ImmutableArray<string> Paths,
    ImmutableArray<string> PathHashPrefixes)
    : Role(KeyIds, Threshold)
{
    /// <summary>Whether this role may list the target.</summary>
    public bool MayList(string targetPath) =>
        Paths.Any(pattern => PathPattern.Matches(pattern, targetPath))
        || (PathHashPrefixes.Length > 0 && HasPrefix(PathPattern.Hash(targetPath)));

    private bool HasPrefix(string hash) => PathHashPrefixes.Any(prefix => hash.StartsWith(prefix, StringComparison.Ordinal));
}
