using System.Globalization;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// What has to hold between delivery, bundle and dates of a stick, one rule a method: each gives the refusal, or null.
/// <see cref="StickCheck"/> asks them in its order; the support desk asks the same ones before it signs anything.
/// </summary>
public static class StickRules
{
    // No stick lives longer, so a clock this far past an expiry is wrong, or the stick has lain for a year and more.
    private static readonly TimeSpan Absurd = TimeSpan.FromDays(365);

    /// <summary>Nobody has signed a delivery for the name that the marker claims.</summary>
    public static Refusal Marker(StickId stick) => TrustRefusals.TargetUnknown(StickLayout.Marker.Text,
        $"it calls this stick {stick}, and no delivery of that name is signed");

    /// <summary>The delivery is this stick's, and its nonce was never another stick's.</summary>
    public static Refusal? Delivery(Delivery delivery, StickId stick, StickMemory memory)
    {
        var path = StickLayout.Delivery(stick);
        if (delivery.Stick != stick)
            return Misaddressed(path, $"the delivery is for stick {delivery.Stick}, and this one is {stick}", delivery.Stick);
        return memory.Deliveries.TryGetValue(delivery.Nonce, out var other) && other != delivery.Stick
            ? Misaddressed(path, $"the delivery's nonce was seen before, on stick {other}", other)
            : null;
    }

    /// <summary>
    /// A signed time lies before the first expiry of what vouches for it: a later one cannot be true, and would be a floor that
    /// shuts every later stick out.
    /// </summary>
    /// <param name="expiries">Role and expiry of everything that vouches for it.</param>
    /// <param name="said">When the delivery was issued, or the campaign released.</param>
    public static Refusal? SignedTime(IEnumerable<(string Role, DateTimeOffset Expires)> expiries, DateTimeOffset said)
    {
        var (role, expires) = expiries.MinBy(one => one.Expires);
        return said < expires
            ? null
            : new Refusal(RefusalCode.Expired, role,
                $"it expires at {Text(expires)}, and the stick holds a signed time of {Text(said)}")
                .With(expires, said);
    }

    /// <summary>
    /// The delivery was not issued longer after everything else that is known than a delivery lives: it cannot be true, or the
    /// instrument's clock is far behind, and nothing of it is remembered.
    /// </summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="latest">The latest date that is known without its word.</param>
    public static Refusal? Issued(Delivery delivery, DateTimeOffset latest) =>
        delivery.Issued <= latest + TrustedTime.LongestDelivery
            ? null
            : new Refusal(RefusalCode.DateImplausible, StickLayout.Delivery(delivery.Stick).Text,
                $"it says that it was made on {Text(delivery.Issued)}, and the latest date known otherwise is {Text(latest)}")
                .With(delivery.Issued, latest);

    /// <summary>Nothing of it has expired at a time.</summary>
    /// <param name="expiries">Role and expiry of everything that vouches for the stick.</param>
    /// <param name="now">The time.</param>
    public static Refusal? Current(IEnumerable<(string Role, DateTimeOffset Expires)> expiries, DateTimeOffset now) =>
        expiries.FirstOrDefault(one => one.Expires <= now) is { Role: { } role, Expires: var expires }
            ? TrustRefusals.Expired(role, expires, now)
            : null;

    /// <summary>The bundle stands on no signed list of withdrawn ones, this stick's or an earlier one's.</summary>
    public static Refusal? Withdrawn(DeliveredBundle bundle, WithdrawnList list, StickMemory memory) =>
        list.Withdrawn.Any(one => one.Sha256 == bundle.Sha256) || memory.Withdrawn.Contains(bundle.Sha256.Hex)
            ? new Refusal(RefusalCode.Withdrawn, bundle.Bundle.Text, "the bundle stands on the signed list of withdrawn ones")
            : null;

    /// <summary>The delivery names the very bundle that is signed under this name.</summary>
    public static Refusal? Listing(DeliveredBundle bundle, TargetFile listed)
    {
        var path = StickLayout.Bundle(bundle.Bundle).Text;
        return listed.Hashes.GetValueOrDefault("sha256") == bundle.Sha256.Hex
            ? null
            : new Refusal(RefusalCode.FileAltered, path, "the delivery names another bundle than the signed one of this name");
    }

    /// <summary>The bundle calls itself as the delivery does, and is of its campaign.</summary>
    public static Refusal? Name(BundleManifest manifest, Delivery delivery)
    {
        var bundle = delivery.Bundles[0].Bundle;
        return manifest.Bundle == bundle && manifest.Campaign == delivery.Campaign
            ? null
            : new Refusal(RefusalCode.FileAltered, bundle.Text,
                $"the bundle calls itself {manifest.Bundle} of {manifest.Campaign}; the delivery names {bundle} of " +
                $"{delivery.Campaign}");
    }

    /// <summary>
    /// The bundle has a plan for every instrument in every mode that the delivery names, and texts in its languages.
    /// </summary>
    public static Refusal? Addresses(BundleManifest manifest, Delivery delivery)
    {
        foreach (var instrument in delivery.Instruments)
        {
            var here = $"{instrument.Product} {instrument.Serial}";
            if (manifest.Products.FirstOrDefault(one => one.Product == instrument.Product) is not { } product)
                return new Refusal(RefusalCode.NotForThisInstrument, here,
                    $"the bundle has no plan for product '{instrument.Product}'; it has " +
                    string.Join(", ", manifest.Products.Select(one => one.Product.Text)));
            foreach (var mode in instrument.Modes)
            {
                if (product.Modes.FirstOrDefault(one => one.Mode == mode) is not { Phases.IsEmpty: false })
                    return new Refusal(RefusalCode.NotForThisMode, here,
                        $"the bundle has no plan for {mode.Text} mode of product '{instrument.Product}'; it has " +
                        string.Join(", ", product.Modes.Select(one => one.Mode.Text)));
            }
        }

        return delivery.Languages.FirstOrDefault(language => !manifest.Languages.Contains(language)) is { } silent
            ? new Refusal(RefusalCode.FormatInvalid, StickLayout.Delivery(delivery.Stick).Text,
                $"$.languages: the bundle has no texts in '{silent}'; it has {string.Join(", ", manifest.Languages)}")
            : null;
    }

    /// <summary>
    /// Asks after a clock that is far ahead instead of blaming a stick that it calls expired; else the refusal itself.
    /// </summary>
    public static Refusal Clock(Refusal refusal, DateTimeOffset clock) =>
        refusal is { Code: RefusalCode.Expired, Facts: [Fact.Moment { Time: var date }, ..] } && clock - date > Absurd
            ? new Refusal(RefusalCode.ClockAhead, "",
                $"the clock says {Text(clock)}, more than a year after the stick was over ({Text(date)})")
                .With(clock, date)
            : refusal;

    private static Refusal Misaddressed(MediaPath path, string reason, StickId other) =>
        new Refusal(RefusalCode.FileAltered, path.Text, reason).With(other.Text);

    private static string Text(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}
