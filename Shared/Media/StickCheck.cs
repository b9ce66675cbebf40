using System.Collections.Immutable;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// THE check of a stick, the same for the desk and the instrument, in two halves: <see cref="Begin"/> is about what is signed,
/// <see cref="Finish"/> about the files and the bundle. Between the two an instrument remembers what it saw, so that a stick
/// which is refused for its bundle still withdraws others.
/// </summary>
/// <remarks>
/// Order: root, timestamp, snapshot, targets (TUF), delivery, list of withdrawn bundles, what time it is, signed list; then:
/// withdrawn, files against the signed list, bundle, its name, its time, addresses. The first fault is the refusal. The workflow
/// itself goes by the clock: whether a time that was seen before still counts is known when it is known who may sign today.
/// </remarks>
public sealed class StickCheck
{
    private readonly IStick _stick;
    private readonly StickMemory _memory;
    private readonly NotingTransport _notes;
    private readonly TrustClient _client;
    private DateTimeOffset _vouched;
    private readonly Dictionary<string, TargetFile> _targets = new(StringComparer.Ordinal);

    private StickCheck(IStick stick, StickMemory memory, NotingTransport notes, TrustClient client, StickId id)
    {
        (_stick, _memory, _notes, _client) = (stick, memory, notes, client);
        Stick = id;
    }

    /// <summary>The stick that its marker names.</summary>
    public StickId Stick { get; }

    /// <summary>Its delivery, verified.</summary>
    public Delivery Delivery { get; private set; } = null!;

    /// <summary>The signed list of withdrawn bundles, verified.</summary>
    public WithdrawnList Withdrawn { get; private set; } = null!;

    /// <summary>What time it is, by the clock and by the signed times that count.</summary>
    public TrustedTime Time { get; private set; } = null!;

    /// <summary>The signed times seen before that still count: whoever said them may still say them.</summary>
    public ImmutableArray<SeenTime> Standing { get; private set; } = [];

    /// <summary>The signed list of its files, verified.</summary>
    public SignedList Files { get; private set; } = null!;

    /// <summary>The first half: what is signed, by whom, until when, for which stick.</summary>
    /// <param name="stick">Where to read.</param>
    /// <param name="id">The name that its marker claims.</param>
    /// <param name="store">What was trusted before.</param>
    /// <param name="root">The root to start from.</param>
    /// <param name="clock">The system clock, UTC.</param>
    /// <param name="built">When this program was built, or an earlier time.</param>
    /// <param name="memory">What is remembered of earlier sticks.</param>
    public static Result<StickCheck> Begin(IStick stick, StickId id, IMetadataStore store, ReadOnlyMemory<byte> root,
        DateTimeOffset clock, DateTimeOffset built, StickMemory memory)
    {
        var notes = new NotingTransport(stick.Release);
        var client = new TrustClient(notes, store, clock, rule: RoleRules.FaultOf);
        var check = new StickCheck(stick, memory, notes, client, id);
        if (check._client.TrustRoot(root).Refusal is { } untrusted)
            return untrusted;
        if (check._client.Refresh().Refusal is { } refused)
            return StickRules.Clock(refused, clock);
        return check.Signed(clock, built) is { } fault ? fault : check;
    }

