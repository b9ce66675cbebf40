using System.Collections.Immutable;
using PatchKit.Packager.Keys;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// Who must sign a file by the word of one authority, and who did. A root has two: the root before it, and itself.
/// </summary>
/// <param name="By">Whose word it is, for people: <c>root 2</c>.</param>
/// <param name="Threshold">How many must sign.</param>
/// <param name="KeyIds">The ids of those who may.</param>
/// <param name="Signed">The ids of those who did, verified.</param>
internal sealed record Quorum(string By, int Threshold, ImmutableArray<string> KeyIds, ImmutableArray<string> Signed)
{
    /// <summary>How many signatures are missing.</summary>
    public int Missing => Math.Max(0, Threshold - Signed.Length);

    /// <summary>Those who may still sign.</summary>
    public IEnumerable<string> NotYet => KeyIds.Except(Signed);

    /// <summary>
    /// The quorums of a file: for a root, the one before it (when there is one) and its own; for a delegated role, targets'; else
    /// the root's.
    /// </summary>
    public static ImmutableArray<Quorum> Of(RoleFile file, RoleFile root, RoleFile? rootBefore, RoleFile? targets)
    {
        if (file.Role == Role.Root)
        {
            return rootBefore is null
                ? [ByRoot(file, file)]
                : [ByRoot(file, rootBefore), ByRoot(file, file)];
        }

        if (!ReleaseRoles.IsDelegated(file.Role))
            return [ByRoot(file, root)];
        var delegation = targets?.Targets.Delegations?.Roles.FirstOrDefault(role => role.Name == file.Role);
        return delegation is null
            ? [new($"targets (no delegation to {file.Role})", 1, [], [])]
            : [Of(file, $"targets {targets!.Version}", delegation, targets.Targets.Delegations!.Keys)];
    }

    private static Quorum ByRoot(RoleFile file, RoleFile root) =>
        Of(file, $"root {root.Version}", root.Root.Roles[file.Role], root.Root.Keys);

    private static Quorum Of(RoleFile file, string by, Role role, ImmutableSortedDictionary<string, PublicKey> keys)
    {
        // With a threshold of 1 the reader names everyone whose signature is good; none at all is a refusal, and an empty list
        // here.
        var signed = file.File.SignedBy(role with { Threshold = 1 }, keys).TryGet(out var ids, out _) ? ids : [];
        return new(by, role.Threshold, role.KeyIds, signed);
    }
}

/// <summary>How far the signing of one file is.</summary>
/// <param name="File">The file.</param>
/// <param name="IsDraft">Whether it waits in drafts/; false: it is published.</param>
/// <param name="Quorums">Who must sign; all of them have to be met.</param>
internal sealed record SigningStatus(RoleFile File, bool IsDraft, ImmutableArray<Quorum> Quorums)
{
    /// <summary>Whether enough holders have signed.</summary>
    public bool IsComplete => Quorums.All(quorum => quorum.Missing == 0);

    /// <summary>The ids of all keys that may sign.</summary>
    public IEnumerable<string> KeyIds => Quorums.SelectMany(quorum => quorum.KeyIds).Distinct();

    /// <summary>The ids of the keys whose signature would bring the file further.</summary>
    public IEnumerable<string> Wanted =>
        Quorums.Where(quorum => quorum.Missing > 0).SelectMany(quorum => quorum.NotYet).Distinct();

    /// <summary>One line for a person: what is signed, and who is missing.</summary>
    public string Describe(Holders holders)
    {
        var name = $"{File.Role} {File.Version}";
        if (IsComplete)
            return IsDraft ? $"{name}: signed by all it needs; waits for 'packager keys refresh'" : $"{name}: published";
        var parts = Quorums.Where(quorum => quorum.Missing > 0).Select(quorum =>
            $"{quorum.Signed.Length} of {quorum.Threshold} signatures by {quorum.By}; {quorum.Missing} of these must still sign: "
            + string.Join(", ", quorum.NotYet.Select(holders.NameOf)));
        return $"{name}: not yet usable: {string.Join("; ", parts)}";
    }
}
