using System.Collections.Immutable;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Receipts;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// What is missing until all is complete, beside the mode that runs: every other mode of this instrument, whether or not the
/// delivery expects it, and what the delivery expects elsewhere. What a stick shows is not believed: it only tells the operator
/// where to go next. The ledger decides.
/// </summary>
/// <param name="history">Reads receipts.</param>
/// <param name="rehearsal">Whether the instrument is make-believe.</param>
internal sealed class Expectations(ReceiptHistory history, bool rehearsal)
{
    /// <summary>
    /// The modes that have no receipt of success: those that the delivery expects first, this instrument's first.
    /// </summary>
    /// <param name="here">This instrument, and the mode that runs: it is not outstanding.</param>
    /// <param name="bundle">What is to be done.</param>
    /// <param name="facts">What is kept of the session that did it here; null when nothing is.</param>
    /// <param name="stickRoot">The stick; null when there is none, and then it shows nothing.</param>
    public ImmutableArray<OutstandingMode> All(ReceiptInstrument here, DeliveredBundle bundle, ReceiptFacts? facts,
        string? stickRoot) =>
        [.. Others(here, bundle, facts, stickRoot).Where(other => !other.ShownDone).Select(other => other.Mode)];

    /// <summary>Every mode beside the one that runs, in the same order, with what the stick shows of it.</summary>
    /// <inheritdoc cref="All"/>
    public ImmutableArray<OtherMode> Others(ReceiptInstrument here, DeliveredBundle bundle, ReceiptFacts? facts,
        string? stickRoot)
    {
        var delivered = facts?.Delivery.Instruments ?? [];
        return
        [
            .. from one in delivered.Where(one => one.Serial != here.Serial).Prepend(new(here.Product, here.Serial, here.Modes))
               from wanted in one.Modes
               let isHere = one.Serial == here.Serial
               where !(isHere && wanted == here.Mode)
               let expected = facts is null || delivered.Any(other => other.Serial == one.Serial && other.Modes.Contains(wanted))
               orderby expected descending, isHere descending
               let names = facts?.NamesOf(one.Product) ?? ProductNames.Plain(one.Product)
               let mode = new OutstandingMode(one.Product, one.Serial, wanted, isHere)
               {
                   IsDelivered = expected,
                   Instrument = $"{names.Name} {one.Serial}",
                   Called = names.Of(wanted),
               }
               select new OtherMode(mode,
                   stickRoot is not null && history.StickShowsDone(stickRoot, one.Serial, wanted, bundle, rehearsal)),
        ];
    }
}
