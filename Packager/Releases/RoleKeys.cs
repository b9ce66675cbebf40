using System.Collections.Immutable;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>The keys of one role and how many of them must sign: what a ceremony changes.</summary>
/// <param name="Files">The public key files.</param>
/// <param name="Threshold">How many must sign.</param>
internal sealed record RoleKeys(ImmutableArray<PublicKeyFile> Files, int Threshold)
{
    /// <summary>As metadata name them.</summary>
    public Role ToRole() => new([.. Files.Select(file => file.Key.KeyId)], Threshold);

    /// <summary>Why a role must not have these keys; null when it may.</summary>
    public Refusal? FaultFor(string role, KeyUse use)
    {
        if (Files.Select(file => file.Key.KeyId).Distinct().Count() != Files.Length)
            return Wrong(role, "the same key stands there twice");
        if (Threshold < RoleRules.LeastThreshold(role))
            return Wrong(role,
                $"its threshold is at least {RoleRules.LeastThreshold(role)}: what can bring code to an instrument takes " +
                $"two people");
        if (Threshold > Files.Length)
            return Wrong(role, $"{Threshold} holders would have to sign, and it has {Files.Length}");
        var other = Files.FirstOrDefault(file => file.Use != use);
        return other is null ? null : Wrong(role, use == KeyUse.Ceremony
            ? $"{other} is a rehearsal key; it never signs what a real instrument accepts"
            : $"{other} is a ceremony key; a rehearsal makes its own keys");
    }

    /// <summary>
    /// Why these roles must not stand side by side: a support desk's key that could also bring code would undo the separation.
    /// </summary>
    public static Refusal? FaultOf(IEnumerable<KeyValuePair<string, Role>> roles)
    {
        var all = roles.ToList();
        var code = all.Where(pair => RoleRules.IsCodeRole(pair.Key)).SelectMany(pair => pair.Value.KeyIds).ToHashSet();
        var both = all.Where(pair => !RoleRules.IsCodeRole(pair.Key))
            .SelectMany(pair => pair.Value.KeyIds.Select(id => (Role: pair.Key, Id: id)))
            .FirstOrDefault(pair => code.Contains(pair.Id));
        return both.Id is null
            ? null
            : Wrong(both.Role,
                $"the key {both.Id[..8]} also stands in root, targets or bundles; the support desk's keys bring no code");
    }

    private static Refusal Wrong(string role, string reason) => new(RefusalCode.Usage, role, reason);
}
