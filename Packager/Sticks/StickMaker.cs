using System.IO.Abstractions;
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
    private const int MostNames = 8;

    private IFileSystem Files => services.Files;

    /// <summary>Asks a person to go on after a warning; null takes no answer for a no.</summary>
    public Func<string, bool>? GoOn { get; init; }

    /// <summary>Whether a second ledger may be begun for a release that has made sticks before.</summary>
    public bool NewLedger { get; init; }

    /// <summary>What day it is, as a person says it; null when nobody said it.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>
    /// Whether the stick was there already: an earlier run had made it whole, and this one wrote nothing to it.
    /// </summary>
    public bool WasThere { get; private set; }

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
            || !OrderCheck.Listed(repository, order).TryGet(out var listed, out refusal)
            || !new BundleReader(Files).Open(repository.PathOf(ReleaseRoles.Bundles, StickLayout.Bundle(order.Bundle))!)
                .TryGet(out var bundle, out refusal))
        {
            return refusal;
        }

        using (bundle)
        {
            if (There(repository, order, listed, bundle, output) is { } there)
                return there;
            if (new DeskClock(repository.State, services.Clock.GetUtcNow()).FaultFor(Today) is { } clock)
                return clock;
            if (!new OrderCheck(services, repository) { GoOn = GoOn }.Delivery(order, listed, bundle.Manifest)
                .TryGet(out var delivery, out refusal))
            {
                return refusal;
            }

            var size = listed.Length + (applier is null ? 0 : SizeOf(applier));
            var medium = new StickOutput(Files, output);
            if ((medium.FaultFor(size) ?? NotEmpty(medium, output)) is { } fault)
                return fault;
            if (!Awaited(repository, delivery).TryGet(out delivery, out refusal))
                return refusal;
            var plan = new StickPlan(repository, delivery, listed, bundle, applier, output, new StickWriter(Files, output));
            try
            {
                var made = Written(plan, open);
                return made.Refusal is { } failed ? TakenBack(plan, failed) : made;
            }
            catch (Exception e) when (Fault.Is(e))
            {
                return TakenBack(plan, Fault.Refuse(e, output, what: "the stick could not be written"));
            }
        }
    }

    /// <summary>The first-steps texts lie beside this program.</summary>
    private static string Texts => Path.Combine(AppContext.BaseDirectory, "media-layout");

    private long SizeOf(string folder) => Files.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Sum(path => Files.FileInfo.New(path).Length);

    // An earlier run that was cut off at its very end has made the stick: it is whole, and of this very order. What that run
    // did not come to note, is noted.
    private StickContents? There(ReleaseRepository repository, StickOrder order, TargetFile listed, OpenBundle bundle,
        string output)
    {
        if (!Files.File.Exists(StickLayout.Marker.Under(output)) || Ledger.Missing(Files, ledgerFile) is not null
            || !new StickReader(Files, services.Clock.GetUtcNow())
                .ReadBack(output, repository.State.Roots[0].File.Bytes, bundle.Manifest).TryGet(out var contents, out _))
            return null;
        var delivery = contents.Delivery;
        if (!Sha256Digest.TryParse(listed.Hashes.GetValueOrDefault("sha256"), out var digest)
            || !(order.ToDelivery(bundle.Manifest.Campaign, digest, delivery.Nonce, delivery.Issued)
                with
            { Ledger = delivery.Ledger }).ToBytes().TryGet(out var wanted, out _)
            || !delivery.ToBytes().TryGet(out var found, out _) || !wanted.AsSpan().SequenceEqual(found)
            || !OpenLedger(repository).TryGet(out var ledger, out _))
            return null;
        using (ledger)
        {
            WasThere = new DeliveryRegistrar(ledger, services.Clock).Finish(delivery, contents.Trusted.FirstExpiry)
                .TryGet(out var known, out _) && known;
            return WasThere ? contents : null;
        }
    }

    private Refusal? NotEmpty(StickOutput medium, string output)
    {
        var others = medium.Foreign().Where(one => !one.OfSystem).Select(one => one.Name).ToList();
        if (others.Count == 0)
            return null;
        var names = others.Count <= MostNames
            ? string.Join(", ", others)
            : $"{string.Join(", ", others.Take(MostNames))} and {others.Count - MostNames} more";
        return GoOn?.Invoke($"{output} is not empty: {names}. Write the stick beside that?") == true
            ? null
            : new Refusal(RefusalCode.Declined, output,
                $"it is not empty: {names}. Empty it, or give --yes: then the stick is written beside that, and does not list " +
                "it");
    }

    // Better known now than when the stick is half made.
    private Result<Delivery> Awaited(ReleaseRepository repository, Delivery delivery)
    {
        if (Ledger.Missing(Files, ledgerFile) is { } missing)
            return missing.Code is not RefusalCode.InputMissing ? missing
                : !NewLedger && repository.HasTargets(ReleaseRoles.Deliveries) ? Second(missing)
                : delivery;
        if (!OpenLedger(repository).TryGet(out var ledger, out var refusal))
            return refusal;
        using (ledger)
            return new DeliveryRegistrar(ledger, services.Clock).Fit(delivery);
    }

    private static Refusal Second(Refusal missing) => new(RefusalCode.InputMissing, missing.Place,
        "there is no ledger here, and this release has made sticks before, which some ledger waits for. Name it with --ledger; " +
        "if a second one is really wanted, give --new-ledger");

    private Result<Ledger> OpenLedger(ReleaseRepository repository) =>
        Ledger.OpenOrCreate(Files, ledgerFile, repository.State.Use == KeyUse.Rehearsal, services.Clock);

    private Result<StickContents> Written(StickPlan plan, Func<KeyUse, Result<OpenedSigner>> open)
    {
        services.Changes.Begin(plan.Output);
        if (Copied(plan) is { } unread)
            return unread;
        if (!SignedStick.Sign(plan, open).TryGet(out var signed, out var refusal)
            || !signed.Check(services.Clock.GetUtcNow()).TryGet(out _, out refusal))
            return refusal;

        services.Changes.Begin(release);
        if (signed.Keep() is { } unkept)
            return unkept;
        if (!OpenLedger(plan.Release).TryGet(out var ledger, out refusal))
            return refusal;
        using (ledger)
        {
            var registrar = new DeliveryRegistrar(ledger, services.Clock);
            return Enter(plan, registrar, ledger.Place).Then(_ => Put(plan, signed))
                .Then(contents => registrar.Written(plan.Delivery, contents.Trusted.FirstExpiry)
                    .Then<StickContents>(_ => contents));
        }
    }

    private Result<StickContents> Put(StickPlan plan, SignedStick signed)
    {
        foreach (var (place, bytes) in signed.Files)
            plan.Writer.Put(place, bytes.Span);
        plan.Writer.MakeFolder(StickLayout.Receipts.Under(plan.Output));
        plan.Writer.Put(StickLayout.Marker, StickMarker.Write(plan.Delivery.Stick));
        return new StickReader(Files, services.Clock.GetUtcNow())
            .ReadBack(plan.Output, signed.FirstRoot, plan.Bundle.Manifest);
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

    private Result<bool> Enter(StickPlan plan, DeliveryRegistrar registrar, string place)
    {
        if (!Withdrawals.Read(plan.Release).TryGet(out var withdrawn, out var refusal))
            return refusal;
        var entered = registrar.Enter(plan.Delivery, [plan.Bundle.Manifest], withdrawn);
        services.Changes.Begin(place, when: entered.Refusal is null);
        return entered;
    }

    // Whatever stopped it: an unfinished stick would only stand in the way of the next try.
    private Refusal TakenBack(StickPlan plan, Refusal refusal)
    {
        if (plan.Writer.TakeBack())
            services.Changes.TakenBack(plan.Output);
        return refusal;
    }
}
