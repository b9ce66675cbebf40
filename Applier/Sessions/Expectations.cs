using System.Collections.Immutable;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Receipts;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// What a delivery still expects beside the mode that runs, as far as the stick shows receipts. What a stick shows is not
/// believed: it only tells the operator where to go next. The ledger decides.
/// </summary>
/// <param name="history">Reads receipts.</param>
internal sealed class Expectations(ReceiptHistory history)
{
    /// <summary>The modes that the delivery expects and that have no receipt of success, this instrument's first.</summary>
    /// <param name="facts">The delivery, the bundle, and the mode that runs: it is not outstanding.</param>
    /// <param name="stickRoot">The stick; null when there is none, and then it shows nothing.</param>
    public ImmutableArray<OutstandingMode> Open(ReceiptFacts facts, string? stickRoot) =>
        Open(facts.Delivery.Instruments, facts.NamesOf, facts.Bundle, facts.Instrument, stickRoot);

    /// <summary>
    /// What is missing until all is complete: every other mode of this instrument, whether or not the delivery expects it, and
    /// what the delivery expects elsewhere.
    /// </summary>
    /// <param name="receipt">This boot mode's newest receipt.</param>
    /// <param name="facts">What is kept of the session that wrote it; null when nothing is.</param>
    /// <param name="stickRoot">The stick; null when there is none, and then it shows nothing.</param>
    public ImmutableArray<OutstandingMode> All(Receipt receipt, ReceiptFacts? facts, string? stickRoot)
    {
        var here = receipt.Instrument;
        var elsewhere = facts?.Delivery.Instruments.Where(one => one.Serial != here.Serial) ?? [];
        return Open([new(here.Product, here.Serial, here.Modes), .. elsewhere],
            facts is null ? ProductNames.Plain : facts.NamesOf,
            receipt.Bundle, here, stickRoot);
    }

    private ImmutableArray<OutstandingMode> Open(ImmutableArray<ExpectedInstrument> instruments,
        Func<ProductId, ProductNames> names, DeliveredBundle bundle, ReceiptInstrument instrument, string? stickRoot) =>
    [
        .. from expected in instruments
           from wanted in expected.Modes
           let here = expected.Serial == instrument.Serial
           where !(here && wanted == instrument.Mode)
           where stickRoot is null || !history.StickShowsDone(stickRoot, expected.Serial, wanted, bundle)
           orderby here descending
           select new OutstandingMode(expected.Product, expected.Serial, wanted, here)
           {
               Called = names(expected.Product).Of(wanted),
           },
    ];
}
