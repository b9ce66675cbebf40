using System.Collections.Immutable;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Receipts;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// What a delivery still expects beside the mode that runs, as far as the stick shows receipts. What a stick shows is not
/// believed: it only tells the operator where to go next. The ledger decides.
/// </summary>
/// <param name="history">Reads receipts.</param>
internal sealed class Expectations(ReceiptHistory history)
{
    /// <summary>The modes without a receipt of success, this instrument's first.</summary>
    /// <param name="instruments">Whom the signed delivery expects.</param>
    /// <param name="bundle">The bundle that it is about.</param>
    /// <param name="serial">This instrument.</param>
    /// <param name="mode">The mode that runs: not outstanding.</param>
    /// <param name="stickRoot">The stick; null when there is none, and then it shows nothing.</param>
    public ImmutableArray<OutstandingMode> Open(ImmutableArray<ExpectedInstrument> instruments, DeliveredBundle bundle,
        SerialNumber serial, BootMode mode, string? stickRoot) =>
    [
        .. from expected in instruments
           from wanted in expected.Modes
           let here = expected.Serial == serial
           where !(here && wanted == mode)
           where stickRoot is null || !history.StickShowsDone(stickRoot, expected.Serial, wanted, bundle)
           orderby here descending
           select new OutstandingMode(expected.Product, expected.Serial, wanted, here),
    ];
}
