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
/// From orders to sticks. Orders and media are checked first, by the rules that an instrument has: before that nothing is signed,
/// entered or written. Then <see cref="StickBatch"/> makes them.
/// </summary>
/// <param name="services">The host.</param>
/// <param name="release">The release folder.</param>
/// <param name="ledgerFile">The ledger's file.</param>
internal sealed class StickMaker(PackagerServices services, string release, string ledgerFile)
{
    private IFileSystem Files => services.Files;

    /// <summary>Asks a person to go on after a warning; null takes no answer for a no.</summary>
    public Func<string, bool>? GoOn { get; init; }

    /// <summary>Asks a person whether an earlier stick may be removed; null: it is refused.</summary>
    public Func<string, bool>? Empty { get; init; }

    /// <summary>Whether a second ledger may be begun for a release that has made sticks before.</summary>
    public bool NewLedger { get; init; }

    /// <summary>What day it is, as a person says it; null when nobody said it.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>How long the other sticks wait for one.</summary>
    public TimeSpan Patience { get; init; } = SharedPass.UsualPatience;

    /// <summary>The disk on which a stick is written.</summary>
    public Func<string, IFileSystem> Disk { get; init; } = _ => services.Files;

    /// <summary>Is shown the sticks on their way, once.</summary>
    public Action<IReadOnlyList<StickLane>> Watch { get; init; } = _ => { };

    /// <summary>
    /// Whether the stick was there already: an earlier run had made it whole, and this one wrote nothing to it.
    /// </summary>
    public bool WasThere { get; private set; }

    /// <summary>The proof of the bundle's campaign; null when there is none.</summary>
    public CampaignProof? Proof { get; private set; }

    /// <summary>Reads an order.</summary>
    public Result<StickOrder> Read(string path) =>
        BoundedFiles.Read(services, path, StickOrder.Format.Longest).Then(bytes => StickOrder.Format.Read(bytes, path))
            .Then(order => order.Completed(services.Settings, path));

    /// <summary>Makes one stick.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="open">Opens the support desk's signer; it signs the delivery, the snapshot and the timestamp.</param>
    /// <param name="applier">Folder of the published Applier, or null when the instrument has it already.</param>
    /// <param name="output">The stick's root: a folder without an earlier stick.</param>
    public Result<StickContents> Make(StickOrder order, Func<KeyUse, Result<OpenedSigner>> open, string? applier,
        string output) =>
        Make([(order, output)], open, applier).Then<StickContents>(made =>
        {
            WasThere = made[0].WasThere;
            return made[0].Fault is { } fault ? fault : made[0].Contents!;
        });

    /// <summary>Makes the sticks of one run.</summary>
    /// <param name="wanted">What is wanted, and each stick's root. All of one bundle.</param>
    /// <param name="open">Opens the support desk's signer; it signs deliveries, snapshot and timestamp.</param>
    /// <param name="applier">Folder of the published Applier, or null when the instruments have it already.</param>
    /// <returns>
    /// What became of each; a refusal when what they have in common, or an order, is at fault: then none is begun.
    /// </returns>
    public Result<StickOutcome[]> Make(IReadOnlyList<(StickOrder Order, string Output)> wanted,
        Func<KeyUse, Result<OpenedSigner>> open, string? applier)
    {
        if (FaultOf(wanted) is { } wrong)
            return wrong;
        if (!ReleaseRepository.Open(Files, services.Clock, release).TryGet(out var repository, out var refusal)
            || !OrderCheck.Listed(repository, wanted[0].Order.Bundle).TryGet(out var listed, out refusal)
            || !new BundleReader(Files).Open(repository.PathOf(ReleaseRoles.Bundles, StickLayout.Bundle(wanted[0].Order.Bundle))!)
                .TryGet(out var bundle, out refusal))
        {
            return refusal;
        }

        using (bundle)
        {
            if (Proven(repository, listed, bundle.Manifest.Bundle) is { } unproven)
                return unproven;
            var outcomes = new StickOutcome?[wanted.Count];
            foreach (var (index, one) in wanted.Index())
            {
                if (There(repository, one.Order, listed, bundle, one.Output) is { } there)
                    outcomes[index] = new(one.Order.Stick, one.Output, there, null, null, null, false) { WasThere = true };
            }

            return outcomes.All(one => one is not null) ? outcomes!
                : Rest(wanted, outcomes, repository, listed, bundle, open, applier);
        }
    }

    private Refusal? Proven(ReleaseRepository repository, TargetFile listed, BundleId name)
    {
        if (!Sha256Digest.TryParse(listed.Hashes.GetValueOrDefault("sha256"), out var digest))
            return null; // OrderCheck says so.
        var (shelf, bundle) = (new ProofShelf(Files, repository), new DeliveredBundle(name, digest));
        if (shelf.FaultFor(bundle) is { } fault)
            return fault;
        Proof = shelf.Find(bundle)?.Value;
        return null;
    }

    /// <summary>The first-steps texts lie beside this program.</summary>
    private static string Texts => Path.Combine(AppContext.BaseDirectory, "media-layout");

