using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Releases;

/// <summary>
/// A release that is being edited. An edit makes a draft: the next version of a role, without signatures. <see cref="Sign"/> adds
/// one signature to it, today or next week, here or on another machine. <see cref="Refresh"/> publishes what enough holders have
/// signed.
/// </summary>
/// <remarks>
/// An edit of a draft keeps its version and drops the signatures it has: nobody's signature counts for what they did not see.
/// </remarks>
internal sealed class ReleaseRepository
{
    // Of a key that the list of holders does not know. It is no name, and nobody signs it as one.
    private const string UnknownHolder = "unknown holder";

    private readonly ReleaseFolder _folder;
    private readonly TimeProvider _clock;
    private ReleaseSettings _settings;

    private ReleaseRepository(ReleaseFolder folder, TimeProvider clock, ReleaseSettings settings, ReleaseState state)
    {
        (_folder, _clock, _settings) = (folder, clock, settings);
        State = state;
    }

    private RoleLifetimes Lifetimes => _settings.Lifetimes;

    /// <summary>What is published, and what waits for signatures.</summary>
    public ReleaseState State { get; private set; }

    /// <summary>The release folder.</summary>
    public string Folder => _folder.Folder;

    /// <summary>Whether anything in it was written, or begun, through this object.</summary>
    public bool HasWritten => _folder.HasWritten;

    /// <summary>Opens a release; refused when what is published in it does not verify.</summary>
    public static Result<ReleaseRepository> Open(IFileSystem files, TimeProvider clock, string folder)
    {
        var release = new ReleaseFolder(files, folder);
        return new ReleaseReading(release).Read().Then(state => release.ReadSettings().Then<ReleaseRepository>(settings =>
            new ReleaseRepository(release, clock, settings, state)));
    }

    /// <summary>Begins a release: drafts of root, targets, bundles and deliveries, which their holders then sign.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="folder">The folder; it must not hold a release yet.</param>
    /// <param name="keys">The keys of all six roles.</param>
    public static Result<ReleaseRepository> Create(
        IFileSystem files, TimeProvider clock, string folder, IReadOnlyDictionary<string, RoleKeys> keys)
    {
        var release = new ReleaseFolder(files, folder);
        if (release.Exists)
            return new Refusal(RefusalCode.OutputExists, folder, "there is a release in this folder already");
        if (!FirstDrafts.Make(keys, ReleaseSettings.Usual.Lifetimes, clock.GetUtcNow()).TryGet(out var state, out var refusal))
            return refusal;
        var repository = new ReleaseRepository(release, clock, ReleaseSettings.Usual, state);
        return (release.Write(state.Holders) ?? repository.Save([.. state.Drafts.Values])) is { } fault ? fault : repository;
    }

    /// <summary>
    /// Lists a file in a delegated role: <c>bundles</c> or <c>deliveries</c>. Listed already with the same content: nothing
    /// changes.
    /// </summary>
    /// <param name="role">The role.</param>
    /// <param name="target">The target path, for instance <c>bundles/fsn2023-1338-1.0.0.zip</c>.</param>
    /// <param name="content">The file; it is copied into the release.</param>
    /// <param name="custom">An object of the signer's own, or null.</param>
    /// <returns>How far the signing of the role's file is.</returns>
    public Result<SigningStatus> AddTarget(string role, MediaPath target, Stream content, JsonElement? custom = null)
    {
        if (ReleaseRoles.IsDelegated(role) is false || !ReleaseRoles.Delegation(role, new([], 1)).MayList(target.Text))
            return new Refusal(RefusalCode.Usage, target.Text, $"the role {role} may not list this path");
        if (!_folder.AddTarget(target, content, custom).TryGet(out var file, out var refusal))
            return refusal;
        return IsListed(role, file)
            ? State.StatusOf(State.Newest(role)!)
            : Edit(role, targets => targets with { Targets = targets.Targets.SetItem(target.Text, file) });
    }

    /// <summary>
    /// The same release; what is added, signed and published in it stays in <paramref name="changes"/> until they are kept.
    /// </summary>
    public ReleaseRepository With(ReleaseChanges changes) => new(_folder.With(changes), _clock, _settings, State);

    /// <summary>The release as a client sees it.</summary>
    public ITransport Transport => _folder.Transport;

    /// <summary>
    /// How long a stick lives, in days: the one setting, for what is written from now on and by later commands.
    /// </summary>
    public int StickDays => _settings.StickDays;

    /// <summary>Whether a stick of a bundle is made only when its campaign is proven.</summary>
    public bool RequiresProof => _settings.RequireProof;

