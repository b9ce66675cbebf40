using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>What a refresh did.</summary>
/// <param name="Published">The files that clients see from now on, the timestamp last; empty when a signature is still
/// missing.</param>
/// <param name="Waiting">Drafts that were left out because they lack signatures.</param>
internal sealed record RefreshReport(ImmutableArray<RoleFile> Published, ImmutableArray<SigningStatus> Waiting)
{
    /// <summary>Whether anything was published.</summary>
    public bool IsPublished => !Published.IsEmpty;
}

/// <summary>
/// Chooses what can be published together, makes snapshot and timestamp, and publishes in an order that a power cut cannot hurt.
/// </summary>
internal sealed class Refresh(ReleaseFolder folder, ReleaseState state, RoleLifetimes lifetimes, DateTimeOffset now)
{
    /// <summary>Signs snapshot and timestamp as far as the signer may, and publishes when nothing is missing.</summary>
    public Result<RefreshReport> Run(ISigner signer)
    {
        if (Choose() is not { } chosen)
            return NothingFits();
        var root = chosen[Role.Root];
        if (chosen.Values.Select(file => file.RuleBroken(root)).FirstOrDefault(fault => fault is not null) is { } broken)
            return broken;
        if (!root.Root.Roles[Role.Snapshot].KeyIds.Concat(root.Root.Roles[Role.Timestamp].KeyIds).Contains(signer.Key.KeyId))
            return ReleaseRepository.NotInRole("snapshot or timestamp", signer);
        if (!Snapshot(chosen, signer).TryGet(out var snapshot, out var refusal))
            return refusal;
        if (!IsComplete(snapshot, chosen))
            return Waiting(chosen, snapshot);
        if (!Timestamp(chosen, snapshot, signer).TryGet(out var timestamp, out refusal))
            return refusal;
        return IsComplete(timestamp, chosen) ? Publish(chosen, snapshot, timestamp) : Waiting(chosen, snapshot, timestamp);
    }

    /// <summary>
    /// The newest root, targets, bundles and deliveries that fit together. A draft that lacks signatures must not hold up the
    /// timestamp of what is there already; nor may a new root go out before everything under it is signed by its keys.
    /// </summary>
    private Dictionary<string, RoleFile>? Choose()
    {
        foreach (var root in Candidates(Role.Root))
        {
            if (!IsComplete(root, root, null))
                continue;
            foreach (var targets in Candidates(Role.Targets).Where(file => IsComplete(file, root, null)))
            {
                var lists = new[] { ReleaseRoles.Bundles, ReleaseRoles.Deliveries }
                    .Select(role => Candidates(role).FirstOrDefault(file => IsComplete(file, root, targets)))
                    .OfType<RoleFile>()
                    .ToList();
                if (lists.Count == 2)
                    return new[] { root, targets }.Concat(lists).ToDictionary(file => file.Role);
            }
        }

        return null;
    }

    private IEnumerable<RoleFile> Candidates(string role) =>
        new[] { state.Drafts.GetValueOrDefault(role), state.Published.GetValueOrDefault(role) }.OfType<RoleFile>();

    private bool IsComplete(RoleFile file, RoleFile root, RoleFile? targets)
    {
        var before = file.Role == Role.Root ? state.Roots.LastOrDefault(one => one.Version < file.Version) : null;
        return Quorum.Of(file, root, before, targets).All(quorum => quorum.Missing == 0);
    }

    private bool IsComplete(RoleFile file, Dictionary<string, RoleFile> chosen) =>
        IsComplete(file, chosen[Role.Root], chosen[Role.Targets]);

    private Result<RoleFile> Snapshot(Dictionary<string, RoleFile> chosen, ISigner signer)
    {
        var meta = ReleaseRoles.Listing.ToImmutableSortedDictionary(role => Role.FileName(role),
            role => MetaFile.Of(chosen[role].File), StringComparer.Ordinal);
        if (state.Published.GetValueOrDefault(Role.Snapshot) is { } published
            && Lists(published, meta) && IsComplete(published, chosen) && !IsHalfOver(published))
        {
            return published;
        }

        var draft = state.Drafts.GetValueOrDefault(Role.Snapshot) is { } begun && Lists(begun, meta)
            ? begun
            : RoleFile.Draft(Role.Snapshot,
                new SnapshotMetadata(Next(Role.Snapshot), lifetimes.Expiry(Role.Snapshot, now), meta), now);
        return draft.Then(file => SignIfMine(file, chosen, signer));
    }

