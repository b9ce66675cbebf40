using System.Globalization;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>
/// What the instrument's clock says, judged by what is signed and by when the receipt was here. Notes alone: a clock is set wrong
/// and right again, and the chain tells the order.
/// </summary>
internal static class ClockFindings
{
    // The desk's own clock is not exact either.
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    /// <summary>What is odd about one receipt's times.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="before">The one before it in its chain; null when there is none.</param>
    public static IEnumerable<Finding> Of(KeptReceipt receipt, KeptReceipt? before)
    {
        if (receipt.Finished < receipt.Floor)
            yield return new(FindingKind.ClockBehind,
                $"finished {Text(receipt.Finished)} by its clock, and it had seen a signature of {Text(receipt.Floor)}");
        if (receipt.Finished > receipt.Received + Tolerance)
            yield return new(FindingKind.ClockAhead,
                $"finished {Text(receipt.Finished)} by its clock, and it was here on {Text(receipt.Received)}");
        if (before is not null && receipt.Finished < before.Finished)
            yield return new(FindingKind.ClockSet,
                $"number {receipt.Sequence} was finished {Text(receipt.Finished)} by its clock, and number {before.Sequence} " +
                    $"{Text(before.Finished)}");
    }

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