    /// <summary>The second half: the files of the stick, and the bundle.</summary>
    /// <param name="bundle">
    /// Reads the bundle's target once, verifies and opens it, proves every file in it, and gives its manifest. The way differs:
    /// the desk reads it in place, an instrument copies it to a private folder; where the delivery names an encrypted file, that
    /// one is read once and verified, and opened by a code.
    /// </param>
    public Result<StickContents> Finish(Func<TrustClient, TargetFile, Result<BundleManifest>> bundle)
    {
        var wanted = Delivery.Bundles[0];
        if (StickRules.Withdrawn(wanted, Withdrawn, _memory) is { } withdrawn)
            return withdrawn;
        if (!_client.FindTarget(StickLayout.Bundle(wanted.Bundle)).TryGet(out var listed, out var refusal))
            return refusal;
        if (StickRules.Listing(wanted, listed) is { } other)
            return other;
        // On a restricted stick its encrypted file lies in the bundle's place, and the bundle nowhere.
        Expect(Delivery.Locked?.Target(Stick) ?? listed);
        if (!_stick.Names().TryGet(out var names, out refusal))
            return refusal;
        if (FilesFault(names) is { } altered)
            return altered;
        if (!bundle(_client, listed).TryGet(out var manifest, out refusal))
            return refusal;
        return (StickRules.Name(manifest, Delivery) ?? StickRules.SignedTime(Expiries, manifest.Released)
            ?? StickRules.Addresses(manifest, Delivery)) is { } fault
            ? fault
            : new StickContents(_client.Trusted!, Delivery, manifest, Withdrawn, Files, names.Foreign)
            {
                KioskReports = _stick.KioskReports(names),
            };
    }

    /// <summary>
    /// All that differs between the files of the stick and its signed list, to be named after a refusal. Reads the whole stick.
    /// </summary>
    /// <returns>The differences; a refusal when the stick has no names that could be compared.</returns>
    public Result<ListDifferences> Differences() => _stick.Names().Then<ListDifferences>(names =>
    {
        var signing = Unlisted().ToHashSet(StringComparer.Ordinal);
        return ListDifferences.Of(_stick, names, Files, name => signing.Contains(name.ToUpperInvariant()));
    });

    private IEnumerable<(string Role, DateTimeOffset Expires)> Expiries =>
        _client.Trusted!.Roles.Select(one => (one.Role, one.Metadata.Expires));

    /// <summary>What time it is when these signed times are remembered.</summary>
    public TrustedTime TimeAfter(IEnumerable<SeenTime> seen) => TrustedTime.Of(Time.Clock, _vouched, seen);

    /// <summary>The keys that signed for a role.</summary>
    public ImmutableArray<string> SignersOf(string role) => _client.Trusted!.Signers.GetValueOrDefault(role, []);

    private Refusal? Signed(DateTimeOffset clock, DateTimeOffset built)
    {
        var place = StickLayout.Delivery(Stick);
        if (!Read(place, Media.Delivery.Format.Longest).Then(bytes => Media.Delivery.Format.Read(bytes, place.Text))
            .TryGet(out var delivery, out var refusal))
            return refusal.Code == RefusalCode.TargetUnknown ? StickRules.Marker(Stick) : refusal;
        if ((StickRules.Delivery(delivery, Stick, _memory) ?? StickRules.SignedTime(Expiries, delivery.Issued)) is { } fault)
            return fault;
        // That no list is signed is itself signed: the role's metadata are verified and do not name one.
        if (!Read(StickLayout.Withdrawn, WithdrawnList.Format.Longest)
            .Then(bytes => WithdrawnList.Format.Read(bytes, StickLayout.Withdrawn.Text)).TryGet(out var withdrawn, out refusal))
        {
            if (refusal.Code != RefusalCode.TargetUnknown)
                return refusal;
            withdrawn = new WithdrawnList(WithdrawnList.SchemaVersion, []);
        }

        if (Dated(clock, built, delivery, withdrawn) is { } impossible)
            return impossible;
        place = StickLayout.SignedList(Stick);
        if (!Read(place, SignedList.Format.Longest).Then(bytes => SignedList.Format.Read(bytes, place.Text))
            .TryGet(out var files, out refusal))
            return refusal;
        if (files.Stick != Stick)
            return new Refusal(RefusalCode.FileAltered, place.Text, $"the list is stick {files.Stick}'s, and this one is {Stick}")
                .With(files.Stick.Text);
        (Delivery, Withdrawn, Files) = (delivery, withdrawn, files);
        return null;
    }

