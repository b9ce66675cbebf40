using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>The instrument that a receipt speaks of.</summary>
/// <param name="Product">Product.</param>
/// <param name="CatalogueNumbers">Its catalogue numbers.</param>
/// <param name="Serial">Serial number as found on the machine.</param>
/// <param name="Mode">The boot mode that ran.</param>
/// <param name="Modes">Every mode that the bundle has for the product: the instrument is complete when all of them are
/// done.</param>
/// <param name="ModeEvidence">Which probes said so: those of every mode of the product.</param>
/// <param name="Software">The control software.</param>
public sealed record ReceiptInstrument(
    [property: JsonRequired] ProductId Product,
    [property: JsonRequired] ImmutableArray<string> CatalogueNumbers,
    [property: JsonRequired] SerialNumber Serial,
    [property: JsonRequired] ModeId Mode,
    [property: JsonRequired] ImmutableArray<ModeId> Modes,
    [property: JsonRequired] ImmutableArray<ModeEvidence> ModeEvidence,
    [property: JsonRequired] ReceiptSoftware Software)
{
    /// <summary>The device identifier of its UDI; absent when the product has none.</summary>
    public UdiDi? UdiDi { get; init; }

    /// <summary>
    /// The folders that the campaign lets the instrument tell, as they were found; absent when it names none.
    /// </summary>
    public ImmutableArray<FoundFolder>? Folders { get; init; }

    /// <summary>What the operator typed of the serial number, its last characters; absent when nobody was asked.</summary>
    public string? SerialTyped { get; init; }

    /// <summary>Windows build; absent when it could not be read.</summary>
    public int? OsBuild { get; init; }

    /// <summary>The identity of the boot that ran, which setting the clock does not change; absent where there is none.</summary>
    public string? Boot { get; init; }
}

/// <summary>A folder that was found on the instrument.</summary>
/// <param name="Name">Its name in the campaign.</param>
/// <param name="Path">Its full path.</param>
public sealed record FoundFolder([property: JsonRequired] string Name, [property: JsonRequired] InstrumentPath Path);

/// <summary>The control software of the mode, read before the plan and again at the end.</summary>
/// <param name="Name">Its name in the campaign.</param>
/// <param name="Before">Its version before.</param>
public sealed record ReceiptSoftware([property: JsonRequired] string Name, [property: JsonRequired] SoftwareVersion Before)
{
    /// <summary>Its version at the end; absent when it could not be read.</summary>
    public SoftwareVersion? After { get; init; }
}

/// <summary>What one detection probe of a mode saw.</summary>
/// <param name="Mode">The mode that the probe would tell.</param>
/// <param name="Holds">Whether it is as the campaign says for that mode.</param>
/// <param name="Seen">What was seen.</param>
public sealed record ModeEvidence(
    [property: JsonRequired] ModeId Mode,
    [property: JsonRequired] bool Holds,
    [property: JsonRequired] Observation Seen);
