using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Security.Cryptography;
using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// From an order to a stick. Order and output are checked first, by the rules that an instrument has; then what is large is
/// copied; then the delivery and the signed list are signed in memory, and the whole stick is checked as it is going to be.
/// Only then the release is published and the ledger entered, before the marker makes a stick of the folder: a stick that
/// exists is always one that somebody waits for. At the end every byte is read back.
/// </summary>
/// <param name="services">The host.</param>
/// <param name="release">The release folder.</param>
/// <param name="ledgerFile">The ledger's file.</param>
internal sealed class StickMaker(PackagerServices services, string release, string ledgerFile)
{
    private const int NonceBytes = 16;

    private IFileSystem Files => services.Files;

    /// <summary>Asks a person to go on after a warning; null takes no answer for a no.</summary>
    public Func<string, bool>? GoOn { get; init; }

    /// <summary>Reads an order.</summary>
    public Result<StickOrder> Read(string path) =>
        BoundedFiles.Read(services, path, StickOrder.Format.Longest).Then(bytes => StickOrder.Format.Read(bytes, path));

    /// <summary>Makes the stick.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="open">Opens the support desk's signer; it signs the delivery, the snapshot and the timestamp.</param>
    /// <param name="applier">Folder of the published Applier, or null when the instrument has it already.</param>
    /// <param name="output">The stick's root: a folder without an earlier stick.</param>
    public Result<StickContents> Make(StickOrder order, Func<KeyUse, Result<OpenedSigner>> open, string? applier, string output)
    {
        if (!ReleaseRepository.Open(Files, services.Clock, release).TryGet(out var repository, out var refusal)
            || !Listed(repository, order).TryGet(out var listed, out refusal)
            || !new BundleReader(Files).Open(repository.PathOf(ReleaseRoles.Bundles, StickLayout.Bundle(order.Bundle))!)
                .TryGet(out var bundle, out refusal))
        {
            return refusal;
        }

        using (bundle)
        {
            if (!Wanted(repository, order, listed, bundle.Manifest).TryGet(out var delivery, out refusal))
                return refusal;
            var size = listed.Length + (applier is null ? 0 : SizeOf(applier));
            if ((new StickOutput(Files, output).FaultFor(size) ?? LedgerFault(repository)) is { } fault)
                return fault;
            var plan = new StickPlan(repository, delivery, listed, bundle, applier, output, new StickWriter(Files, output));
            try
            {
                return Written(plan, open);
            }
            catch (Exception e) when (Fault.Is(e))
            {
                return TakenBack(plan, Fault.Refuse(e, output, what: "the stick could not be written"));
            }
        }
    }

    /// <summary>The first-steps texts lie beside this program.</summary>
    private static string Texts => Path.Combine(AppContext.BaseDirectory, "media-layout");

    private static Result<TargetFile> Listed(ReleaseRepository repository, StickOrder order)
    {
        var path = StickLayout.Bundle(order.Bundle);
        return repository.Find(ReleaseRoles.Bundles, path) is { } file
            ? file
            : new Refusal(RefusalCode.TargetUnknown, path.Text, "the release does not list this bundle: sign it first");
    }

    // The rules that an instrument has, in its order, as far as they can be asked before anything is signed.
    private Result<Delivery> Wanted(ReleaseRepository repository, StickOrder order, TargetFile listed, BundleManifest manifest)
    {
        if (!Sha256Digest.TryParse(listed.Hashes.GetValueOrDefault("sha256"), out var digest))
            return new Refusal(RefusalCode.FormatInvalid, listed.Path, "the release lists it without a SHA-256");
        var now = services.Clock.GetUtcNow();
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        var delivery = order.ToDelivery(manifest.Campaign, digest, nonce, now);
        if (!delivery.ToBytes().TryGet(out _, out var refusal)
            || !Withdrawals.Read(repository).TryGet(out var withdrawn, out refusal))
            return refusal;
        var expiries = repository.ExpiriesOfPublication.ToList();
        if (expiries.FirstOrDefault(one => one.Expires <= now) is { Role: { } role, Expires: var expired })
            return TrustRefusals.Expired(role, expired, now);
        if ((StickRules.Withdrawn(delivery.Bundles[0], withdrawn, StickMemory.None) ?? StickRules.Name(manifest, delivery)
            ?? StickRules.SignedTime(expiries, manifest.Released) ?? StickRules.Addresses(manifest, delivery)) is { } fault)
            return fault;
        return SerialsFault(delivery, manifest) is { } unusual ? unusual : delivery;
    }

