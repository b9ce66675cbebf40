using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// What the ledger knows of all its campaigns, or of one. What <c>report --json</c> prints. Format: docs/formats/ledger.md.
/// </summary>
/// <param name="Schema">Format version, MAJOR.MINOR.</param>
/// <param name="Ledger">The ledger's file.</param>
/// <param name="Rehearsal">True when all of it is make-believe.</param>
/// <param name="Generated">When it was asked, UTC.</param>
/// <param name="Complete">Whether every expected mode of every instrument is done.</param>
/// <param name="Campaigns">In ordinal order.</param>
internal sealed record LedgerStatus(
    string Schema,
    string Ledger,
    bool Rehearsal,
    DateTimeOffset Generated,
    bool Complete,
    ImmutableArray<CampaignStatus> Campaigns)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";
}

/// <summary>One field action.</summary>
/// <param name="Campaign">Its name.</param>
/// <param name="Summary">Its numbers.</param>
/// <param name="Customers">Those who still have something to do first, then by name.</param>
/// <param name="Receipts">Every receipt that names it, questioned ones too, in the order in which they arrived.</param>
internal sealed record CampaignStatus(
    string Campaign,
    CampaignSummary Summary,
    ImmutableArray<CustomerStatus> Customers,
    ImmutableArray<KeptReceipt> Receipts);

/// <summary>The numbers of a field action (21 CFR 7.53: notified, responded, silent, corrected).</summary>
/// <param name="Customers">Customers that a stick was made for.</param>
/// <param name="Silent">Those of whom no receipt has arrived and nothing was told.</param>
/// <param name="Complete">Those with every instrument installed.</param>
/// <param name="Instruments">Instruments expected.</param>
/// <param name="Installed">Instruments with every boot mode done.</param>
/// <param name="HalfPatched">Instruments with one mode done and another not.</param>
/// <param name="Failed">Modes that failed.</param>
/// <param name="Questioned">Receipts set apart.</param>
internal sealed record CampaignSummary(
    int Customers, int Silent, int Complete, int Instruments, int Installed, int HalfPatched, int Failed, int Questioned);

/// <summary>One customer in one field action.</summary>
/// <param name="Customer">The support desk's name of it.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Complete">Whether every instrument is installed.</param>
/// <param name="Silent">Whether nothing at all has come back.</param>
/// <param name="Instruments">In order of serial number.</param>
internal sealed record CustomerStatus(string Customer, string Name, bool Complete, bool Silent,
    ImmutableArray<InstrumentStatus> Instruments);

/// <summary>One instrument in one field action.</summary>
/// <param name="Product">Product.</param>
/// <param name="ProductName">Its name on screens.</param>
/// <param name="Serial">Serial number.</param>
/// <param name="Installed">True only when EVERY boot mode that the bundle has for the product has an accepted receipt that says
/// so.</param>
/// <param name="HalfPatched">True when one mode is done and another is not.</param>
/// <param name="Missing">The modes that are not done.</param>
/// <param name="Modes">Every boot mode of the product.</param>
internal sealed record InstrumentStatus(
    string Product,
    string ProductName,
    SerialNumber Serial,
    bool Installed,
    bool HalfPatched,
    ImmutableArray<ModeId> Missing,
    ImmutableArray<ModeStatus> Modes);

/// <summary>One boot mode of one instrument.</summary>
/// <param name="Mode">The boot mode.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Note">What a person should know; empty when nothing.</param>
/// <param name="Stick">The newest stick that was made for it; empty when none was.</param>
/// <param name="Phases">In order; empty when the phases are not known.</param>
/// <param name="Receipt">Digest of the receipt that decides; null when there is none.</param>
/// <param name="Finished">When that receipt's application ended.</param>
/// <param name="Told">The newest code told by telephone that no receipt has borne out yet; null when there is none.</param>
internal sealed record ModeStatus(
    ModeId Mode,
    ModeState State,
    string Note,
    string Stick,
    ImmutableArray<PhaseStatus> Phases,
    Sha256Digest? Receipt,
    DateTimeOffset? Finished,
    string? Told);

/// <summary>One phase in one boot mode.</summary>
internal sealed record PhaseStatus(string Phase, ModeState State);

/// <summary>Where a boot mode, or a phase of it, stands.</summary>
[JsonConverter(typeof(StrictEnumConverter<ModeState>))]
internal enum ModeState
{
    /// <summary>An accepted receipt says that it is in place.</summary>
    Done,

    /// <summary>Nothing yet, or a restart is pending.</summary>
    Outstanding,

    /// <summary>It was tried and is not in place.</summary>
    Failed,

    /// <summary>The only word on it is a receipt that was set apart.</summary>
    Questioned,
}
