using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Forms;

/// <summary>The receipts behind a field action's forms, each read from its file and verified anew.</summary>
internal sealed class FormEvidence
{
    private readonly Dictionary<Sha256Digest, VerifiedReceipt> _receipts = [];
    private readonly ILookup<SerialNumber, ReceiptStatus> _accepted;

    private FormEvidence(CampaignStatus campaign) => _accepted = campaign.Receipts
        .Where(one => one.Standing is Standing.Accepted).ToLookup(one => one.Serial);

    /// <summary>Reads them within a transaction; a refusal when one is not what was received.</summary>
    public static Result<FormEvidence> Read(Ledger ledger, CampaignStatus campaign)
    {
        var evidence = new FormEvidence(campaign);
        foreach (var row in ledger.Query<Row>(
            "SELECT digest, envelope FROM receipts WHERE standing = 'accepted' AND campaign = @Campaign",
            new { campaign.Campaign }))
        {
            if (!ReceiptReader.Read(Encoding.UTF8.GetBytes(row.Envelope), row.Digest.Hex).TryGet(out var receipt, out _)
                || receipt.Digest != row.Digest)
            {
                return new Refusal(RefusalCode.FileAltered, ledger.Place,
                    $"the receipt {row.Digest.Hex} in the ledger is not what was received: look with audit verify");
            }

            evidence._receipts.Add(row.Digest, receipt);
        }

        return evidence;
    }

    /// <summary>A receipt by its digest.</summary>
    public VerifiedReceipt this[Sha256Digest digest] => _receipts[digest];

    /// <summary>Every accepted receipt of an instrument.</summary>
    public IEnumerable<VerifiedReceipt> Of(SerialNumber serial) => _accepted[serial].Select(one => _receipts[one.Digest]);

    /// <summary>
    /// What people attested at a customer's instruments, the last word of each boot mode on each sentence.
    /// </summary>
    public IReadOnlyList<(VerifiedReceipt Receipt, Attestation Said)> Attested(CustomerStatus customer, string sentence) =>
    [
        .. from instrument in customer.Instruments
           from mode in Of(instrument.Serial).GroupBy(one => one.Receipt.Instrument.Mode)
           let last = mode.OrderBy(one => one.Receipt.Sequence)
               .LastOrDefault(one => one.Receipt.Attestations.Any(said => said.Sentence == sentence))
           where last is not null
           select (last, last.Receipt.Attestations.Last(said => said.Sentence == sentence)),
    ];

    private sealed record Row(Sha256Digest Digest, string Envelope);
}
