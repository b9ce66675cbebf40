using System.IO.Abstractions;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Sessions;
using PatchKit.Applier.Staging;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.Applying;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// Looks at what a cut has left, and remembers what it saw before: nothing unreadable, no receipt that claims what is not, no
/// receipt lost, no sequence number twice.
/// </summary>
/// <param name="world">The instrument and its stick.</param>
/// <param name="old">The instrument before.</param>
/// <param name="applied">The instrument with the plan applied; null when this plan cannot be.</param>
internal sealed class SessionRemains(SessionWorld world, string old, string? applied)
{
    private readonly Dictionary<long, string> _seen = [];

    /// <summary>What the device remembers.</summary>
    public DeviceState Device(PowerCutDisk disk) => new DeviceMemory(disk.Inner, world.State).Read().Value;

    /// <summary>The newest receipt, on the instrument or the stick.</summary>
    public Receipt Newest(PowerCutDisk disk) =>
        Receipts(disk.Inner, everywhere: true).MaxBy(receipt => receipt.Receipt.Sequence)!.Receipt;

    /// <summary>The receipts on the stick.</summary>
    public IEnumerable<Receipt> OnStick(PowerCutDisk disk) =>
        Receipts(disk.Inner, everywhere: false).Select(receipt => receipt.Receipt);

    /// <summary>What holds at any moment.</summary>
    public void Check(PowerCutDisk disk)
    {
        var files = disk.Inner;
        Assert.Null(new DeviceMemory(files, world.State).Read().Refusal);
        var trust = new TrustStore(files, files.Path.Combine(world.State, "trust"));
        foreach (var name in new[] { "root.json", "timestamp.json", "snapshot.json", "targets.json" })
            Assert.Null(trust.Read(name).Refusal);
        if (files.File.Exists(files.Path.Combine(world.State, "device.key")))
            new DeviceKey(files, world.State).OpenOrMake().Value.Dispose();

        var instrument = world.Open(files);
        var transaction = new Transaction(files, TimeProvider.System, instrument, new FakeOperator(), world.State);
        var pending = transaction.Pending();
        Assert.Null(pending?.Damage);
        Assert.NotEqual(TransactionStage.Inconsistent, pending?.Stage);
        if (pending is null)
            Assert.Contains(world.Snapshot(files), new[] { old, applied ?? old });
        CheckReceipts(disk, halfWay: pending is not null);
    }

    /// <summary>What holds when a session has ended.</summary>
    public void CheckEnd(PowerCutDisk disk, SessionOutcome outcome)
    {
        var files = disk.Inner;
        Assert.Empty(new ReceiptOutbox(files, world.State).Kept);
        var newest = Assert.Single(Receipts(files, everywhere: false),
            receipt => receipt.Receipt.Sequence == Newest(disk).Sequence);
        Assert.Equal(outcome.Verdict, newest.Receipt.Verdict);
        Assert.Equal(outcome.Receipt.Code, newest.Code);
        Assert.False(files.Directory.Exists(files.Path.Combine(world.State, "staging")), "the private copies are still there");
        CheckBackups(files);
        var instrument = world.Open(files);
        var host = new SessionHost(files, TimeProvider.System, instrument, default, "", "", "");
        var left = new Leftovers(host, new Transaction(files, TimeProvider.System, instrument, new FakeOperator(), world.State));
        Assert.Empty(left.OnInstrument());
        Assert.Empty(left.OnStick(world.Stick));
        // A look at a plan that was then not applied leaves no application.
        Assert.All(files.Directory.GetDirectories(files.Path.Combine(world.State, "applications")),
            application => Assert.True(files.File.Exists(files.Path.Combine(application, "journal")), application));
        // And by their names alone, wherever they lie: the list forgets none. The make-believe machine's own are its own.
        Assert.DoesNotContain(files.Directory.EnumerateFiles(world.Folder, "*.patchkit*", SearchOption.AllDirectories),
            path => !PlanWorld.IsOfRehearsal(files, path));
    }

    private void CheckReceipts(PowerCutDisk disk, bool halfWay)
    {
        var receipts = Receipts(disk.Inner, everywhere: true);
        var known = receipts.ToLookup(receipt => receipt.Receipt.Sequence, receipt => receipt.Digest.Hex);
        foreach (var sequence in known)
        {
            var digest = Assert.Single(sequence.Distinct());
            Assert.Equal(digest, _seen.GetValueOrDefault(sequence.Key, digest));
            _seen[sequence.Key] = digest;
        }

        Assert.True(receipts.Select(receipt => receipt.KeyId).Distinct().Count() <= 1, "the device key changed");
        Assert.All(_seen.Keys, sequence => Assert.True(known.Contains(sequence), $"receipt {sequence} is lost"));
        Assert.True(receipts.Select(receipt => receipt.Receipt.Sequence).DefaultIfEmpty(0)
            .Max() <= Device(disk).Receipts, "a number can come again");
        Assert.All(receipts, receipt => Assert.Null(receipt.Receipt.Contradiction()));
        if (receipts.MaxBy(receipt => receipt.Receipt.Sequence) is not { Receipt: var newest } || halfWay)
            return;
        Assert.Equal(newest.Verdict.MeansInstalled() ? applied : old, world.Snapshot(disk.Inner));
    }

    // A file with a receipt's name is a receipt that verifies, or the cut has made a claim of nothing.
    private List<VerifiedReceipt> Receipts(IFileSystem files, bool everywhere)
    {
        string[] own = [files.Path.Combine(world.State, "receipts", "kept"), files.Path.Combine(world.State, "receipts", "sent")];
        return
        [
            .. (everywhere ? own : []).Append(files.Path.Combine(world.Stick, "receipts"))
                .Where(files.Directory.Exists)
                .SelectMany(folder => files.Directory.EnumerateFiles(folder, "*.dsse.json"))
                .Select(path => ReceiptReader.Read(files.File.ReadAllBytes(path), path).Value),
        ];
    }

    // Each one is whole: every byte of it is read and hashed.
    private void CheckBackups(IFileSystem files)
    {
        var place = files.Path.Combine(world.State, "backups");
        foreach (var folder in files.Directory.GetDirectories(place))
        {
            var verified = new BackupVerifier(files, TimeProvider.System).Verify(
                new(new PatchKit.Applier.Backups.BackupPlace(files, place), files.Path.GetFileName(folder))
                { Workers = 1 }, null, CancellationToken.None);
            Assert.True(verified.Refusal is null, $"{folder} is neither whole nor gone: {verified.Refusal}");
        }
    }
}