    // A mistake of the command line or of the orders as a whole.
    private static Refusal? FaultOf(IReadOnlyList<(StickOrder Order, string Output)> wanted)
    {
        if (wanted.CountBy(one => one.Order.Stick).FirstOrDefault(one => one.Value > 1) is { Value: > 1, Key: var twice })
            return new(RefusalCode.AuthoredInvalid, twice.Text, "two orders are for a stick of this name; give each its own");
        if (wanted.CountBy(one => Path.GetFullPath(one.Output), StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(one => one.Value > 1) is { Value: > 1, Key: var place })
            return new(RefusalCode.Usage, place, "two sticks would be written here");
        if (wanted.FirstOrDefault(one => one.Order.UnlockCode != wanted[0].Order.UnlockCode).Order is { } unlike)
            return new(RefusalCode.AuthoredInvalid, unlike.Stick.Text,
                "orders with an unlock code and orders without one are two runs: the bundle goes on each stick in another way");
        return wanted.FirstOrDefault(one => one.Order.Bundle != wanted[0].Order.Bundle).Order is { } other
            ? new(RefusalCode.AuthoredInvalid, other.Stick.Text,
                $"it is for the bundle {other.Bundle}, and {wanted[0].Order.Stick} for {wanted[0].Order.Bundle}: " +
                "a run writes one bundle")
            : null;
    }

    private Result<StickOutcome[]> Rest(IReadOnlyList<(StickOrder Order, string Output)> wanted, StickOutcome?[] outcomes,
        ReleaseRepository repository, TargetFile listed, OpenBundle bundle, Func<KeyUse, Result<OpenedSigner>> open,
        string? applier)
    {
        if (new DeskClock(repository.State, services.Clock.GetUtcNow()).FaultFor(Today) is { } clock)
            return clock;
        var check = new OrderCheck(services, repository) { GoOn = GoOn };
        var deliveries = new Delivery?[wanted.Count];
        foreach (var (index, one) in wanted.Index().Where(one => outcomes[one.Index] is null))
        {
            if (!check.Delivery(one.Order, listed, bundle.Manifest).TryGet(out deliveries[index], out var refusal))
                return refusal;
        }

        if (!Sources(repository, listed, applier).TryGet(out var sources, out var unread))
            return unread;
        var work = new Work(wanted, outcomes, deliveries, repository, listed, bundle, sources);
        return wanted[0].Order.UnlockCode ? Restricted(work, open) : Begun(work, open);
    }

    // Each has a code and an encrypted bundle of its own. One opening of the key makes the codes and signs.
    private Result<StickOutcome[]> Restricted(Work work, Func<KeyUse, Result<OpenedSigner>> open)
    {
        if (!open(work.Release.State.Use).TryGet(out var signer, out var refusal))
            return refusal;
        using var key = signer;
        var scratch = new List<LockedStick>();
        try
        {
            work.Sources.RemoveAt(0);
            foreach (var (index, delivery) in work.Deliveries.Index().Where(one => one.Item is not null).ToList())
            {
                if (!LockedStick.Make(services, ZipOf(work.Release, work.Listed), work.Listed, delivery!, signer.Signer)
                    .TryGet(out var locked, out refusal))
                    return refusal;
                scratch.Add(locked);
                (work.Deliveries[index], work.Own[index]) = (locked.Delivery, locked.Source);
            }

            return Begun(work, _ => signer with { Owned = null });
        }
        finally
        {
            scratch.ForEach(one => one.Dispose());
        }
    }

    private Result<StickOutcome[]> Begun(Work work, Func<KeyUse, Result<OpenedSigner>> open)
    {
        var (wanted, outcomes, deliveries, repository, listed, bundle, sources) = work;
        // Orders stop all; a medium that is unfit stops its own stick alone.
        var media = wanted.Select(one => new StickOutput(Disk(one.Output), one.Output)
        { GoOn = question => (Empty ?? GoOn)?.Invoke(question) == true, MayEmpty = Empty is not null }).ToList();
        foreach (var (index, one) in wanted.Index().Where(one => outcomes[one.Index] is null))
        {
            if (media[index].FaultFor([.. work.For(index).Select(source => source.Length)]) is { } fault)
                outcomes[index] = new(one.Order.Stick, one.Output, null, fault, null, null, false);
        }

        for (var index = 0; index < deliveries.Length; index++)
        {
            if (outcomes[index] is not null)
                continue;
            if (!Awaited(repository, deliveries[index]!).TryGet(out deliveries[index], out var refusal))
                return refusal;
        }

        var begun = Enumerable.Range(0, wanted.Count).Where(index => outcomes[index] is null).ToList();
        foreach (var index in begun.Where(index => media[index].IsToBeEmptied))
        {
            services.Changes.Begin(wanted[index].Output);
            if (Fault.Guard<int>(wanted[index].Output, () =>
            {
                media[index].Empty();
                return 0;
            }).Refusal is { } stays)
                outcomes[index] = new(wanted[index].Order.Stick, wanted[index].Output, null, stays, null, null, false);
        }

        begun.RemoveAll(index => outcomes[index] is not null);
        if (begun.Count == 0)
            return outcomes!;
        var plan = new StickPlan(repository, wanted[0].Order.UnlockCode ? null : listed, bundle, sources,
        [
            .. StickLayout.StartHere.Select(place => (place, Files.File.ReadAllText(Path.Combine(Texts, place.Text)))),
        ]);
        var batch = new StickBatch(services, plan, () => OpenLedger(repository)) { Patience = Patience, Watch = Watch };
        return batch.Make([.. begun.Select(index => new BatchStick(
                deliveries[index]!, new(Disk(wanted[index].Output), wanted[index].Output), work.Own[index]))], open)
            .Then<StickOutcome[]>(made =>
            {
                foreach (var (at, index) in begun.Index())
                    outcomes[index] = made[at];
                return outcomes!;
            });
    }

    private Result<List<StickSource>> Sources(ReleaseRepository repository, TargetFile listed, string? applier)
    {
        var zip = ZipOf(repository, listed);
        var sources = new List<StickSource>
        {
            StickSource.Of(Files, zip, StickLayout.Targets.Append($"bundles/{Files.Path.GetFileName(zip)}")),
        };
        if (repository.PathOf(ReleaseRoles.Bundles, StickLayout.Withdrawn) is { } withdrawn)
        {
            sources.Add(StickSource.Of(
                Files, withdrawn, StickLayout.Targets.Append($"bundles/{Files.Path.GetFileName(withdrawn)}")));
        }

        if (applier is null)
            return sources;
        foreach (var path in Files.Directory.EnumerateFiles(applier, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            var name = $"{StickLayout.Applier}/{Files.Path.GetRelativePath(applier, path).Replace('\\', '/')}";
            if (!MediaPath.Parse(name).TryGet(out var place, out var refusal))
                return refusal;
            sources.Add(StickSource.Of(Files, path, place));
        }

        return sources;
    }

    private static string ZipOf(ReleaseRepository repository, TargetFile listed) =>
        repository.PathOf(ReleaseRoles.Bundles, StickLayout.Bundle(BundleOf(listed)))!;

    private static BundleId BundleOf(TargetFile listed) =>
        Token.Of<BundleId>(Path.GetFileNameWithoutExtension(listed.Path));

    // An earlier run that was cut off at its very end has made the stick: it is whole, and of this very order. What that run
    // did not come to note, is noted.
    private StickContents? There(ReleaseRepository repository, StickOrder order, TargetFile listed, OpenBundle bundle,
        string output)
    {
        if (!Disk(output).File.Exists(StickLayout.Marker.Under(output)) || Ledger.Missing(Files, ledgerFile) is not null
            || !new StickReader(Disk(output), services.Clock.GetUtcNow())
                .ReadBack(output, repository.State.Roots[0].File.Bytes, bundle.Manifest).TryGet(out var contents, out _))
            return null;
        var delivery = contents.Delivery;
        if (!Sha256Digest.TryParse(listed.Hashes.GetValueOrDefault("sha256"), out var digest)
            || !(order.ToDelivery(bundle.Manifest.Campaign, digest, delivery.Nonce, delivery.Issued)
                with
            {
                Ledger = delivery.Ledger,
                Locked = order.UnlockCode ? delivery.Locked : null,
            }).ToBytes().TryGet(out var wanted, out _)
            || !delivery.ToBytes().TryGet(out var found, out _) || !wanted.AsSpan().SequenceEqual(found)
            || !OpenLedger(repository).TryGet(out var ledger, out _))
            return null;
        using (ledger)
        {
            return new DeliveryRegistrar(ledger, services.Clock).Finish(delivery, contents.Trusted.FirstExpiry)
                .TryGet(out var known, out _) && known ? contents : null;
        }
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

    /// <summary>What is at work in one run.</summary>
    /// <param name="Wanted">The orders and the sticks' roots.</param>
    /// <param name="Outcomes">What became of each so far.</param>
    /// <param name="Deliveries">Theirs; null for what is there already.</param>
    /// <param name="Release">The release.</param>
    /// <param name="Listed">The bundle, as it is listed.</param>
    /// <param name="Bundle">The bundle, opened.</param>
    /// <param name="Sources">What goes on every stick of the run; the bundle first, where it is not encrypted.</param>
    private sealed record Work(IReadOnlyList<(StickOrder Order, string Output)> Wanted, StickOutcome?[] Outcomes,
        Delivery?[] Deliveries, ReleaseRepository Release, TargetFile Listed, OpenBundle Bundle, List<StickSource> Sources)
    {
        /// <summary>What goes on one stick alone: its encrypted bundle.</summary>
        public StickSource?[] Own { get; } = new StickSource?[Wanted.Count];

        /// <summary>All that goes on a stick.</summary>
        public IEnumerable<StickSource> For(int index) => Own[index] is { } own ? Sources.Append(own) : Sources;
    }
}
