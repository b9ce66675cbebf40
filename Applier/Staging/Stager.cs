using System.IO.Abstractions;
using PatchKit.Applier.Discovery;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Staging;

/// <summary>
/// Copies what the stick carries into a private folder and verifies it there. Each file of the stick is read once, bounded, and
/// hashed on the way: a stick that answers differently when asked twice is asked once.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The system clock.</param>
/// <param name="stateFolder">The Applier's own folder.</param>
/// <param name="pinnedRoot">The root that this program was built with, or a rehearsal's.</param>
/// <param name="purpose">Name of the private folder: a mere look at a stick must not touch what an application is using.</param>
internal sealed class Stager(
    IFileSystem files, TimeProvider clock, string stateFolder, ReadOnlyMemory<byte> pinnedRoot, string purpose = "staging")
{
    // A clock this far past an expiry is a broken clock rather than an old stick.
    private static readonly TimeSpan Absurd = TimeSpan.FromDays(3650);

    private readonly DeviceMemory _memory = new(files, stateFolder);
    private readonly string _folder = files.Path.Combine(stateFolder, purpose);

    /// <summary>The private folder with the files of the bundle; kept while an application is under way.</summary>
    public string Content => files.Path.Combine(_folder, "content");

    /// <summary>
    /// Verifies and copies. On a refusal nothing of the instrument was changed, and no private copy is left behind.
    /// </summary>
    /// <param name="stick">Where to read.</param>
    /// <param name="progress">Bytes of the bundle so far.</param>
    public Result<StagedRelease> Stage(FoundStick stick, IProgress<(long Done, long Total)>? progress)
    {
        var staged = Guarded(() => Verified(stick, progress));
        if (staged.Refusal is not { } refusal)
            return staged;
        _ = Guarded(() =>
        {
            Clear();
            return refusal;
        });
        return IsGone(stick, refusal)
            ? new Refusal(RefusalCode.StickGone, stick.Drive.Name, refusal.Reason)
            : refusal;
    }

    /// <summary>Removes the private copies. Called when an application has ended and its receipt is kept.</summary>
    public void Clear()
    {
        if (files.Directory.Exists(_folder))
            files.Directory.Delete(_folder, recursive: true);
    }

    private Result<StagedRelease> Verified(FoundStick stick, IProgress<(long Done, long Total)>? progress)
    {
        Clear();
        if (!_memory.Read().TryGet(out var known, out var refusal))
            return refusal;
        var time = new TrustedTime(clock.GetUtcNow(), known.Floor);
        var client = new TrustClient(
            new FolderTransport(files, stick.Drive.Root, StickLayout.Release),
                new TrustStore(files, files.Path.Combine(stateFolder, "trust")), time.Now);
        if (client.TrustRoot(pinnedRoot).Refusal is { } untrusted)
            return untrusted;
        return client.Refresh().TryGet(out _, out refusal)
            ? Copy(stick, client, known, time, progress)
            : ClockFault(refusal, time) ?? refusal;
    }

    // What the stick says no to becomes a refusal where it is read; what is left is the private folder's disk.
    private Result<StagedRelease> Guarded(Func<Result<StagedRelease>> act)
    {
        return Fault.Guard<StagedRelease>(stateFolder, () =>
        {
            return act();
        });
    }

    // A drive that was pulled answers "no such file" as often as "no such device".
    private bool IsGone(FoundStick stick, Refusal refusal) => refusal.Code == RefusalCode.StickGone
        || (refusal.Code == RefusalCode.FileMissing && !files.File.Exists(StickLayout.Marker.Under(stick.Drive.Root)));

    private Result<StagedRelease> Copy(
        FoundStick stick, TrustClient client, DeviceState known, TrustedTime time, IProgress<(long Done, long Total)>? progress)
    {
        if (!ReadDelivery(stick, client, known).TryGet(out var delivery, out var refusal)
            || !Plausible(client, delivery.Issued).TryGet(out _, out refusal)
            || !ReadWithdrawn(client).TryGet(out var withdrawn, out refusal)
            || !_memory.Keep(known, known.With(delivery).With(withdrawn)).TryGet(out var seen, out refusal))
        {
            return refusal;
        }

        var wanted = delivery.Bundles.Single();
        if (seen.Withdrawn.Contains(wanted.Sha256.Hex))
            return new Refusal(RefusalCode.Withdrawn, wanted.Bundle.Text,
                "the bundle stands on the signed list of withdrawn ones");
        if (!ReadBundle(client, wanted, progress).TryGet(out var manifest, out refusal)
            || !Matches(manifest, delivery, wanted).TryGet(out _, out refusal)
            || !Plausible(client, manifest.Released).TryGet(out _, out refusal)
            || !Foreign(stick).TryGet(out var foreign, out refusal)
            || !_memory.Keep(seen, seen.With(manifest)).TryGet(out seen, out refusal))
        {
            return refusal;
        }

        return new StagedRelease(
            Content,
            delivery,
            wanted,
            manifest,
            client.Trusted!.Signers.GetValueOrDefault(BundlesRole, []),
            time with { Floor = seen.Floor },
            [.. foreign]);
    }

    // A time past the expiry of what vouches for it cannot be true, and would be a floor that shuts every later stick out.
    private static Result<DateTimeOffset> Plausible(TrustClient client, DateTimeOffset signed)
    {
        var (role, metadata) = client.Trusted!.Roles.MinBy(one => one.Metadata.Expires);
        return metadata.IsExpired(signed)
            ? new Refusal(RefusalCode.Expired, role,
                $"it expires at {metadata.Expires:u}, and the stick holds a signed time of {signed:u}")
                .With(metadata.Expires, signed)
            : signed;
    }

    private Result<string[]> Foreign(FoundStick stick)
    {
        try
        {
            return ForeignFiles.On(files, stick.Drive.Root).ToArray();
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return new Refusal(RefusalCode.StickGone, stick.Drive.Name, e.Message);
        }
    }

    private const string BundlesRole = "bundles";

    private Result<Delivery> ReadDelivery(FoundStick stick, TrustClient client, DeviceState known)
    {
        var path = StickLayout.Delivery(stick.Id);
        if (!ReadSmall(client, path, Delivery.Format.Longest).TryGet(out var bytes, out var refusal)
            || !Delivery.Format.Read(bytes, path.Text).TryGet(out var delivery, out refusal))
        {
            return refusal;
        }

        if (delivery.Stick != stick.Id)
            return Misaddressed(path, $"the delivery is for stick {delivery.Stick}, and this one is {stick.Id}",
                delivery.Stick.Text);
        return known.Deliveries.TryGetValue(delivery.Nonce, out var other) && other != delivery.Stick
            ? Misaddressed(path, $"the delivery's nonce was seen before, on stick {other}", other.Text)
            : delivery;
    }

    private static Refusal Misaddressed(MediaPath path, string reason, string other) =>
        new Refusal(RefusalCode.FileAltered, path.Text, reason).With(other);

    private Result<WithdrawnList> ReadWithdrawn(TrustClient client)
    {
        var found = ReadSmall(client, StickLayout.Withdrawn, WithdrawnList.Format.Longest);
        if (found.TryGet(out var bytes, out var refusal))
            return WithdrawnList.Format.Read(bytes, StickLayout.Withdrawn.Text);
        // That no list is signed is itself signed: the role's metadata are verified and do not name one.
        return refusal.Code == RefusalCode.TargetUnknown ? new WithdrawnList(WithdrawnList.SchemaVersion, []) : refusal;
    }

    private Result<BundleManifest> ReadBundle(TrustClient client, DeliveredBundle wanted,
        IProgress<(long Done, long Total)>? progress)
    {
        var path = StickLayout.Bundle(wanted.Bundle);
        if (!client.FindTarget(path).TryGet(out var target, out var refusal))
            return refusal;
        if (!target.Hashes.TryGetValue("sha256", out var listed) || listed != wanted.Sha256.Hex)
            return new Refusal(RefusalCode.FileAltered, path.Text,
                "the delivery names another bundle than the signed one of this name");
        var zip = files.Path.Combine(_folder, "bundle.zip");
        var counted = progress is null ? null : new BytesSoFar(progress, target.Length);
        if (!client.Download(target, files, zip, counted).TryGet(out _, out refusal))
            return refusal;
        return Extract(zip, wanted);
    }

    // Hashed again where it is used, through the handle it is read by: between the copy and here lies a disk that is not ours
    // alone.
    private Result<BundleManifest> Extract(string zip, DeliveredBundle wanted)
    {
        BundleManifest manifest;
        using (var stream = files.FileStream.New(zip, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            if (Sha256Digest.Of(stream) != wanted.Sha256)
                return ChangedMeanwhile(StickLayout.Bundle(wanted.Bundle).Text);
            stream.Position = 0;
            if (!new BundleReader(files).Open(stream).TryGet(out var bundle, out var refusal))
                return refusal;
            using (bundle)
            {
                if (!bundle.Extract(Content).TryGet(out _, out refusal))
                    return refusal;
                manifest = bundle.Manifest;
            }
        }

        // Closed first: Windows does not delete what is open.
        files.File.Delete(zip);
        return manifest;
    }

    private static Result<BundleManifest> Matches(BundleManifest manifest, Delivery delivery, DeliveredBundle wanted) =>
        manifest.Bundle == wanted.Bundle && manifest.Campaign == delivery.Campaign
            ? manifest
            : new Refusal(RefusalCode.FileAltered, wanted.Bundle.Text,
                $"the bundle calls itself {manifest.Bundle} of {manifest.Campaign}");

    private Result<byte[]> ReadSmall(TrustClient client, MediaPath path, long limit)
    {
        if (!client.FindTarget(path).TryGet(out var target, out var refusal))
            return refusal;
        if (target.Length > limit)
            return new Refusal(RefusalCode.FileLength, path.Text, $"{target.Length} bytes are listed; at most {limit} are read");
        if (!client.Download(target, files, path.Under(_folder)).TryGet(out var download, out refusal))
            return refusal;
        using var copy = files.FileStream.New(download.Path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[target.Length];
        return copy.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            && Sha256Digest.Of(bytes) == download.Digest
            ? bytes
            : ChangedMeanwhile(path.Text);
    }

    private static Refusal ChangedMeanwhile(string path) =>
        new Refusal(RefusalCode.FileAltered, path, "the private copy changed after it was verified");

    private static Refusal? ClockFault(Refusal refusal, TrustedTime time) =>
        refusal.Code == RefusalCode.Expired && refusal.Facts is [Fact.Moment { Time: var date }, ..]
        && time.Clock - date > Absurd
            ? new Refusal(RefusalCode.ClockAhead, "",
                $"the clock says {time.Clock:u}, years after everything on the stick ({date:u})")
                .With(time.Clock, date)
            : null;

    private sealed class BytesSoFar(IProgress<(long Done, long Total)> progress, long total) : IProgress<long>
    {
        public void Report(long value) => progress.Report((value, total));
    }
}
