using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Makes the sticks of one run, one or many: THE way in which sticks are made. What is large is read once and written to all of
/// them; deliveries and lists are signed in memory, and each stick is checked as it is going to be; then the release is
/// published. Each stick by itself is written on, read back to the last byte past the system's cache, entered in the ledger, and
/// only then given what makes a stick of it: START-HERE and the marker, read back too. One that fails stops no other.
/// </summary>
/// <param name="services">The host.</param>
/// <param name="plan">What the sticks have in common.</param>
/// <param name="openLedger">Opens the ledger, or makes it.</param>
internal sealed class StickBatch(PackagerServices services, StickPlan plan, Func<Result<Ledger>> openLedger)
{
    private readonly Lock _oneLedger = new();

    /// <summary>How long the others wait for one.</summary>
    public TimeSpan Patience { get; init; } = SharedPass.UsualPatience;

    /// <summary>Is shown the sticks on their way, once.</summary>
    public Action<IReadOnlyList<StickLane>> Watch { get; init; } = _ => { };

    /// <summary>Makes them.</summary>
    /// <param name="wanted">Each of them.</param>
    /// <param name="open">Opens the support desk's signer.</param>
    /// <returns>What became of each, in order; a refusal when none could be made.</returns>
    public Result<StickOutcome[]> Make(IReadOnlyList<BatchStick> wanted, Func<KeyUse, Result<OpenedSigner>> open)
    {
        foreach (var one in wanted)
            services.Changes.Begin(one.Writer.Target);
        var lanes = wanted.Select(one => new StickLane(one.Writer,
            one.Own is { } own ? [.. plan.Sources, own] : plan.Sources, services.Clock)).ToList();
        Watch(lanes);
        var outcomes = new StickOutcome[wanted.Count];
        var stopped = Written(wanted, lanes, open, outcomes);
        foreach (var lane in lanes)
        {
            if (stopped is not null)
                lane.Fail(stopped);
            lane.Complete();
        }

        lanes.ForEach(lane => lane.Wait());
        foreach (var (index, lane) in lanes.Index())
        {
            if (lane.Fault is null)
                continue;
            // Whatever stopped it: an unfinished stick would only stand in the way of the next try.
            if (!lane.IsWhole && lane.Writer.TakeBack())
                services.Changes.TakenBack(lane.Writer.Target);
            outcomes[index] = new(
                wanted[index].Delivery.Stick, lane.Writer.Target, null, lane.Fault, lane.Took, null, lane.WasSlow);
        }

        return stopped is null ? outcomes : stopped;
    }

    // A refusal of what they have in common stops all of them.
    private Refusal? Written(IReadOnlyList<BatchStick> wanted, List<StickLane> lanes,
        Func<KeyUse, Result<OpenedSigner>> open, StickOutcome[] outcomes)
    {
        if (!Copied(lanes).TryGet(out var copied, out var refusal))
            return refusal;
        lanes.ForEach(lane => lane.Then(lane.WriteRest));
        if (lanes.TrueForAll(lane => lane.Fault is not null))
            return null;
        var alive = wanted.Where((_, index) => lanes[index].Fault is null).Select(one => one.Delivery).ToList();
        if (!SignedSticks.Sign(plan, copied, alive, open).TryGet(out var signed, out refusal))
            return refusal;
        foreach (var delivery in alive)
        {
            if (!signed.Check(delivery.Stick, services.Clock.GetUtcNow()).TryGet(out _, out refusal))
                return refusal;
        }

        services.Changes.Begin(plan.Release.Folder);
        if (signed.Keep() is { } unkept)
            return unkept;
        if (!Withdrawals.Read(plan.Release).TryGet(out var withdrawn, out refusal)
            || !openLedger().TryGet(out var ledger, out refusal))
            return refusal;
        using (ledger)
        {
            var files = plan.Sources.Zip(copied, (source, file) =>
                new WrittenFile(file.Path, file.Length, file.Sha256, source.Open)).ToList();
            foreach (var (index, lane) in lanes.Index().Where(one => alive.Contains(wanted[one.Index].Delivery)).ToList())
            {
                var delivery = wanted[index].Delivery;
                lane.Then(() => outcomes[index] = Finished(lane, delivery, signed, [.. files, .. wanted[index].OwnFile],
                    new(ledger, services.Clock), withdrawn, ledger.Place));
                lane.Complete();
            }

            lanes.ForEach(lane =>
            {
                if (lane.Fault is null)
                    lane.Wait();
            });
        }

        return null;
    }

