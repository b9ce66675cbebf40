using System.Collections.Immutable;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Discovery;

/// <summary>Which instrument this is and which boot mode runs, told by the probes of the signed bundle.</summary>
/// <param name="Product">The product of the campaign.</param>
/// <param name="Mode">Its mode that runs, with the plan.</param>
/// <param name="Serial">Serial number as read.</param>
/// <param name="SoftwareVersion">Version of the control software as read.</param>
/// <param name="Evidence">What the detection probes of the product's modes saw, before the allow-list.</param>
internal sealed record IdentifiedInstrument(
    ProductTarget Product,
    ModeTarget Mode,
    SerialNumber Serial,
    SoftwareVersion SoftwareVersion,
    ImmutableArray<ModeEvidence> Evidence)
{
    /// <summary>The mode that has to be done before the running one; null where none has.</summary>
    public ModeTarget? Earlier => Product.Modes.FirstOrDefault(mode => mode.Mode == Mode.After);

    /// <summary>The folders that were found and stand in the place of their variables in product and mode.</summary>
    public ImmutableArray<FoundFolder> Folders { get; init; } = [];
}
