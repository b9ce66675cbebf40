using System.Collections.Immutable;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>One field action.</summary>
/// <param name="Campaign">Its name.</param>
/// <param name="Summary">Its numbers.</param>
/// <param name="Customers">Those who still have something to do first, then by name.</param>
/// <param name="Receipts">Every receipt that names it, by instrument, boot mode and number.</param>
/// <param name="Sticks">Every stick that was made for it, by name.</param>
internal sealed record CampaignStatus(
    string Campaign,
    CampaignSummary Summary,
    ImmutableArray<CustomerStatus> Customers,
    ImmutableArray<ReceiptStatus> Receipts,
    ImmutableArray<StickStatus> Sticks)
{
    /// <summary>When it was closed last; null while it never was.</summary>
    public ClosedStatus? Closed { get; init; }
}

/// <summary>Who closed a field action, and when.</summary>
internal sealed record ClosedStatus(DateTimeOffset At, string By, string Note);

/// <summary>The numbers of a field action (21 CFR 7.53: notified, responded, silent, corrected, accounted for).</summary>
/// <param name="Customers">Customers that have an instrument or were sent a stick.</param>
/// <param name="Silent">Those who are not complete, were sent a stick, and nothing has been heard of since.</param>
/// <param name="Complete">Those with every instrument installed or settled.</param>
/// <param name="Instruments">Instruments expected.</param>
/// <param name="Installed">Instruments with every boot mode done.</param>
/// <param name="Settled">Instruments that are not installed, and for which a decision says why.</param>
/// <param name="HalfPatched">Instruments with one mode done and another not.</param>
/// <param name="Failed">Modes in which it was tried, and is not in place.</param>
/// <param name="DoNotUse">Modes between old and new, or suspected of tampering.</param>
/// <param name="Superseded">Modes in which an earlier bundle is in place than the one that was sent since.</param>
/// <param name="Questioned">Receipts set apart.</param>
internal sealed record CampaignSummary(
    int Customers, int Silent, int Complete, int Instruments, int Installed, int Settled, int HalfPatched, int Failed,
    int DoNotUse, int Superseded, int Questioned)
{
    /// <summary>Counts.</summary>
    public static CampaignSummary Of(ImmutableArray<CustomerStatus> customers, int questioned)
    {
        var instruments = customers.SelectMany(customer => customer.Instruments).ToList();
        return new(
            customers.Length,
            customers.Count(customer => customer.Silent),
            customers.Count(customer => customer.Complete),
            instruments.Count,
            instruments.Count(instrument => instrument.Installed),
            instruments.Count(instrument => instrument is { Installed: false, Settled: true }),
            instruments.Count(instrument => instrument.HalfPatched),
            Modes(ModeState.Failed, ModeState.Refused),
            Modes(ModeState.DoNotUse, ModeState.Compromised),
            Modes(ModeState.Superseded),
            questioned);

        int Modes(params ModeState[] states) =>
            instruments.Sum(instrument => instrument.Modes.Count(mode => states.Contains(mode.State)));
    }
}

/// <summary>One customer in one field action.</summary>
/// <param name="Customer">The support desk's name of it.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Contact">Whom to call there; empty when not known.</param>
/// <param name="Telephone">The number; empty when not known.</param>
/// <param name="Site">The site; empty when not known.</param>
/// <param name="Country">The country; empty when not known.</param>
/// <param name="Complete">Whether every instrument is installed or settled.</param>
/// <param name="Silent">Whether it is not complete, a stick was sent and nothing at all has been heard of since.</param>
/// <param name="Sent">When the first stick was sent; null while none was.</param>
/// <param name="Instruments">In order of serial number.</param>
internal sealed record CustomerStatus(
    string Customer, string Name, string Contact, string Telephone, string Site, string Country, bool Complete, bool Silent,
    DateTimeOffset? Sent, ImmutableArray<InstrumentStatus> Instruments)
{
    /// <summary>Every letter, call and visit, the last one last.</summary>
    public ImmutableArray<ContactStatus> Contacts { get; init; } = [];
}

/// <summary>A letter, a call or a visit.</summary>
/// <param name="At">When it was noted.</param>
/// <param name="Way">How.</param>
/// <param name="With">With whom there; null when nobody was reached.</param>
/// <param name="By">Who of the desk.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Next">When to ask again; null when nobody said.</param>
internal sealed record ContactStatus(
    DateTimeOffset At, ContactWay Way, string? With, string By, string Result, DateOnly? Next);

/// <summary>One instrument in one field action.</summary>
/// <param name="Product">Product.</param>
/// <param name="ProductName">Its name on screens.</param>
/// <param name="Serial">Serial number.</param>
/// <param name="Installed">True only when EVERY boot mode that the bundle has for the product has an accepted receipt that says
/// so.</param>
/// <param name="HalfPatched">True when one mode is done and another is not.</param>
/// <param name="Settled">Whether every boot mode is done, or a decision that holds says why it is not.</param>
/// <param name="Missing">The modes that are not done.</param>
/// <param name="Exceptions">What people have settled about it; what ran out too.</param>
/// <param name="Modes">Every boot mode of the product.</param>
internal sealed record InstrumentStatus(
    string Product,
    string ProductName,
    SerialNumber Serial,
    bool Installed,
    bool HalfPatched,
    bool Settled,
    ImmutableArray<ModeId> Missing,
    ImmutableArray<ExceptionStatus> Exceptions,
    ImmutableArray<ModeStatus> Modes);
