using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns;

/// <summary>Whom to call, the most urgent first: each customer with work left once, for the gravest of its reasons.</summary>
internal static class CallList
{
    // How long a stick may be on its way back before somebody asks.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromDays(7);

    // How long before a stick expires somebody asks whether it will be used in time.
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(14);

    /// <summary>
    /// The calls of one field action. A customer whose instruments all wait for a day that has not come is not called.
    /// </summary>
    /// <param name="campaign">Where it stands.</param>
    /// <param name="now">Today.</param>
    public static ImmutableArray<Call> Of(CampaignStatus campaign, DateTimeOffset now)
    {
        var receipts = campaign.Receipts.ToDictionary(one => one.Digest);
        var sticks = campaign.Sticks.Where(one => one.IsOut).ToLookup(one => one.Customer);
        return
        [
            .. campaign.Customers.Where(one => !one.Complete)
                .Select(customer => (Customer: customer, Reasons: Reasons(customer)
                    .Concat(sticks[customer.Customer].SelectMany(OfStick)).OrderBy(one => one.Urgency).ToList()))
                .Where(one => one.Reasons.Count > 0)
                .Select(one => (one.Customer, Call: new Call(
                    one.Reasons[0].Urgency, campaign.Campaign, one.Customer.Customer, one.Customer.Name, one.Customer.Contact,
                    one.Customer.Telephone, string.Join("; ", one.Reasons.Select(reason => reason.Text)),
                    one.Customer.Contacts.LastOrDefault(), IsLater(one.Customer, one.Reasons[0].Urgency))))
                .OrderBy(one => one.Call.Later).ThenBy(one => one.Call.Urgency)
                .ThenBy(one => one.Customer.Sent ?? DateTimeOffset.MaxValue)
                .ThenBy(one => one.Customer.Name, StringComparer.Ordinal)
                .Select(one => one.Call),
        ];

        IEnumerable<(Urgency Urgency, string Text)> OfStick(StickStatus stick)
        {
            if (stick.Stale is StaleReason.Withdrawn)
                yield return (Urgency.StickWithdrawn, $"stick {stick.Stick} carries a withdrawn bundle: it must not be used");
            else if (stick.Stale is StaleReason.Superseded)
                yield return (Urgency.StickSuperseded, $"stick {stick.Stick} carries an earlier bundle: use the later stick");
            else if (stick.Stale is StaleReason.Expired)
                yield return (Urgency.StickExpires, $"stick {stick.Stick} has expired: make a new one");
            else if (stick.UsableUntil is { } until && until - SoonExpired < now)
                yield return (Urgency.StickExpires, $"stick {stick.Stick} can be used until {Day(until)}");
        }

        // A date that was agreed is kept, unless something must not wait.
        bool IsLater(CustomerStatus customer, Urgency urgency) => urgency > Urgency.HalfWay
            && customer.Contacts.LastOrDefault()?.Next > DateOnly.FromDateTime(now.UtcDateTime);

        IEnumerable<(Urgency Urgency, string Text)> Reasons(CustomerStatus customer)
        {
            foreach (var instrument in customer.Instruments.Where(one => !one.Settled && !Waits(one)))
            {
                var missing = string.Join(", ", instrument.Missing.Select(mode => mode.Text));
                var urgency = instrument.Modes.Where(mode => mode.State is not ModeState.Done).Min(OfMode);
                if (urgency > Urgency.HalfPatched && instrument.HalfPatched)
                    urgency = Urgency.HalfPatched;
                if (urgency is Urgency.Outstanding)
                    urgency = customer.Silent ? Urgency.Silent
                        : customer.Sent is null ? Urgency.NotSent
                        : Urgency.Outstanding;
                var since = customer.Sent is { } sent && urgency is Urgency.Silent ? $" since {Day(sent)}" : "";
                yield return (urgency, $"{instrument.Serial} ({missing}): {urgency.Word()}{since}");
            }
        }

        Urgency OfMode(ModeStatus mode) => mode.State switch
        {
            ModeState.DoNotUse or ModeState.Compromised => Urgency.DoNotUse,
            _ when mode.Receipt is { } digest && receipts[digest].Verdict is Verdict.RestartPending => Urgency.HalfWay,
            ModeState.Questioned => Urgency.Questioned,
            ModeState.Withdrawn => Urgency.Withdrawn,
            ModeState.Failed or ModeState.Refused or ModeState.Declined => Urgency.Failed,
            ModeState.Superseded => Urgency.Superseded,
            ModeState.NotAffected => Urgency.ToBeConfirmed,
            _ when mode.Told is not null => mode.ToldAt + OnItsWay < now ? Urgency.StickOverdue : Urgency.OnItsWay,
            _ => Urgency.Outstanding,
        };
    }

