namespace PatchKit.Packager.Returns;

/// <summary>What is unexplained in a field action: while anything is, it is not closed.</summary>
internal static class CloseCheck
{
    /// <summary>Each in one line with what explains it; empty when all is.</summary>
    /// <param name="status">The status of the one field action.</param>
    public static IReadOnlyList<string> Unexplained(LedgerStatus status) =>
        [.. status.Campaigns.SelectMany(Of), .. OutsideOfIt(status)];

    private static IEnumerable<string> Of(CampaignStatus campaign)
    {
        foreach (var customer in campaign.Customers)
        {
            foreach (var instrument in customer.Instruments.Where(one => !one.Settled))
            {
                var modes = string.Join(", ", instrument.Modes.Where(one => one.State is not ModeState.Done)
                    .Select(one => $"{one.Mode.Text} is {one.State.Word()}"));
                yield return $"{instrument.Serial} of {customer.Name}: {modes}: install it, or settle it with 'instrument'";
            }

            foreach (var (instrument, mode) in customer.Instruments.SelectMany(one => one.Modes.Select(mode => (one, mode))))
            {
                if (mode.Told is not null)
                    yield return $"{instrument.Serial} {mode.Mode.Text}: {mode.Told} was told, and no receipt has it: " +
                        $"ask for the stick, or 'told {mode.Told} --take-back'";
            }
        }

        foreach (var receipt in campaign.Receipts.Where(one => one.Standing is Standing.Questioned))
            yield return $"the receipt {receipt.Code} of {receipt.Serial} {receipt.Mode.Text} is questioned: " +
                $"{receipt.Reason}: 'settle {receipt.Code}'";
        foreach (var stick in campaign.Sticks.Where(one => one.State is StickState.Made or StickState.OnItsWay))
            yield return $"stick {stick.Stick} for {stick.Customer} is {stick.State.Word()}, and nothing of it came back: " +
                $"'returned {stick.Stick}' or 'order cancel {stick.Stick}'";
    }

    private static IEnumerable<string> OutsideOfIt(LedgerStatus status)
    {
        foreach (var receipt in status.Elsewhere.Where(one => one.Standing is Standing.Questioned))
            yield return $"the receipt {receipt.Code} of {receipt.Serial} {receipt.Mode.Text} is of {receipt.Campaign}, of " +
                $"which " +
                $"no delivery is known: 'settle {receipt.Code}'";
        foreach (var file in status.Refused)
            yield return $"{file.Place} is in quarantine: {file.Reason}: 'settle {file.Digest.Hex[..12]} --reject' with what " +
                $"it was";
    }
}
