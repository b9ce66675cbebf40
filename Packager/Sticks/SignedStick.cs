using System.Collections.Immutable;
using System.Text;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// What is signed of a stick, in memory until it is checked and kept: the delivery, the list of what was copied, snapshot and
/// timestamp.
/// </summary>
internal sealed class SignedStick
{
    private readonly StickPlan _plan;
    private readonly ReleaseRepository _changed;
    private readonly ReleaseChanges _changes;
    private readonly SignedList _list;

    private SignedStick(StickPlan plan, ReleaseRepository changed, ReleaseChanges changes, SignedList list) =>
        (_plan, _changed, _changes, _list) = (plan, changed, changes, list);

    /// <summary>The root that the release began with.</summary>
    public ReadOnlyMemory<byte> FirstRoot => _changed.State.Roots[0].File.Bytes;

    /// <summary>What goes on the stick beside what was copied and the marker.</summary>
    public IEnumerable<(MediaPath Place, ReadOnlyMemory<byte> Bytes)> Files
    {
        get
        {
            foreach (var file in _changed.State.Published.Values.Where(file => file.Role != Role.Root))
                yield return (StickLayout.Metadata.Append(file.Name), file.File.Bytes);
            foreach (var target in new[] { StickLayout.SignedList(_list.Stick), StickLayout.Delivery(_list.Stick) })
            {
                var stored = Stored(target).Text;
                yield return (StickLayout.Targets.Append(stored), _changes.Targets[stored]);
            }

            foreach (var root in _changed.State.Roots)
                yield return (StickLayout.Metadata.Append(root.Name), root.File.Bytes);
            yield return (StickLayout.FileList, Companion(_plan.Writer.Listed));
        }
    }

    private MediaPath ListPlace => StickLayout.Targets.Append(Stored(StickLayout.SignedList(_list.Stick)).Text);

    /// <summary>Signs what was copied, and the delivery. Nothing is written.</summary>
    /// <param name="plan">The stick, its large files copied.</param>
    /// <param name="open">Opens the support desk's signer.</param>
    public static Result<SignedStick> Sign(StickPlan plan, Func<KeyUse, Result<OpenedSigner>> open)
    {
        var changes = new ReleaseChanges();
        var changed = plan.Release.With(changes);
        var stick = plan.Delivery.Stick;
        if (!plan.Delivery.ToBytes().TryGet(out var delivery, out var refusal))
            return refusal;
        var stored = ReleaseFolder.Stored(StickLayout.Delivery(stick), Sha256Digest.Of(delivery));
        plan.Writer.Announce(StickLayout.Targets.Append(stored.Text), delivery);
        plan.Writer.Announce(StickLayout.Marker, StickMarker.Write(stick));
        foreach (var root in changed.RootsOfPublication)
            plan.Writer.Announce(StickLayout.Metadata.Append(root.Name), root.File.Bytes.Span);
        plan.Writer.Announce(StickLayout.FileList, Companion(plan.Writer.Listed));
        var list = new SignedList { Schema = SignedList.SchemaVersion, Stick = stick, Files = plan.Writer.Listed };
        if (!list.ToBytes().TryGet(out var bytes, out refusal)
            || !open(changed.State.Use).TryGet(out var signer, out refusal))
            return refusal;
        using (signer)
        {
            if (!changed.AddTarget(ReleaseRoles.Deliveries, StickLayout.Delivery(stick), new MemoryStream(delivery))
                    .TryGet(out _, out refusal)
                || !changed.AddTarget(ReleaseRoles.Deliveries, StickLayout.SignedList(stick), new MemoryStream(bytes))
                    .TryGet(out _, out refusal)
                || !changed.Sign(ReleaseRoles.Deliveries, signer.Signer).TryGet(out _, out refusal)
                || !changed.Refresh(signer.Signer).TryGet(out var report, out refusal))
                return refusal;
            return report.IsPublished
                ? new SignedStick(plan, changed, changes, list)
                : new Refusal(RefusalCode.KeyUnusable, Role.Timestamp,
                    "one key has to sign deliveries, snapshot and timestamp for a stick, and this one may not sign all three");
        }
    }

    /// <summary>Checks the stick as it is going to be, with the eyes of an instrument that has seen none.</summary>
    public Result<StickContents> Check(DateTimeOffset now)
    {
        IEnumerable<MediaPath> unlisted =
        [
            .. _changed.State.ClientFiles.Select(name => StickLayout.Metadata.Append(name)),
            ListPlace,
        ];
        return StickCheck.Begin(new PlannedStick(_changed.Transport, _list.Files, unlisted), _list.Stick, new MemoryStore(),
                FirstRoot, now, DateTimeOffset.UnixEpoch, StickMemory.None)
            .Then(check => check.Finish((_, _) => _plan.Bundle.Manifest));
    }

    /// <summary>Publishes it in the release folder.</summary>
    public Refusal? Keep() => _changes.Keep();

    private MediaPath Stored(MediaPath target) => ReleaseFolder.Stored(target,
        Sha256Digest.TryParse(_changed.Find(ReleaseRoles.Deliveries, target)!.Hashes["sha256"], out var digest)
            ? digest
            : throw new InvalidOperationException("A target that was just listed has no SHA-256."));

    private static byte[] Companion(ImmutableArray<ListedFile> files) => Encoding.ASCII.GetBytes(FileList.Lines(files
        .Where(file => file.Path != StickLayout.FileList).Select(file => (file.Path.Text, file.Sha256))));
}
