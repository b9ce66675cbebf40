using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Trust;

/// <summary>
/// The client workflow of The Update Framework 1.0.34, section 5: from a trusted root and an untrusted repository to verified
/// files.
/// </summary>
/// <remarks>
/// The time is fixed for the client's life (section 5.1); nothing switches the expiry checks off. Not for use by two threads.
/// </remarks>
/// <param name="transport">The repository; nothing that comes from it is trusted.</param>
/// <param name="store">What was trusted before; on the device's own disk.</param>
/// <param name="now">The time that expiry is measured against: the later one of the system clock and the highest signed time
/// seen.</param>
/// <param name="limits">How much is read; the defaults when null.</param>
/// <param name="rule">What is asked of roles beyond the framework; nothing when null.</param>
public sealed class TrustClient(
    ITransport transport, IMetadataStore store, DateTimeOffset now, TrustLimits? limits = null, RoleRule? rule = null)
{
    private readonly TrustLimits _limits = limits ?? new();
    private readonly MetadataSource _source = new(transport, store);
    private TrustedMetadata? _topLevel;
    private DelegationSearch? _search;

    /// <summary>
    /// What is trusted now, the delegated roles read so far included; null before a successful <see cref="Refresh"/>.
    /// </summary>
    public TrustedMetadata? Trusted => _topLevel is null || _search is null ? null : _topLevel with
    {
        Delegated = _search.Delegated,
        Signers = _topLevel.Signers.AddRange(_search.Signers),
    };

    private RootChain Chain => new(_source, store, _limits, rule);

    /// <summary>
    /// Starts from a root that the caller vouches for (the one compiled into the program) when the store has none, or an older
    /// one.
    /// </summary>
    /// <returns>
    /// The root that is trusted from now on; SignatureInvalid when a threshold of its own keys did not sign the given one,
    /// RootForeign when what the store keeps did not grow from it.
    /// </returns>
    public Result<SignedMetadata<RootMetadata>> TrustRoot(ReadOnlyMemory<byte> rootBytes)
    {
        var name = Role.FileName(Role.Root);
        if (!TrustAnchor.Read(rootBytes, name).TryGet(out var given, out var refusal))
            return refusal;
        if (!store.Read(name).TryGet(out var bytes, out refusal))
            return refusal;
        if (bytes.IsEmpty)
            return Chain.Keep(given, before: null) is { } failure ? failure : given;
        if (!Chain.Load().TryGet(out var kept, out refusal))
            return refusal;
        if (kept.Metadata.Version >= given.Metadata.Version)
            return Chain.Descends(kept, given);
        return Chain.Keep(given, kept) is { } fault ? fault : given;
    }

    /// <summary>
    /// Sections 5.2 to 5.6.6: root chain, timestamp, snapshot, top-level targets. What was verified before a refusal stays kept.
    /// </summary>
    public Result<TrustedMetadata> Refresh()
    {
        (_topLevel, _search) = (null, null);
        if (!Chain.Load().Then(Chain.Follow).TryGet(out var root, out var refusal))
            return refusal;
        // The root that was kept by an earlier version of this program, too.
        if (rule?.Invoke(Role.Root, root.Metadata, root.Metadata) is { } broken)
            return TrustRefusals.RuleBroken(Role.FileName(Role.Root), broken);
        if (root.Metadata.IsExpired(now))
            return TrustRefusals.Expired(Role.Root, root.Metadata.Expires, now);
        var roles = new TopLevelRoles(_source, _limits, now, root, rule);
        if (!roles.Timestamp().TryGet(out var timestamp, out refusal)
            || !roles.Snapshot(timestamp.Metadata).TryGet(out var snapshot, out refusal)
            || !roles.Targets(snapshot.Metadata).TryGet(out var targets, out refusal))
        {
            return refusal;
        }

        _search = new(roles, _limits, snapshot.Metadata, targets);
        _topLevel = new(root, timestamp, snapshot, targets, _search.Delegated,
            ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal)
                .Add(Role.Root, root.Signers)
                .Add(Role.Timestamp, timestamp.Signers)
                .Add(Role.Snapshot, snapshot.Signers)
                .Add(Role.Targets, targets.Signers));
        return Trusted!;
    }

    /// <summary>The listing that counts for a target path. Refreshes first, if that was not done.</summary>
    public Result<TargetFile> FindTarget(string path) => Search().Then(s => s.Find(path)).Then<TargetFile>(found => found.File);

    /// <inheritdoc cref="FindTarget(string)"/>
    public Result<TargetFile> FindTarget(MediaPath path) => FindTarget(path.Text);

    /// <summary>
    /// Every target that can be found, by path, each with the role whose listing counts. Reads all delegated roles. Refreshes
    /// first, if that was not done.
    /// </summary>
    public Result<ImmutableArray<ListedTarget>> ListTargets()
    {
        if (!Search().TryGet(out var search, out var refusal) || !search.AllPaths().TryGet(out var paths, out refusal))
            return refusal;
        var listed = ImmutableArray.CreateBuilder<ListedTarget>();
        foreach (var path in paths)
        {
            if (search.Find(path).TryGet(out var target, out refusal))
                listed.Add(target);
            else if (refusal.Code != RefusalCode.TargetUnknown) // a path that its role was never given is no target
                return refusal;
        }

        return listed.ToImmutable();
    }

    /// <summary>
    /// Reads a target once, bounded, hashing on the way, to <paramref name="destinationPath"/>: that file is whole and verified,
    /// or not there.
    /// </summary>
    /// <param name="target">From <see cref="FindTarget(string)"/>.</param>
    /// <param name="dest">The file system that is written to.</param>
    /// <param name="destinationPath">The file to write; its folder is made, an earlier file is replaced.</param>
    /// <param name="progress">Bytes so far.</param>
    public Result<Download> Download(TargetFile target, IFileSystem dest, string destinationPath,
        IProgress<long>? progress = null) =>
        Search().Then(_ => Download().Run(target, dest, destinationPath, progress));

    /// <summary>Reads a small target once into memory: its bytes are whole and verified, or not given.</summary>
    /// <param name="target">From <see cref="FindTarget(string)"/>.</param>
    /// <param name="longest">The most bytes that the caller's format may have.</param>
    public Result<byte[]> Read(TargetFile target, int longest) => Search().Then<byte[]>(_ =>
    {
        if (target.Length > longest)
            return TrustRefusals.TooLong(target.Path, longest);
        var bytes = new MemoryStream((int)target.Length);
        return Download().Read(target, stream => stream.CopyTo(bytes)) is { } refusal ? refusal : bytes.ToArray();
    });

    /// <summary>
    /// Reads a target once and hands its bytes on while they are hashed. What the readers made of them counts only when null
    /// comes back: they saw bytes that were not verified yet.
    /// </summary>
    /// <param name="target">From <see cref="FindTarget(string)"/>.</param>
    /// <param name="readers">Each reads all of it, from first to last, on a thread of its own.</param>
    /// <returns>Why the file is not the listed one, or null.</returns>
    public Refusal? Verify(TargetFile target, params ReadOnlySpan<Action<PieceStream>> readers) =>
        Search().Refusal ?? Download().Read(target, readers);

    /// <summary>The path below the targets folder under which the repository keeps a target.</summary>
    public string StoredName(TargetFile target) => Download().NameOf(target);

    private TargetDownload Download() => new(transport, _topLevel!.Root.Metadata.ConsistentSnapshot);

    private Result<DelegationSearch> Search()
    {
        if (_search is null && Refresh().Refusal is { } refusal)
            return refusal;
        return _search!;
    }
}