    private Refusal? SerialsFault(Delivery delivery, BundleManifest manifest)
    {
        foreach (var instrument in delivery.Instruments)
        {
            var shape = manifest.Products.First(one => one.Product == instrument.Product).SerialShape;
            if (SerialShape.Fits(instrument.Serial, shape))
                continue;
            var warning = $"{instrument.Serial}: this is not the usual shape of a serial number of {instrument.Product}, {shape}";
            services.Error.WriteLine($"warning  {warning}");
            if (GoOn?.Invoke("Is it really printed like that on the instrument?") != true)
                return new Refusal(RefusalCode.Declined, instrument.Serial.Text,
                    $"{warning}; correct the order, or give --yes if it is right");
        }

        return null;
    }

    private long SizeOf(string folder) => Files.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Sum(path => Files.FileInfo.New(path).Length);

    // Better known now than when the stick is half made.
    private Refusal? LedgerFault(ReleaseRepository repository)
    {
        if (!Files.File.Exists(ledgerFile))
            return null;
        if (!OpenLedger(repository).TryGet(out var ledger, out var refusal))
            return refusal;
        ledger.Dispose();
        return null;
    }

    private Result<Ledger> OpenLedger(ReleaseRepository repository) =>
        Ledger.OpenOrCreate(Files, ledgerFile, repository.State.Use == KeyUse.Rehearsal, services.Clock);

    private Result<StickContents> Written(StickPlan plan, Func<KeyUse, Result<OpenedSigner>> open)
    {
        var changes = new ReleaseChanges();
        var changed = plan.Release.With(changes);
        services.Changes.Begin(plan.Output);
        if (Copied(plan) is { } unread)
            return TakenBack(plan, unread);
        if (!Signed(plan, changed, open).TryGet(out var list, out var refusal)
            || !Checked(plan, changed, list).TryGet(out _, out refusal))
            return TakenBack(plan, refusal);

        services.Changes.Begin(release);
        if (changes.Keep() is { } unkept)
            return unkept;
        if (!Enter(plan).TryGet(out _, out refusal))
            return refusal;
        foreach (var (place, bytes) in Unlisted(changed, changes, list).Concat(Announced(plan, changed, changes)))
            plan.Writer.Put(place, bytes.Span);
        plan.Writer.MakeFolder(StickLayout.Receipts.Under(plan.Output));
        plan.Writer.Put(StickLayout.Marker, StickMarker.Write(plan.Delivery.Stick));
        var read = new StickReader(Files, services.Clock.GetUtcNow())
            .ReadBack(plan.Output, FirstRoot(changed), plan.Bundle.Manifest);
        if (read.Refusal is not null)
            plan.Writer.Remove(StickLayout.Marker);
        return read;
    }

    private Refusal? Copied(StickPlan plan)
    {
        var writer = plan.Writer;
        if (writer.CopyBundle(new FolderTransport(Files, release), plan.Listed, plan.Bundle) is { } altered)
            return altered;
        if (plan.Release.PathOf(ReleaseRoles.Bundles, StickLayout.Withdrawn) is { } withdrawn)
            writer.Copy(withdrawn, StickLayout.Targets.Append($"bundles/{Files.Path.GetFileName(withdrawn)}"));
        if (plan.Applier is not null && writer.CopyFolder(plan.Applier, StickLayout.Applier) is { } unsafeName)
            return unsafeName;
        foreach (var text in StickLayout.StartHere)
            writer.Copy(Path.Combine(Texts, text.Text), text);
        return null;
    }

