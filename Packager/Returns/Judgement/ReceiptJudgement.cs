using System.Collections.Immutable;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>What all the evidence together makes of each receipt.</summary>
internal static class ReceiptJudgement
{
    /// <summary>Every receipt, by instrument, boot mode and chain; of one number by digest.</summary>
    public static IReadOnlyList<JudgedReceipt> Of(Evidence evidence)
    {
        var settled = new Settlements(evidence.Decisions);
        var deliveries = new DeliveryFindings(evidence);
        var speaking = evidence.Receipts
            .Where(one => one.Rehearsal == evidence.Rehearsal && !settled.IsSetAside(one.Digest) && !settled.IsPast(one.Digest))
            .ToList();
        var chains = new KeyChains(speaking, evidence.Receipts, settled);
        var judged = new List<JudgedReceipt>(evidence.Receipts.Count);
        var last = new Dictionary<(SerialNumber, ModeId, string), KeptReceipt>();
        foreach (var receipt in evidence.Receipts.OrderBy(one => one.Serial.Key, StringComparer.Ordinal)
            .ThenBy(one => one.Mode.Text, StringComparer.Ordinal).ThenBy(one => one.Sequence)
            .ThenBy(one => one.Digest.Hex, StringComparer.Ordinal))
        {
            var chain = (receipt.Serial, receipt.Mode, receipt.KeyId);
            Finding?[] found =
            [
                deliveries.Of(receipt),
                chains.Doubt(receipt.Digest),
                .. ClockFindings.Of(receipt, last.GetValueOrDefault(chain)),
                chains.Note(receipt.Digest),
            ];
            last[chain] = receipt;
            ImmutableArray<Finding> findings = [.. found.OfType<Finding>()];
            var standing = settled.IsSetAside(receipt.Digest) ? Standing.SetAside
                : settled.IsPast(receipt.Digest) ? Standing.Past
                : findings.Any(one => one.SetsApart) ? Standing.Questioned
                : Standing.Accepted;
            judged.Add(new(receipt, standing, findings));
        }

        return judged;
    }
}
