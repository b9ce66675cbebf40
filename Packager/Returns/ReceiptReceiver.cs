using System.IO.Abstractions;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// Takes receipts into the ledger: verifies each and keeps it as evidence. Receiving twice changes nothing. How each stands is
/// judged when all of them are in, so that it does not matter which came first.
/// </summary>
internal sealed class ReceiptReceiver(Ledger ledger, IFileSystem files, TimeProvider clock)
{
    private readonly ReceiptFiles _files = new(files);

    /// <summary>
    /// Receives every receipt of some sticks, folders and files. Whatever is looked at gets a line, and no bad one stops the
    /// others; a refusal when there is no receipt and nothing that was one in any of them.
    /// </summary>
    public Result<IReadOnlyList<ReceivedReceipt>> Receive(IEnumerable<string> paths)
    {
        var looked = new List<Looked>();
        Refusal? missing = null;
        foreach (var path in paths)
        {
            if (!_files.Find(path).TryGet(out var found, out var refusal))
                looked.Add(new(path, null, null, missing = refusal));
            else if (found.Count == 0)
                looked.Add(new(path, null, null, null));
            else
                looked.AddRange(found.AsParallel().AsOrdered().Select(Look));
        }

        return Take(looked, missing);
    }

    /// <summary>Receives what is in one file that no path leads to, under the name that it was given with.</summary>
    public Result<IReadOnlyList<ReceivedReceipt>> Receive(byte[] bytes, string name) =>
        Take([.. ReceiptContent.Of(bytes, name).Select(Look)], null);

    private Result<IReadOnlyList<ReceivedReceipt>> Take(List<Looked> looked, Refusal? missing)
    {
        // Verified before the ledger is held: nobody waits for the signatures of somebody else's receipts.
        var distinct = looked.DistinctBy(one => one.Place, StringComparer.Ordinal).ToList();
        return distinct.TrueForAll(one => one.Bytes is null && (one.Refusal is null || one.Refusal == missing))
            ? missing ?? new Refusal(RefusalCode.InputMissing, distinct[0].Place, "there is no receipt here")
            : ledger.Transact<IReadOnlyList<ReceivedReceipt>>(() => Enter(distinct));
    }

    private static Looked Look(FoundFile file)
    {
        if (file.Bytes is not { } bytes)
            return new(file.Place, null, null, file.Refusal);
        return ReceiptReader.Read(bytes, file.Place).TryGet(out var verified, out var refusal)
            ? new(file.Place, bytes, verified, null)
            : new(file.Place, bytes, null, refusal);
    }

    private List<ReceivedReceipt> Enter(List<Looked> looked)
    {
        var known = ledger.Query<Sha256Digest>("SELECT digest FROM receipts").ToHashSet();
        var isNew = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<Arrived>();
        var entries = new List<(LogKind, string, string)>();
        foreach (var file in looked)
        {
            if (file.Receipt is { } receipt && known.Add(receipt.Digest))
            {
                kept.Add(new(KeptReceipt.Of(receipt, clock.GetUtcNow()), receipt, file.Place));
                entries.Add((LogKind.Receipt, receipt.Digest.Hex, receipt.Code.Text));
                isNew.Add(file.Place);
            }
            else if (file is { Refusal: { } refusal, Bytes: { } bytes, RefusedDigest: { } digest } && known.Add(digest))
            {
                Quarantine.Keep(ledger, new(digest, file.Place, Words(refusal), clock.GetUtcNow()), bytes);
                entries.Add((LogKind.Refused, digest.Hex, Words(refusal)));
            }
        }

        KeptReceipt.Keep(ledger, kept);
        new LedgerLog(ledger, clock).Append(entries);

        var evidence = new EvidenceReader(ledger).Read();
        var judged = Judge.Of(evidence, clock.GetUtcNow()).Receipts.ToDictionary(one => one.Receipt.Digest);
        var told = ToldCodes.Of(evidence.Decisions).Select(one => one.Code).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. looked.Select(file => file.Receipt is { } receipt
                ? Describe(file.Place, judged[receipt.Digest], receipt, isNew.Contains(file.Place), told)
                : file.Refusal is { } refusal
                    ? ReceivedReceipt.None(file.Place, Arrival.Rejected, Words(refusal), file.RefusedDigest)
                    : ReceivedReceipt.None(file.Place, Arrival.PassedOver, "there is no receipt here")),
        ];
    }

    private static ReceivedReceipt Describe(
        string place, JudgedReceipt judged, VerifiedReceipt verified, bool isNew, HashSet<string> told)
    {
        var (receipt, code) = (verified.Receipt, verified.Code.Text);
        var arrival = !isNew ? Arrival.Duplicate
            : judged.Standing is Standing.Questioned ? Arrival.Questioned
            : Arrival.Accepted;
        return new(
            place, arrival, judged.Reason, [.. judged.Findings.Where(one => !one.SetsApart).Select(one => one.Text)],
            receipt.Instrument.Serial.Text, receipt.Instrument.Mode, receipt.Verdict, verified.Digest, code, told.Contains(code));
    }

    // One line: an entry of the log has no other.
    private static string Words(Refusal refusal) => Printable.Line($"{refusal.Code}: {refusal.Reason}");

    private sealed record Looked(string Place, byte[]? Bytes, VerifiedReceipt? Receipt, Refusal? Refusal)
    {
        // A receipt brings its own; that of any other file is made once, before the ledger is held.
        public Sha256Digest? RefusedDigest { get; } = Receipt is null && Bytes is not null ? Sha256Digest.Of(Bytes) : null;
    }
}