    private Refusal? Dated(DateTimeOffset clock, DateTimeOffset built, Delivery delivery, WithdrawnList withdrawn)
    {
        var trusted = _client.Trusted!;
        Standing = [.. _memory.Times.Where(one => one.Stands(trusted.Targets.Metadata))];
        _vouched = trusted.Roles.Where(one => RoleRules.IsCodeRole(one.Role)).Select(one => one.Metadata.Made ?? built)
            .Concat(withdrawn.Withdrawn.Select(one => one.Since))
            .Append(built)
            .Max();
        Time = TrustedTime.Of(clock, _vouched, Standing);
        return StickRules.Issued(delivery, TrustedTime.Latest(clock, _vouched, Standing))
            ?? StickRules.Current(Expiries, Time.Now);
    }

    private Result<byte[]> Read(MediaPath path, int longest) => Find(path).Then(file => _client.Read(file, longest));

    private Result<TargetFile> Find(MediaPath path) => _client.FindTarget(path).Then<TargetFile>(file => Expect(file));

    private TargetFile Expect(TargetFile file) => _targets[StoredPath(file)] = file;

    // Every name on the stick is listed, or is one of the few that cannot be: see StickLayout.KindOf.
    private Refusal? FilesFault(StickNames names)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        var listed = Files.Files.Select(file => file.Path.CollisionKey).Concat(Unlisted()).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Ours)
        {
            if (!listed.Contains(name.ToUpperInvariant()) || !there.Add(name.ToUpperInvariant()))
                return Added(name);
        }

        if (_targets.Keys.FirstOrDefault(path => !listed.Contains(path.ToUpperInvariant())) is { } unlisted)
            return TrustRefusals.FileMissing(unlisted);
        foreach (var file in Files.Files)
        {
            if (!there.Contains(file.Path.CollisionKey))
                return TrustRefusals.FileMissing(file.Path.Text);
        }

        foreach (var file in Files.Files)
        {
            if (!Seen(file).TryGet(out var seen, out var refusal))
                return refusal;
            if (seen.Length != file.Length)
                return TrustRefusals.FileLength(file.Path.Text,
                    seen.Length > file.Length ? new Fact.Beyond(file.Length) : seen.Length, file.Length);
            if (seen.Digest != file.Sha256)
                return TrustRefusals.FileAltered(file.Path.Text, new($"sha256 {file.Sha256}", $"sha256 {seen.Digest}"));
        }

        return null;
    }

    // What the trust workflow has read or will read is not read again: the medium might answer differently.
    private Result<(long Length, Sha256Digest Digest)> Seen(ListedFile file)
    {
        if (file.Kind == StickFileKind.Root && _notes.Metadata.TryGetValue(file.Path.Name, out var noted))
            return noted;
        return _targets.TryGetValue(file.Path.Text, out var target)
            && Sha256Digest.TryParse(target.Hashes.GetValueOrDefault("sha256"), out var digest)
            ? (target.Length, digest)
            : _stick.Measure(file.Path, file.Length + 1);
    }

    private IEnumerable<string> Unlisted()
    {
        var trusted = _client.Trusted!;
        string[] metadata =
        [
            Role.FileName(Role.Timestamp),
            Role.FileName(Role.Snapshot, trusted.Snapshot.Metadata.Version),
            Role.FileName(Role.Targets, trusted.Targets.Metadata.Version),
            .. trusted.Delegated.Select(pair => Role.FileName(pair.Key, pair.Value.Metadata.Version)),
        ];
        var list = _targets.Keys.First(path => path.EndsWith(StickLayout.SignedList(Stick).Name, StringComparison.Ordinal));
        return metadata.Select(name => StickLayout.Metadata.Append(name).CollisionKey).Append(list.ToUpperInvariant());
    }

    private string StoredPath(TargetFile file) => StickLayout.Targets.Append(_client.StoredName(file)).Text;

    private static Refusal Added(string name) =>
        new Refusal(RefusalCode.FileAdded, name, "the signed list does not name it: somebody put it there");
}
