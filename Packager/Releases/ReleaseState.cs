using System.Collections.Immutable;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// What stands in a release: the chain of roots, the newest published file of each role, and the drafts that wait for signatures.
/// </summary>
/// <param name="Roots">The published roots, oldest first, without a gap. Empty before the first publication.</param>
/// <param name="Published">The newest published file of each role, the root included.</param>
/// <param name="Drafts">The next file of a role, where one is in the making.</param>
/// <param name="Holders">Names of the key holders.</param>
internal sealed record ReleaseState(
    ImmutableArray<RoleFile> Roots,
    ImmutableSortedDictionary<string, RoleFile> Published,
    ImmutableSortedDictionary<string, RoleFile> Drafts,
    Holders Holders)
{
    /// <summary>The newest root, drafts included.</summary>
    public RoleFile Root => Newest(Role.Root)!;

    /// <summary>The newest targets, drafts included.</summary>
    public RoleFile Targets => Newest(Role.Targets)!;

    /// <summary>Whether this release is a rehearsal's: its keys are rehearsal keys.</summary>
    public KeyUse Use => Holders.ById.Values.Any(file => file.Use == KeyUse.Rehearsal) ? KeyUse.Rehearsal : KeyUse.Ceremony;

    /// <summary>The draft of a role, else the published file, else null.</summary>
    public RoleFile? Newest(string role) => Drafts.GetValueOrDefault(role) ?? Published.GetValueOrDefault(role);

    /// <summary>Who may sign for a role and how many must, drafts included.</summary>
    public Role? SignersOf(string role) => ReleaseRoles.IsDelegated(role)
        ? Targets.Targets.Delegations?.Roles.FirstOrDefault(one => one.Name == role)
        : Root.Root.Roles[role];

    /// <summary>Whether a key may sign for a role, drafts included.</summary>
    public bool Signs(string role, string keyId) => SignersOf(role)?.KeyIds.Contains(keyId) == true;

    /// <summary>The one key whose id begins so; at least four digits.</summary>
    public Result<string> KeyOf(string prefix)
    {
        var found = Keys.Keys.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return found.Count == 1 && prefix.Length >= 4
            ? found[0]
            : new Refusal(RefusalCode.Usage, prefix,
                $"{found.Count} keys of this release begin so; give at least four digits of one: 'packager keys show' lists " +
                $"them");
    }

    /// <summary>The keys that the newest root and the newest targets name.</summary>
    public ImmutableSortedDictionary<string, PublicKey> Keys =>
        Root.Root.Keys.SetItems(Newest(Role.Targets)?.Targets.Delegations?.Keys
            ?? ImmutableSortedDictionary<string, PublicKey>.Empty);

    /// <summary>
    /// The keys that sign for a delegated role by what is published: a draft, which anybody could have altered, counts for
    /// nothing.
    /// </summary>
    public IEnumerable<PublicKey> KeysInForce(string role) => Published.GetValueOrDefault(Role.Targets)?.Targets.Delegations
        is { } delegations
        ? (delegations.Roles.FirstOrDefault(one => one.Name == role)?.KeyIds ?? [])
            .Select(id => delegations.Keys.GetValueOrDefault(id)).OfType<PublicKey>()
        : [];

    /// <summary>
    /// The names in <c>metadata/</c> that a client needs, and so a stick: every root, and the newest file of each other role.
    /// </summary>
    public IEnumerable<string> ClientFiles =>
        Roots.Select(root => root.Name).Concat(Published.Values.Where(file => file.Role != Role.Root).Select(file => file.Name));

    /// <summary>How far the signing of a file is, by the newest root and targets, drafts included.</summary>
    public SigningStatus StatusOf(RoleFile file)
    {
        var isDraft = Drafts.TryGetValue(file.Role, out var draft) && draft.Version == file.Version;
        var before = file.Role == Role.Root ? Roots.LastOrDefault(root => root.Version < file.Version) : null;
        return new(file, isDraft, Quorum.Of(file, Root, before, Newest(Role.Targets)));
    }

    /// <summary>How far the signing of each draft is, the root first.</summary>
    public IEnumerable<SigningStatus> DraftStatuses =>
        ReleaseRoles.All.Select(role => Drafts.GetValueOrDefault(role)).OfType<RoleFile>().Select(StatusOf);

    /// <summary>The state with one more draft, or with a draft in place of an earlier one.</summary>
    public ReleaseState WithDraft(RoleFile draft) => this with { Drafts = Drafts.SetItem(draft.Role, draft) };
}
