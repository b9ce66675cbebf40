using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>
/// All that the desk knows, as it came in: what was sent, what came back, what was told, what a person settled. Nothing in it is
/// a judgement, and in which order it arrived stands nowhere but in the order of the decisions.
/// </summary>
/// <param name="Rehearsal">Whether all of it is make-believe.</param>
/// <param name="Customers">Every customer, with the name under which it was entered.</param>
/// <param name="Register">The instruments of the register.</param>
/// <param name="Deliveries">Every delivery.</param>
/// <param name="Receipts">Every well-signed receipt.</param>
/// <param name="Decisions">Every decision, in the order in which they were made.</param>
/// <param name="Withdrawn">Bundles that must not be used any more.</param>
internal sealed record Evidence(
    bool Rehearsal,
    IReadOnlyList<KnownCustomer> Customers,
    IReadOnlyList<RegisteredInstrument> Register,
    IReadOnlyList<KnownDelivery> Deliveries,
    IReadOnlyList<KeptReceipt> Receipts,
    IReadOnlyList<Decision> Decisions,
    IReadOnlySet<Sha256Digest> Withdrawn)
{
    /// <summary>What the desk had at an earlier moment. The register and what is withdrawn are those of today.</summary>
    public Evidence AsOf(DateTimeOffset time) => this with
    {
        Deliveries = [.. Deliveries.Where(one => one.Issued <= time)],
        Receipts = [.. Receipts.Where(one => one.Received <= time)],
        Decisions = [.. Decisions.Where(one => one.At <= time)],
    };
}

/// <summary>A customer as it was entered, with whom to call there; empty when not known.</summary>
internal sealed record KnownCustomer(
    string Customer, string Name, string Contact, string Telephone, string Site = "", string Country = "");

/// <summary>An instrument that the register names.</summary>
/// <param name="Serial">The instrument.</param>
/// <param name="Product">Its product.</param>
/// <param name="Customer">Whose it was when it was entered.</param>
internal sealed record RegisteredInstrument(SerialNumber Serial, string Product, string Customer);

/// <summary>One stick that was made.</summary>
/// <param name="Nonce">What ties receipts to it.</param>
/// <param name="Stick">Its name.</param>
/// <param name="Customer">Whom it was made for.</param>
/// <param name="Campaign">The field action.</param>
/// <param name="Issued">When it was made.</param>
/// <param name="Bundles">The bundle that it carries.</param>
/// <param name="Expected">What it was made for.</param>
/// <param name="Modes">The boot modes that its bundle has for a product, in order: all of them make an instrument
/// complete.</param>
internal sealed record KnownDelivery(
    string Nonce,
    string Stick,
    string Customer,
    string Campaign,
    DateTimeOffset Issued,
    IReadOnlyList<KnownBundle> Bundles,
    IReadOnlyList<ExpectedMode> Expected,
    ILookup<string, ModeId> Modes)
{
    /// <summary>When the first of its stick's files expires; null when the stick was not written whole.</summary>
    public DateTimeOffset? UsableUntil { get; init; }
}

/// <summary>A bundle by name and digest, and its release counter: of one field action the higher replaces the lower.</summary>
internal sealed record KnownBundle(string Bundle, Sha256Digest Sha256, long Counter);

/// <summary>A boot mode that a delivery expects, with the phases of its plan in order.</summary>
internal sealed record ExpectedMode(
    string Product, string ProductName, SerialNumber Serial, ModeId Mode, IReadOnlyList<string> Phases);

/// <summary>A code that was read out on the telephone.</summary>
internal sealed record ToldCode(SerialNumber Serial, ModeId Mode, string Code, DateTimeOffset At);