    // What must not be used is called about, whatever the site wishes.
    private static bool Waits(InstrumentStatus instrument) =>
        instrument.Exceptions.Any(one => one is { Kind: DecisionKind.Declined, RanOut: false, Mode: null })
        && !instrument.Modes.Any(mode => mode.State is ModeState.DoNotUse or ModeState.Compromised);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>One call.</summary>
/// <param name="Urgency">The gravest reason.</param>
/// <param name="Campaign">The field action.</param>
/// <param name="Customer">The support desk's name of the customer.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Contact">Whom to call; empty when not known.</param>
/// <param name="Telephone">The number; empty when not known.</param>
/// <param name="Why">Each instrument with what is missing and why, the gravest first.</param>
/// <param name="Last">The last letter, call or visit; null when there was none.</param>
/// <param name="Later">Whether a day was agreed that has not come.</param>
internal sealed record Call(
    Urgency Urgency, string Campaign, string Customer, string Name, string Contact, string Telephone, string Why,
    ContactStatus? Last, bool Later)
{
    /// <summary>The last attempt and the next date in one line.</summary>
    [JsonIgnore]
    public string LastInWords => Last is null ? "not contacted yet" : string.Create(CultureInfo.InvariantCulture,
        $"last {Last.Way.Word()} {Last.At:yyyy-MM-dd} by {Last.By}{(Last.With is { } with ? $" with {with}" : "")}: " +
        $"{Last.Result}{(Last.Next is { } next ? $"; next {next:yyyy-MM-dd}" : "")}");

    /// <summary>The person and the number, in brackets; empty when neither is known.</summary>
    [JsonIgnore]
    public string Whom => (Contact + Telephone).Length == 0 ? "" : $" ({$"{Contact} {Telephone}".Trim()})";
}

/// <summary>Why to call, the most urgent first.</summary>
[JsonConverter(typeof(StrictEnumConverter<Urgency>))]
internal enum Urgency
{
    /// <summary>An instrument must not be used.</summary>
    DoNotUse,

    /// <summary>A restart is awaited: it is between old and new.</summary>
    HalfWay,

    /// <summary>A receipt is altered or contradicts something.</summary>
    Questioned,

    /// <summary>A withdrawn bundle is in place.</summary>
    Withdrawn,

    /// <summary>A stick with a withdrawn bundle is out there.</summary>
    StickWithdrawn,

    /// <summary>One boot mode is done and another is not.</summary>
    HalfPatched,

    /// <summary>It was told that it is done, and the stick has not come.</summary>
    StickOverdue,

    /// <summary>It was tried, and is not in place.</summary>
    Failed,

    /// <summary>An earlier bundle is in place than the one that was sent since.</summary>
    Superseded,

    /// <summary>A stick with an earlier bundle than the newest is out there.</summary>
    StickSuperseded,

    /// <summary>A stick that is out there expires soon, or has expired.</summary>
    StickExpires,

    /// <summary>A stick was sent, and nothing was heard since.</summary>
    Silent,

    /// <summary>The instrument says that it needs nothing.</summary>
    ToBeConfirmed,

    /// <summary>Something was heard, and not all is done.</summary>
    Outstanding,

    /// <summary>No stick was marked as sent.</summary>
    NotSent,

    /// <summary>It was told that it is done, and the stick is on its way.</summary>
    OnItsWay,
}