    // In memory: the delivery, the list of what was copied, snapshot and timestamp.
    private static Result<SignedList> Signed(StickPlan plan, ReleaseRepository changed, Func<KeyUse, Result<OpenedSigner>> open)
    {
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
                ? list
                : new Refusal(RefusalCode.KeyUnusable, Role.Timestamp,
                    "one key has to sign deliveries, snapshot and timestamp for a stick, and this one may not sign all three");
        }
    }

    private Result<StickContents> Checked(StickPlan plan, ReleaseRepository changed, SignedList list)
    {
        IEnumerable<MediaPath> unlisted =
        [
            .. changed.State.ClientFiles.Select(name => StickLayout.Metadata.Append(name)),
            ListPlace(changed, list.Stick),
        ];
        return StickCheck.Begin(new PlannedStick(changed.Transport, list.Files, unlisted), plan.Delivery.Stick, new MemoryStore(),
                FirstRoot(changed), services.Clock.GetUtcNow(), StickMemory.None)
            .Then(check => check.Finish((_, _) => plan.Bundle.Manifest));
    }

    private Result<bool> Enter(StickPlan plan)
    {
        if (!OpenLedger(plan.Release).TryGet(out var ledger, out var refusal))
            return refusal;
        using (ledger)
        {
            var entered = new DeliveryRegistrar(ledger, services.Clock).Enter(plan.Delivery, [plan.Bundle.Manifest]);
            services.Changes.Begin(ledgerFile, when: entered.Refusal is null);
            return entered;
        }
    }

    private static IEnumerable<(MediaPath Place, ReadOnlyMemory<byte> Bytes)> Unlisted(ReleaseRepository changed,
        ReleaseChanges changes, SignedList list)
    {
        foreach (var file in changed.State.Published.Values.Where(file => file.Role != Role.Root))
            yield return (StickLayout.Metadata.Append(file.Name), file.File.Bytes);
        var place = ListPlace(changed, list.Stick);
        yield return (place, changes.Targets[place.Text[(StickLayout.Targets.Text.Length + 1)..]]);
    }

    private static IEnumerable<(MediaPath Place, ReadOnlyMemory<byte> Bytes)> Announced(StickPlan plan, ReleaseRepository changed,
        ReleaseChanges changes)
    {
        foreach (var root in changed.State.Roots)
            yield return (StickLayout.Metadata.Append(root.Name), root.File.Bytes);
        var delivery = Stored(changed, StickLayout.Delivery(plan.Delivery.Stick));
        yield return (StickLayout.Targets.Append(delivery.Text), changes.Targets[delivery.Text]);
        yield return (StickLayout.FileList, Companion(plan.Writer.Listed));
    }

    private static MediaPath ListPlace(ReleaseRepository changed, StickId stick) =>
        StickLayout.Targets.Append(Stored(changed, StickLayout.SignedList(stick)).Text);

    private static MediaPath Stored(ReleaseRepository changed, MediaPath target) => ReleaseFolder.Stored(target,
        Sha256Digest.TryParse(changed.Find(ReleaseRoles.Deliveries, target)!.Hashes["sha256"], out var digest)
            ? digest
            : throw new InvalidOperationException("A target that was just listed has no SHA-256."));

    private static byte[] Companion(ImmutableArray<ListedFile> files) => Encoding.ASCII.GetBytes(FileList.Lines(files
        .Where(file => file.Path != StickLayout.FileList).Select(file => (file.Path.Text, file.Sha256))));

    private static ReadOnlyMemory<byte> FirstRoot(ReleaseRepository changed) => changed.State.Roots[0].File.Bytes;

    private Refusal TakenBack(StickPlan plan, Refusal refusal)
    {
        if (plan.Writer.TakeBack())
            services.Changes.TakenBack(plan.Output);
        return refusal;
    }
}

/// <summary>A stick on its way.</summary>
internal sealed record StickPlan(
    ReleaseRepository Release,
    Delivery Delivery,
    TargetFile Listed,
    OpenBundle Bundle,
    string? Applier,
    string Output,
    StickWriter Writer);