    private Result<RoleFile> Timestamp(Dictionary<string, RoleFile> chosen, RoleFile snapshot, ISigner signer)
    {
        var meta = MetaFile.Of(snapshot.File);
        var draft = state.Drafts.GetValueOrDefault(Role.Timestamp) is { } begun
            && Same(((TimestampMetadata)begun.File.Metadata).Snapshot, meta)
            ? begun
            : RoleFile.Draft(Role.Timestamp,
                new TimestampMetadata(Next(Role.Timestamp), lifetimes.Expiry(Role.Timestamp, now), meta), now);
        return draft.Then(file => SignIfMine(file, chosen, signer));
    }

    private static Result<RoleFile> SignIfMine(RoleFile file, Dictionary<string, RoleFile> chosen, ISigner signer) =>
        chosen[Role.Root].Root.Roles[file.Role].KeyIds.Contains(signer.Key.KeyId) ? file.SignedWith(signer) : file;

    // The files that nobody looks for yet come first, the timestamp that makes them visible last, the drafts go after that.
    private Result<RefreshReport> Publish(Dictionary<string, RoleFile> chosen, RoleFile snapshot, RoleFile timestamp)
    {
        RoleFile[] files = [.. ReleaseRoles.Listing.Select(role => chosen[role]), snapshot, chosen[Role.Root], timestamp];
        ImmutableArray<RoleFile> changed = [
            .. files.Where(file => !ReferenceEquals(state.Published.GetValueOrDefault(file.Role), file))];
        foreach (var file in changed)
        {
            // A draft counts as kept until it is visible, so that a cut-off publication can be taken up again.
            if ((folder.WriteDraft(file) ?? folder.Publish(file)) is { } refusal)
                return refusal;
        }

        foreach (var file in changed)
        {
            if (folder.DeleteDraft(file.Role) is { } refusal)
                return refusal;
        }

        return ReadBack.Of(folder.Transport, Chain(chosen[Role.Root])[0], now) is { } fault
            ? fault
            : new RefreshReport(changed, LeftOut(chosen));
    }

    private Result<RefreshReport> Waiting(Dictionary<string, RoleFile> chosen, params IEnumerable<RoleFile> drafts)
    {
        var statuses = new List<SigningStatus>();
        foreach (var draft in drafts.Where(draft => !ReferenceEquals(state.Published.GetValueOrDefault(draft.Role), draft)))
        {
            if (folder.WriteDraft(draft) is { } refusal)
                return refusal;
            statuses.Add(new(draft, true, Quorum.Of(draft, chosen[Role.Root], null, null)));
        }

        return new RefreshReport([], [.. statuses, .. LeftOut(chosen)]);
    }

    private Refusal NothingFits()
    {
        var missing = state.DraftStatuses.Where(status => !status.IsComplete).Select(status => status.Describe(state.Holders));
        return new(RefusalCode.SignatureInvalid, folder.Folder, $"nothing can be published yet. {string.Join(". ", missing)}");
    }

    private ImmutableArray<SigningStatus> LeftOut(Dictionary<string, RoleFile> chosen) =>
        [.. state.DraftStatuses.Where(status =>
            chosen.TryGetValue(status.File.Role, out var file) && !ReferenceEquals(file, status.File))];

    private ImmutableArray<RoleFile> Chain(RoleFile root) => state.Roots.IsEmpty ? [root] : state.Roots;

    private long Next(string role) => (state.Published.GetValueOrDefault(role)?.Version ?? 0) + 1;

    private bool IsHalfOver(RoleFile file) => file.Expires - now < (lifetimes.Expiry(file.Role, now) - now) / 2;

    private static bool Lists(RoleFile snapshot, ImmutableSortedDictionary<string, MetaFile> meta)
    {
        var listed = ((SnapshotMetadata)snapshot.File.Metadata).Meta;
        return listed.Count == meta.Count && meta.All(pair => listed.TryGetValue(pair.Key, out var one) && Same(one, pair.Value));
    }

    private static bool Same(MetaFile one, MetaFile other) =>
        one.Version == other.Version && one.Length == other.Length && one.Hashes.SequenceEqual(other.Hashes);
}
