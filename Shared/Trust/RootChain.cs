namespace PatchKit.Shared.Trust;

/// <summary>Goes from the trusted root to the newest one, a version at a time. TUF 1.0.34 section 5.3.</summary>
internal sealed class RootChain(MetadataSource source, IMetadataStore store, TrustLimits limits, RoleRule? rule)
{
    /// <summary>The root that is trusted at the start: the one kept in the store. Section 5.2.</summary>
    public Result<SignedMetadata<RootMetadata>> Load()
    {
        var name = Role.FileName(Role.Root);
        if (!store.Read(name).TryGet(out var bytes, out var refusal))
            return refusal;
        return bytes.IsEmpty ? TrustRefusals.FileMissing(name) : TrustAnchor.Read(bytes, name);
    }

    /// <summary>Follows the chain in the repository to its end. Expiry is not looked at: only the last one's counts.</summary>
    public Result<SignedMetadata<RootMetadata>> Follow(SignedMetadata<RootMetadata> trusted)
    {
        for (var taken = 0; taken < limits.Roots; taken++)
        {
            var version = trusted.Metadata.Version + 1;
            var name = Role.FileName(Role.Root, version);
            if (!source.Fetch(name, limits.RootLength).TryGet(out var bytes, out var refusal))
                return refusal.Code == RefusalCode.FileMissing ? EndOrGap(trusted, version) : refusal;
            if (!Next(trusted, bytes, name).TryGet(out var next, out refusal))
                return refusal;
            if (rule?.Invoke(Role.Root, next.Metadata, next.Metadata) is { } broken)
                return TrustRefusals.RuleBroken(name, broken);
            if (Keep(next, trusted) is { } failure)
                return failure;
            trusted = next;
        }

        return trusted;
    }

    /// <summary>
    /// Keeps a root as the trusted one, and as a step of the chain. <paramref name="before"/> is the one that it replaces.
    /// </summary>
    public Refusal? Keep(SignedMetadata<RootMetadata> root, SignedMetadata<RootMetadata>? before)
    {
        // Section 5.3.11, at each step and before the step is kept: so a run that ends between two steps cannot forget the
        // rotation.
        if (before is not null
            && (Rotated(before.Metadata, root.Metadata, Role.Timestamp) || Rotated(before.Metadata, root.Metadata, Role.Snapshot))
            && (store.Delete(Role.FileName(Role.Timestamp)) ?? store.Delete(Role.FileName(Role.Snapshot))) is { } refusal)
        {
            return refusal;
        }

        return store.Write(StepName(root.Metadata.Version), root.Bytes)
            ?? store.Write(Role.FileName(Role.Root), root.Bytes);
    }

    /// <summary>
    /// The kept root, when it grew from the given one: each step between them is verified again by the one before it, so that a
    /// root that somebody laid into the store is not trusted. A step that this device never took, since it began with a later
    /// root, is taken from the repository: signatures vouch for it, not the place where it lies.
    /// </summary>
    public Result<SignedMetadata<RootMetadata>> Descends(SignedMetadata<RootMetadata> kept, SignedMetadata<RootMetadata> given)
    {
        var reached = given;
        while (reached.Metadata.Version < kept.Metadata.Version)
        {
            var version = reached.Metadata.Version + 1;
            var name = StepName(version);
            if (!store.Read(name).TryGet(out var bytes, out var refusal))
                return refusal;
            if (bytes.IsEmpty
                && !source.Fetch(Role.FileName(Role.Root, version), limits.RootLength).TryGet(out bytes, out refusal)
                && refusal.Code != RefusalCode.FileMissing)
                return refusal;
            if (!Next(reached, bytes, name).TryGet(out var next, out _))
                return TrustRefusals.RootForeign(kept.Metadata.Version, given.Metadata.Version);
            reached = next;
        }

        return reached.Canonical.Span.SequenceEqual(kept.Canonical.Span)
            ? kept
            : TrustRefusals.RootForeign(kept.Metadata.Version, given.Metadata.Version);
    }

    private static string StepName(long version) => $"roots/{Role.FileName(Role.Root, version)}";

    private static Result<SignedMetadata<RootMetadata>> Next(SignedMetadata<RootMetadata> trusted, ReadOnlyMemory<byte> bytes,
        string name)
    {
        // Section 5.3.4: the trusted root's keys first. Only then does the new one say whose signatures it needs itself.
        var version = trusted.Metadata.Version + 1;
        return SignedDocument.Read(bytes, name)
            .Then(file => SignedMetadata<RootMetadata>.Verify(file, trusted.Metadata.Roles[Role.Root], trusted.Metadata.Keys))
            .Then(next => next.AlsoSignedBy(next.Metadata.Roles[Role.Root], next.Metadata.Keys))
            .Then<SignedMetadata<RootMetadata>>(next =>
                next.Metadata.Version == version ? next : TrustRefusals.RootVersion(name, next.Metadata.Version, version));
    }

    // A stick that lost some roots would otherwise look like a stick with an old chain.
    private Result<SignedMetadata<RootMetadata>> EndOrGap(SignedMetadata<RootMetadata> trusted, long missing) =>
        source.RootAfter(missing) is { } later
            ? TrustRefusals.RootMissing(Role.FileName(Role.Root, missing), missing, Role.FileName(Role.Root, later))
            : trusted;

    // A key that was taken away is a rotation; one that came in addition is not, and the rollback floor stays.
    private static bool Rotated(RootMetadata before, RootMetadata after, string role)
    {
        var now = Materials(after, role);
        return !Materials(before, role).IsSubsetOf(now);
    }

    private static HashSet<string> Materials(RootMetadata root, string role) =>
        [.. root.Roles[role].KeyIds.Select(id => root.Keys.GetValueOrDefault(id)?.Material).OfType<string>()];
}
