using System.Globalization;
using PatchKit.Packager.Returns.Judgement;

namespace PatchKit.Packager.Returns.Vex;

/// <summary>
/// The versions of a customer's document: one for each day on which something was entered that is about the customer. So the same
/// ledger gives the same document, and what is added counts it up.
/// </summary>
/// <param name="ledger">The ledger, within a transaction.</param>
/// <param name="evidence">Its evidence.</param>
internal sealed class VexRevisions(Ledger ledger, Evidence evidence)
{
    private readonly IReadOnlyList<LogRow> _log = ledger.Query<LogRow>("SELECT kind, at, subject FROM log ORDER BY number");

    /// <summary>The versions, the first one first.</summary>
    public IReadOnlyList<VexRevision> Of(CustomerStatus customer)
    {
        var serials = customer.Instruments.Select(one => one.Serial).ToHashSet();
        var deliveries = evidence.Deliveries.Where(one => one.Customer == customer.Customer).ToList();
        var subjects = serials.Select(one => one.Key).Append(customer.Customer)
            .Concat(deliveries.SelectMany(one => new[] { one.Nonce, one.Stick }))
            .Concat(evidence.Receipts.Where(one => serials.Contains(one.Serial)).Select(one => one.Digest.Hex))
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _log.Where(one => one.Kind is LogKind.Withdrawn || subjects.Contains(one.Subject))
                .GroupBy(one => one.At.UtcDateTime.Date)
                .Select((day, index) => new VexRevision(
                    (index + 1).ToString(CultureInfo.InvariantCulture), day.Max(one => one.At),
                    string.Join(", ", day.CountBy(one => one.Kind).OrderBy(one => one.Key)
                        .Select(one => $"{one.Key.ToString().ToLowerInvariant()}: {one.Value}")))),
        ];
    }

    private sealed record LogRow(LogKind Kind, DateTimeOffset At, string Subject);
}

/// <summary>One version of a document.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When.</param>
/// <param name="Summary">What was entered.</param>
internal sealed record VexRevision(string Number, DateTimeOffset At, string Summary);