    /// <summary>Sets how long a stick lives, and keeps it in the release.</summary>
    public Refusal? SetStickDays(int days)
    {
        if (!ReleaseSettings.Fits(days))
            return new Refusal(RefusalCode.Usage, "--days", $"{days} is not from 1 to {ReleaseSettings.MostStickDays}");
        if (days == StickDays)
            return null;
        _settings = _settings with { StickDays = days };
        return _folder.Write(_settings);
    }

    /// <summary>When a role's metadata would expire that were written now.</summary>
    public DateTimeOffset NextExpiry(string role) => Expiry(role);

    /// <summary>
    /// Role and expiry of what a publication now would consist of: root, targets and bundles as they are, the rest made anew.
    /// </summary>
    public IEnumerable<(string Role, DateTimeOffset Expires)> ExpiriesOfPublication =>
        ReleaseRoles.All.Select(role => (role,
            role is Role.Root or Role.Targets or ReleaseRoles.Bundles ? State.Newest(role)!.Expires : Expiry(role)));

    /// <summary>The chain of roots as a publication now would have it.</summary>
    public IEnumerable<RoleFile> RootsOfPublication => State.Drafts.GetValueOrDefault(Role.Root) is { } draft
        && State.StatusOf(draft).IsComplete ? State.Roots.Append(draft) : State.Roots;

    /// <summary>What a listed target's metadata say of it, or null when it is not listed.</summary>
    public TargetFile? Find(string role, MediaPath target) =>
        State.Newest(role)?.Targets.Targets.GetValueOrDefault(target.Text);

    /// <summary>Whether a role lists anything.</summary>
    public bool HasTargets(string role) => State.Newest(role)?.Targets.Targets.Count > 0;

    /// <summary>The content of a listed target that is small, or null when it is not listed.</summary>
    public Result<byte[]>? ReadTarget(string role, MediaPath target, int longest) =>
        State.Newest(role)?.Targets.Targets.GetValueOrDefault(target.Text) is { } file
            ? _folder.ReadTarget(file, longest)
            : (Result<byte[]>?)null;

    /// <summary>Where a listed target stands on disk, or null when it is not listed.</summary>
    public string? PathOf(string role, MediaPath target) =>
        State.Newest(role)?.Targets.Targets.GetValueOrDefault(target.Text) is { } file
            && Sha256Digest.TryParse(file.Hashes.GetValueOrDefault("sha256"), out var digest)
            ? _folder.PathOf(target, digest)
            : null;

    /// <summary>Writes the next version of a role with the same content and a new expiry.</summary>
    public Result<SigningStatus> Renew(string role) => role == Role.Root
        ? EditRoot(root => root)
        : Edit(role, targets => targets);

    /// <summary>
    /// Changes who signs for a role; everything that the change leaves without enough signatures becomes a draft to be signed
    /// anew.
    /// </summary>
    public Result<SigningStatus> ChangeKeys(string role, Func<RoleKeys, RoleKeys> change)
    {
        if (State.SignersOf(role) is not { } now)
            return new Refusal(RefusalCode.Usage, role, "there is no such role");
        var keys = change(new([.. now.KeyIds.Select(Holder)], now.Threshold));
        var roles = ReleaseRoles.All.ToDictionary(one => one, one => one == role ? keys.ToRole() : State.SignersOf(one)!);
        if ((keys.FaultFor(role, State.Use) ?? RoleKeys.FaultOf(roles)) is { } fault)
            return fault;
        State = State with { Holders = State.Holders.With(keys.Files.Where(file => file.Holder != UnknownHolder)) };
        var edited = ReleaseRoles.IsDelegated(role)
            ? Edit(Role.Targets, targets => targets with { Delegations = Delegations(targets, role, keys) })
            : EditRoot(root => Renamed(root, role, keys));
        return edited.Then(status => (_folder.Write(State.Holders) ?? DraftWhatIsStale()) is { } refusal
            ? (Result<SigningStatus>)refusal
            : State.StatusOf(status.File));
    }

    /// <summary>Adds one signature to a role's draft.</summary>
    /// <returns>How far the signing is now; refused when the signer's key has no say in it.</returns>
    public Result<SigningStatus> Sign(string role, ISigner signer)
    {
        if (!State.Drafts.TryGetValue(role, out var draft))
            return new Refusal(RefusalCode.InputMissing, role, "nothing of this role waits for signatures");
        if (!State.StatusOf(draft).KeyIds.Contains(signer.Key.KeyId))
            return NotInRole(role, signer);
        return draft.SignedWith(signer)
            .Then(signed => Save(signed) is { } refusal ? (Result<SigningStatus>)refusal : State.StatusOf(signed));
    }

