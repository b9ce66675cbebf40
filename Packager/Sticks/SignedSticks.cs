using System.Collections.Immutable;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// What is signed of the sticks of a run, in memory until it is checked and kept: the deliveries, the lists of what was copied,
/// one snapshot and one timestamp.
/// </summary>
internal sealed class SignedSticks
{
    private readonly StickPlan _plan;
    private readonly ReleaseRepository _changed;
    private readonly ReleaseChanges _changes;
    private readonly Dictionary<StickId, SignedList> _lists = [];
    private readonly Dictionary<StickId, IReadOnlyList<(MediaPath Place, byte[] Bytes)>> _companions = [];

    private SignedSticks(StickPlan plan, ReleaseRepository changed, ReleaseChanges changes) =>
        (_plan, _changed, _changes) = (plan, changed, changes);

    /// <summary>The root that the release began with.</summary>
    public ReadOnlyMemory<byte> FirstRoot => _changed.State.Roots[0].File.Bytes;

    /// <summary>What goes on a stick beside what was copied, the texts and the marker.</summary>
    public IEnumerable<WrittenFile> FilesOf(StickId stick)
    {
        foreach (var file in _changed.State.Published.Values.Where(file => file.Role != Role.Root))
            yield return WrittenFile.Of(StickLayout.Metadata.Append(file.Name), file.File.Bytes);
        foreach (var target in new[] { StickLayout.SignedList(stick), StickLayout.Delivery(stick) })
        {
            var stored = Stored(target).Text;
            yield return WrittenFile.Of(StickLayout.Targets.Append(stored), _changes.Targets[stored]);
        }

        foreach (var root in _changed.State.Roots)
            yield return WrittenFile.Of(StickLayout.Metadata.Append(root.Name), root.File.Bytes);
        foreach (var (place, bytes) in _companions[stick])
            yield return WrittenFile.Of(place, bytes);
    }

    /// <summary>SHA-256 of a stick's signed list.</summary>
    public Sha256Digest DigestOf(StickId stick) =>
        Sha256Digest.Of(_changes.Targets[Stored(StickLayout.SignedList(stick)).Text]);

    /// <summary>Signs what was copied, and the deliveries. Nothing is written.</summary>
    /// <param name="plan">What the sticks have in common.</param>
    /// <param name="copied">The large files, as they were read.</param>
    /// <param name="deliveries">The deliveries, one a stick.</param>
    /// <param name="open">Opens the support desk's signer.</param>
    public static Result<SignedSticks> Sign(StickPlan plan, IReadOnlyList<ListedFile> copied, IReadOnlyList<Delivery> deliveries,
        Func<KeyUse, Result<OpenedSigner>> open)
    {
        var changes = new ReleaseChanges();
        var changed = plan.Release.With(changes);
        var signed = new SignedSticks(plan, changed, changes);
        var targets = new List<(MediaPath Place, byte[] Bytes)>();
        foreach (var delivery in deliveries)
        {
            if (!delivery.ToBytes().TryGet(out var bytes, out var unfit))
                return unfit;
            targets.Add((StickLayout.Delivery(delivery.Stick), bytes));
            var listed = Listed(delivery, bytes, plan, copied, changed);
            var companions = ListCompanions.Of(delivery, listed);
            var list = new SignedList
            {
                Schema = SignedList.SchemaVersion,
                Stick = delivery.Stick,
                Files = Ordered(listed.Concat(companions.Select(one => Line(one.Place, one.Bytes)))),
            };
            if (!list.ToBytes().TryGet(out bytes, out unfit))
                return unfit;
            targets.Add((StickLayout.SignedList(delivery.Stick), bytes));
            (signed._lists[delivery.Stick], signed._companions[delivery.Stick]) = (list, companions);
        }

        if (!open(changed.State.Use).TryGet(out var signer, out var refusal))
            return refusal;
        using (signer)
        {
            foreach (var (place, bytes) in targets)
            {
                if (changed.AddTarget(ReleaseRoles.Deliveries, place, new MemoryStream(bytes)).Refusal is { } unlisted)
                    return unlisted;
            }

            if (!changed.Sign(ReleaseRoles.Deliveries, signer.Signer).TryGet(out _, out refusal)
                || !changed.Refresh(signer.Signer).TryGet(out var report, out refusal))
                return refusal;
            return report.IsPublished
                ? signed
                : new Refusal(RefusalCode.KeyUnusable, Role.Timestamp,
                    "one key has to sign deliveries, snapshot and timestamp for a stick, and this one may not sign all three");
        }
    }

    /// <summary>Checks a stick as it is going to be, with the eyes of an instrument that has seen none.</summary>
    public Result<StickContents> Check(StickId stick, DateTimeOffset now)
    {
        IEnumerable<MediaPath> unlisted =
        [
            .. _changed.State.ClientFiles.Select(name => StickLayout.Metadata.Append(name)),
            StickLayout.Targets.Append(Stored(StickLayout.SignedList(stick)).Text),
        ];
        return Check(new PlannedStick(_changed.Transport, _lists[stick].Files, unlisted), stick, now);
    }

    /// <summary>Checks a stick that was read, in the same way.</summary>
    public Result<StickContents> Check(IStick read, StickId stick, DateTimeOffset now) =>
        StickCheck.Begin(read, stick, new MemoryStore(), FirstRoot, now, DateTimeOffset.UnixEpoch, StickMemory.None)
            .Then(check => check.Finish((_, _) => _plan.Bundle.Manifest));

    /// <summary>Publishes it in the release folder.</summary>
    public Refusal? Keep() => _changes.Keep();

    private MediaPath Stored(MediaPath target) => ReleaseFolder.Stored(target,
        Sha256Digest.TryParse(_changed.Find(ReleaseRoles.Deliveries, target)!.Hashes["sha256"], out var digest)
            ? digest
            : throw new InvalidOperationException("A target that was just listed has no SHA-256."));

    // Every file of a stick but the companions, which are made from this.
    private static ImmutableArray<ListedFile> Listed(Delivery delivery, byte[] bytes, StickPlan plan,
        IReadOnlyList<ListedFile> copied, ReleaseRepository changed)
    {
        var files = copied.ToDictionary(file => file.Path);
        foreach (var text in plan.TextsFor(delivery))
            Note(new(text.Place, StickLayout.KindOf(text.Place)!.Value, text.Length, text.Sha256));
        var stored = ReleaseFolder.Stored(StickLayout.Delivery(delivery.Stick), Sha256Digest.Of(bytes));
        Note(Line(StickLayout.Targets.Append(stored.Text), bytes));
        if (delivery.Locked is { } locked)
        {
            var place = StickLayout.Targets.Append(ReleaseFolder.Stored(StickLayout.Locked(delivery.Stick), locked.Sha256).Text);
            Note(new(place, StickLayout.KindOf(place)!.Value, locked.Length, locked.Sha256));
        }

        Note(Line(StickLayout.Marker, StickMarker.Write(delivery.Stick)));
        foreach (var root in changed.RootsOfPublication)
            Note(Line(StickLayout.Metadata.Append(root.Name), root.File.Bytes.Span));
        return Ordered(files.Values);

        void Note(ListedFile file) => files[file.Path] = file;
    }

    private static ListedFile Line(MediaPath place, ReadOnlySpan<byte> bytes) =>
        new(place, StickLayout.KindOf(place)!.Value, bytes.Length, Sha256Digest.Of(bytes));

    private static ImmutableArray<ListedFile> Ordered(IEnumerable<ListedFile> files) =>
        [.. files.OrderBy(file => file.Path.Text, StringComparer.Ordinal)];
}