    private Result<List<ListedFile>> Copied(List<StickLane> lanes)
    {
        // An encrypted one was opened and held against its listing when it was made.
        if (plan.Listed is not { } listed)
            return new SharedPass(plan.Sources, Patience).Run(lanes);
        var zip = plan.Sources[0];
        var pass = new SharedPass(plan.Sources, Patience)
        {
            // While it comes by, the bundle is held against its listing, and each file in it against the manifest.
            Look = source => source != zip ? [] : [stream => Listing(stream, listed), plan.Bundle.ProvePassing],
        };
        if (!pass.Run(lanes).TryGet(out var copied, out var refusal))
            return refusal;
        return copied[0].Length == listed.Length
            ? copied
            : TrustRefusals.FileLength(zip.Place.Text, copied[0].Length, listed.Length);
    }

    private Refusal? Listing(PieceStream stream, TargetFile listed)
    {
        using var hashes = new FileHashes(listed.Hashes);
        for (ReadOnlyMemory<byte> piece; !(piece = stream.Next()).IsEmpty;)
            hashes.Append(piece.Span);
        return hashes.Difference() is { } difference ? TrustRefusals.FileAltered(plan.Sources[0].Place.Text, difference) : null;
    }

    // On the stick's own thread. Nothing is entered of a stick that does not read back, and none is a stick before it is entered.
    private StickOutcome Finished(StickLane lane, Delivery delivery, SignedSticks signed, List<WrittenFile> copied,
        DeliveryRegistrar registrar, WithdrawnList withdrawn, string place)
    {
        StickOutcome Outcome(StickContents? contents, LaneReading? reading, Refusal? fault)
        {
            if (fault is not null)
                lane.Fail(fault);
            else
                lane.Is(LanePhase.Done);
            return new(delivery.Stick, lane.Writer.Target, contents, fault, services.Clock.GetElapsedTime(lane.Began),
                reading?.Source, lane.WasSlow);
        }

        var written = signed.FilesOf(delivery.Stick).ToList();
        foreach (var file in written)
            lane.Put(file);
        lane.Writer.MakeFolder(StickLayout.Receipts.Under(lane.Writer.Target));
        lane.Is(LanePhase.ReadingBack);
        var reading = new LaneReading(lane);
        if (reading.Compare([.. copied, .. written]) is { } differs)
            return Outcome(null, null, differs);
        lock (_oneLedger)
        {
            var entered = registrar.Enter(delivery, [plan.Bundle.Manifest], withdrawn);
            services.Changes.Begin(place, when: entered.Refusal is null);
            if (entered.Refusal is { } unfit)
                return Outcome(null, null, unfit);
        }

        List<WrittenFile> last =
            [.. plan.TextsFor(delivery), WrittenFile.Of(StickLayout.Marker, StickMarker.Write(delivery.Stick))];
        foreach (var file in last)
            lane.Put(file);
        if (reading.Compare(last) is { } late)
            return Outcome(null, null, late);
        if (!signed.Check(reading, delivery.Stick, services.Clock.GetUtcNow()).TryGet(out var contents, out var refusal))
            return Outcome(null, null, refusal);
        // The next run finds it, and notes what could not be noted now.
        lane.IsWhole = true;
        lock (_oneLedger)
        {
            return Outcome(contents, reading, registrar.Written(delivery, contents.Trusted.FirstExpiry,
                new(signed.DigestOf(delivery.Stick), contents.Files.Files.Length, reading.Source)).Refusal);
        }
    }
}

/// <summary>One stick of a run.</summary>
/// <param name="Delivery">Its delivery.</param>
/// <param name="Writer">The medium that it goes to.</param>
/// <param name="Own">What goes on it alone: its encrypted bundle, which the delivery names; null where there is none.</param>
internal sealed record BatchStick(Delivery Delivery, StickWriter Writer, StickSource? Own)
{
    /// <summary>The same as it reads back.</summary>
    public IEnumerable<WrittenFile> OwnFile => Own is { } own && Delivery.Locked is { } locked
        ? [new(own.Place, locked.Length, locked.Sha256, own.Open)]
        : [];
}

/// <summary>What became of one stick of a run.</summary>
/// <param name="Stick">Its name.</param>
/// <param name="Output">Its root.</param>
/// <param name="Contents">What it carries; null when it was not made.</param>
/// <param name="Fault">Why it was not made, or null.</param>
/// <param name="Took">How long it took; null when it was not begun.</param>
/// <param name="ReadFrom">Where the read-back came from; null when there was none.</param>
/// <param name="WasSlow">Whether the others went on without it.</param>
internal sealed record StickOutcome(StickId Stick, string Output, StickContents? Contents, Refusal? Fault, TimeSpan? Took,
    ReadSource? ReadFrom, bool WasSlow)
{
    /// <summary>Whether an earlier run had made it whole, and this one wrote nothing to it.</summary>
    public bool WasThere { get; init; }
}
