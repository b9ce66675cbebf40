using System.Collections.Immutable;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// Reads a release and verifies it before anybody builds on it: whoever could alter a published file here would otherwise have
/// the holders sign that alteration with the next version. Expiry is not looked at; an expired release can be renewed.
/// </summary>
internal sealed class ReleaseReading(ReleaseFolder folder)
{
    /// <summary>The verified state.</summary>
    public Result<ReleaseState> Read()
    {
        if (!folder.Exists)
            return new Refusal(RefusalCode.InputMissing, folder.Folder,
                "there is no release in this folder; 'packager keys init-root' begins one");
        if (!Roots().TryGet(out var roots, out var refusal)
            || !folder.ReadDrafts().TryGet(out var drafts, out refusal)
            || !folder.ReadHolders().TryGet(out var holders, out refusal))
        {
            return refusal;
        }

        if (roots.IsEmpty)
            return drafts.ContainsKey(Role.Root) && drafts.ContainsKey(Role.Targets)
                ? new ReleaseState([], NoFiles, drafts, holders)
                : new Refusal(RefusalCode.FileMissing, folder.Folder,
                    "the release has neither a published root nor the draft of a first one");
        var state = Published(roots, drafts, holders);
        // A publication ends with the timestamp. Cut off between root and timestamp, the drafts are still there and are published
        // again.
        return state.Refusal is not null && drafts.GetValueOrDefault(Role.Root)?.Version == roots[^1].Version
            ? Published(roots[..^1], drafts, holders)
            : state;
    }

    private static ImmutableSortedDictionary<string, RoleFile> NoFiles { get; } =
        ImmutableSortedDictionary.Create<string, RoleFile>(StringComparer.Ordinal);

    private Result<ImmutableArray<RoleFile>> Roots()
    {
        var roots = ImmutableArray.CreateBuilder<RoleFile>();
        while (folder.Read(Role.Root, roots.Count + 1) is { } read)
        {
            if (!read.TryGet(out var root, out var refusal))
                return refusal;
            if (root.Version != roots.Count + 1)
                return new Refusal(RefusalCode.RootChainBroken, root.Name,
                    $"the file {roots.Count + 1}.root.json says version {root.Version}");
            if (Fault(root, root, roots.LastOrDefault(), null) is { } fault)
                return fault;
            roots.Add(root);
        }

        return roots.ToImmutable();
    }

    private Result<ReleaseState> Published(
        ImmutableArray<RoleFile> roots, ImmutableSortedDictionary<string, RoleFile> drafts, Holders holders)
    {
        if (roots.IsEmpty)
            return new ReleaseState([], NoFiles, Undone(drafts, NoFiles), holders);
        var published = NoFiles.Add(Role.Root, roots[^1]);
        if (!Verified(Role.Timestamp, null, roots[^1], null, null).TryGet(out var timestamp, out var refusal))
            return refusal;
        var listed = ((TimestampMetadata)timestamp.File.Metadata).Snapshot;
        if (!Verified(Role.Snapshot, listed.Version, roots[^1], null, listed).TryGet(out var snapshot, out refusal))
            return refusal;
        published = published.Add(Role.Timestamp, timestamp).Add(Role.Snapshot, snapshot);
        foreach (var role in ReleaseRoles.Listing)
        {
            if (!((SnapshotMetadata)snapshot.File.Metadata).Meta.TryGetValue(Role.FileName(role), out var meta))
                return new Refusal(RefusalCode.FileMissing, snapshot.Name, $"the snapshot does not list {role}");
            if (!Verified(role, meta.Version, roots[^1], published.GetValueOrDefault(Role.Targets), meta)
                .TryGet(out var file, out refusal))
                return refusal;
            published = published.Add(role, file);
        }

        return new ReleaseState(roots, published, Undone(drafts, published), holders);
    }

    // Drafts that a cut-off publication left behind after it had published them.
    private static ImmutableSortedDictionary<string, RoleFile> Undone(
        ImmutableSortedDictionary<string, RoleFile> drafts, ImmutableSortedDictionary<string, RoleFile> published) =>
        drafts.RemoveRange(drafts.Where(pair => published.GetValueOrDefault(pair.Key)?.Version >= pair.Value.Version)
            .Select(pair => pair.Key));

    private Result<RoleFile> Verified(string role, long? version, RoleFile root, RoleFile? targets, MetaFile? listed)
    {
        if (folder.Read(role, version) is not { } read)
            return new Refusal(RefusalCode.FileMissing, Role.FileName(role, version), "the published file is missing");
        if (!read.TryGet(out var file, out var refusal))
            return refusal;
        if (listed is not null && MetaFile.Of(file.File) is var seen && !IsListed(seen, listed))
            return new Refusal(RefusalCode.FileAltered, file.Name,
                "it is not the file that is listed: version, length or hash differ");
        return Fault(file, root, null, targets) is { } fault ? fault : file;
    }

    private static bool IsListed(MetaFile seen, MetaFile listed) =>
        seen.Version == listed.Version
        && (listed.Length is null || listed.Length == seen.Length)
        && (!listed.Hashes.TryGetValue("sha256", out var hash) || hash == seen.Hashes["sha256"]);

    private static Refusal? Fault(RoleFile file, RoleFile root, RoleFile? rootBefore, RoleFile? targets)
    {
        foreach (var quorum in Quorum.Of(file, root, rootBefore, targets).Where(quorum => quorum.Missing > 0))
        {
            return new Refusal(
                RefusalCode.SignatureInvalid,
                file.Name,
                $"{quorum.Signed.Length} valid signatures by the word of {quorum.By}, expected at least {quorum.Threshold}");
        }

        return null;
    }
}