    /// <summary>
    /// Publishes the drafts that are signed by enough, with a snapshot and a timestamp by <paramref name="signer"/>, and reads
    /// the outcome back as a client. Drafts that still lack signatures stay drafts. When snapshot and timestamp have different
    /// holders, each one runs it.
    /// </summary>
    public Result<RefreshReport> Refresh(ISigner signer)
    {
        var refresh = new Refresh(_folder, State, Lifetimes, _clock.GetUtcNow());
        if (!refresh.Run(signer).TryGet(out var report, out var refusal))
            return refusal;
        return new ReleaseReading(_folder).Read().Then<RefreshReport>(state =>
        {
            State = state;
            return report;
        });
    }

    internal static Refusal NotInRole(string role, ISigner signer) =>
        new(RefusalCode.KeyUnusable, role,
            $"the key {signer.Key.KeyId[..8]} is not one of the keys that sign for {role}; nothing was signed");

    private bool IsListed(string role, TargetFile file) =>
        State.Newest(role)?.Targets.Targets.GetValueOrDefault(file.Path) is { } listed
        && listed.Length == file.Length
        && listed.Hashes.SequenceEqual(file.Hashes)
        && listed.Custom?.ToString() == file.Custom?.ToString();

    private Result<SigningStatus> Edit(string role, Func<TargetsMetadata, TargetsMetadata> edit)
    {
        if (State.Newest(role) is not { } newest || !ReleaseRoles.Listing.Contains(role))
            return new Refusal(RefusalCode.Usage, role, "there is no such role in this release");
        return SaveDraft(role, edit(newest.Targets));
    }

    private Result<SigningStatus> EditRoot(Func<RootMetadata, RootMetadata> edit) => SaveDraft(Role.Root, edit(State.Root.Root));

    private Result<SigningStatus> SaveDraft(string role, RoleMetadata edited) =>
        RoleFile.Draft(role, edited with
        {
            Version = NextVersion(role),
            Expires = Expiry(role),
            Names = State.Holders.NamesFor(edited.KeysHere.Keys, edited.Names),
        }, _clock.GetUtcNow())
        .Then(draft => Save(draft) is { } refusal ? (Result<SigningStatus>)refusal : State.StatusOf(draft));

    private Refusal? Save(params IEnumerable<RoleFile> drafts)
    {
        foreach (var draft in drafts)
        {
            if (_folder.WriteDraft(draft) is { } refusal)
                return refusal;
            State = State.WithDraft(draft);
        }

        return null;
    }

    // What was published under the old keys and no longer counts is signed again, with the same content.
    private Refusal? DraftWhatIsStale()
    {
        foreach (var role in ReleaseRoles.Listing.Where(role => !State.Drafts.ContainsKey(role)))
        {
            if (!State.StatusOf(State.Published[role]).IsComplete && Edit(role, targets => targets).Refusal is { } refusal)
                return refusal;
        }

        return null;
    }

    private long NextVersion(string role) => (State.Published.GetValueOrDefault(role)?.Version ?? 0) + 1;

    private DateTimeOffset Expiry(string role) => Lifetimes.Expiry(role, _clock.GetUtcNow());

    private PublicKeyFile Holder(string keyId) =>
        State.Holders.ById.GetValueOrDefault(keyId) ?? new PublicKeyFile(UnknownHolder, State.Use, State.Keys[keyId]);

    private static RootMetadata Renamed(RootMetadata root, string role, RoleKeys keys)
    {
        var roles = root.Roles.SetItem(role, keys.ToRole());
        var known = root.Keys.SetItems(keys.Files.Select(file => KeyValuePair.Create(file.Key.KeyId, file.Key)));
        var used = roles.Values.SelectMany(one => one.KeyIds).ToHashSet();
        return root with { Roles = roles, Keys = known.RemoveRange(known.Keys.Where(id => !used.Contains(id))) };
    }

    private static Delegations Delegations(TargetsMetadata targets, string role, RoleKeys keys)
    {
        var before = targets.Delegations!;
        ImmutableArray<DelegatedRole> roles =
            [.. before.Roles.Select(one => one.Name == role ? ReleaseRoles.Delegation(role, keys.ToRole()) : one)];
        var known = before.Keys.SetItems(keys.Files.Select(file => KeyValuePair.Create(file.Key.KeyId, file.Key)));
        var used = roles.SelectMany(one => one.KeyIds).ToHashSet();
        return new(known.RemoveRange(known.Keys.Where(id => !used.Contains(id))), roles);
    }
}
