using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns;

/// <summary>
/// Takes receipts into the ledger: verifies each, matches it to its delivery, keeps the evidence. Receiving twice changes
/// nothing, and a receipt that does not fit is kept apart with the reason.
/// </summary>
internal sealed class ReceiptReceiver(Ledger ledger, IFileSystem files, TimeProvider clock)
{
    private readonly ReceiptFiles _files = new(files);
    private readonly ReceiptDoubt _doubt = new(ledger);

    /// <summary>
    /// Receives every receipt of some sticks, folders and files; a refusal when a path has none, and then nothing is entered.
    /// </summary>
    public Result<IReadOnlyList<ReceivedReceipt>> Receive(IEnumerable<string> paths)
    {
        var places = new List<string>();
        foreach (var path in paths)
        {
            if (!_files.Find(path).TryGet(out var found, out var refusal))
                return refusal;
            places.AddRange(found);
        }

        var outcomes = new List<ReceivedReceipt>();
        var verified = new List<(string Place, VerifiedReceipt Receipt)>();
        foreach (var place in places.Distinct(StringComparer.Ordinal))
        {
            if (_files.Read(place).Then(bytes => ReceiptReader.Read(bytes, place)).TryGet(out var receipt, out var refusal))
                verified.Add((place, receipt));
            else
                outcomes.Add(new(place, Standing.Rejected, $"{refusal.Code}: {refusal.Reason}", "", null, null, null, "", false));
        }

        return ledger.Transact<IReadOnlyList<ReceivedReceipt>>(() =>
        {
            // In the order in which they were written, whatever the files are called.
            foreach (var (place, receipt) in verified.OrderBy(one => one.Receipt.Receipt.Sequence))
                outcomes.Add(Enter(place, receipt));
            return outcomes;
        });
    }

    private ReceivedReceipt Enter(string place, VerifiedReceipt verified)
    {
        var known = ledger.Query<string>("SELECT digest FROM receipts WHERE digest = @Digest", new { verified.Digest });
        if (known.Count > 0)
            return Describe(place, verified, Standing.Duplicate, "");
        var reason = _doubt.Of(verified);
        var standing = reason is null ? Standing.Accepted : Standing.Questioned;
        KeptReceipt.Keep(ledger, verified, standing, reason ?? "", clock.GetUtcNow());
        return Describe(place, verified, standing, reason ?? "");
    }

    private ReceivedReceipt Describe(string place, VerifiedReceipt verified, Standing standing, string reason)
    {
        var instrument = verified.Receipt.Instrument;
        var code = verified.Code.Text;
        var told = ledger.Query<string>("SELECT code FROM told WHERE code = @code", new { code }).Count > 0;
        return new(
            place, standing, reason, instrument.Serial.Text, instrument.Mode, verified.Receipt.Verdict,
            verified.Digest, code, told);
    }
}
