using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>What one receipt says against the deliveries, or against itself.</summary>
internal sealed class DeliveryFindings(Evidence evidence)
{
    private readonly Dictionary<string, KnownDelivery> _deliveries = evidence.Deliveries.ToDictionary(one => one.Nonce);

    private readonly Dictionary<(string Nonce, SerialNumber Serial, ModeId Mode), ExpectedMode> _expected = evidence.Deliveries
        .SelectMany(delivery => delivery.Expected, (delivery, one) => (Key: (delivery.Nonce, one.Serial, one.Mode), Mode: one))
        .DistinctBy(one => one.Key).ToDictionary(one => one.Key, one => one.Mode);

    /// <summary>The first contradiction; null when the receipt fits.</summary>
    public Finding? Of(KeptReceipt receipt) =>
        OtherKind(receipt) ?? OfDelivery(receipt)
        ?? (receipt.Contradiction.Length > 0 ? new(FindingKind.Contradiction, receipt.Contradiction) : null);

    private Finding? OtherKind(KeptReceipt receipt) => (receipt.Rehearsal, evidence.Rehearsal) switch
    {
        (true, false) => new(FindingKind.OtherKind, "it is a rehearsal's receipt, and this ledger is a real one"),
        (false, true) => new(FindingKind.OtherKind, "it is a real receipt, and this ledger is a rehearsal's"),
        _ => null,
    };

    private Finding? OfDelivery(KeptReceipt receipt)
    {
        if (!_deliveries.TryGetValue(receipt.Nonce, out var delivery))
            return new(FindingKind.UnknownDelivery, $"no delivery of this ledger has the nonce {receipt.Nonce}");
        if (delivery.Stick != receipt.Stick)
            return new(FindingKind.OtherDelivery,
                $"it names stick {receipt.Stick}, and its nonce is that of stick {delivery.Stick}");
        if (delivery.Campaign != receipt.Campaign)
            return new(FindingKind.OtherDelivery,
                $"it is of campaign {receipt.Campaign}, and the delivery of {delivery.Campaign}");
        if (!delivery.Bundles.Any(one => one.Bundle == receipt.Bundle && one.Sha256 == receipt.BundleSha256))
            return new(FindingKind.OtherDelivery,
                $"bundle {receipt.Bundle} with this digest was not on stick {receipt.Stick}");
        return OfExpectation(receipt);
    }

    private Finding? OfExpectation(KeptReceipt receipt)
    {
        if (!_expected.TryGetValue((receipt.Nonce, receipt.Serial, receipt.Mode), out var expected))
        {
            return new(FindingKind.NotExpected,
                $"stick {receipt.Stick} was not sent for {receipt.Serial} in {receipt.Mode.Text} mode");
        }

        if (expected.Product != receipt.Product)
            return new(FindingKind.NotExpected,
                $"{receipt.Serial} is a {expected.Product} in the ledger, and a {receipt.Product} in the receipt");
        return receipt.Verdict.MeansInstalled()
            && expected.Phases.FirstOrDefault(phase => !receipt.Phases.Any(one => one.Phase == phase)) is { } missing
            ? new(FindingKind.PhaseMissing,
                $"its verdict is {receipt.Verdict.Word()}, and yet it says nothing of phase {missing}")
            : null;
    }
}
