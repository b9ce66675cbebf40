namespace PatchKit.Shared.Media;

/// <summary>Time = the later of the clock and the highest signed time seen.</summary>
/// <param name="Clock">The system clock, UTC.</param>
/// <param name="Floor">The highest signed time seen.</param>
public sealed record TrustedTime(DateTimeOffset Clock, DateTimeOffset Floor)
{
    /// <summary>
    /// The longest life of a delivery. A delivery's own date comes from one desk's clock and one key: it is believed no further
    /// than this past what is known otherwise, so that neither a wrong clock nor a stolen key shuts an instrument out for longer.
    /// </summary>
    public static TimeSpan LongestDelivery { get; } = TimeSpan.FromDays(180);

    /// <summary>The time against which expiry is checked.</summary>
    public DateTimeOffset Now => Clock > Floor ? Clock : Floor;

    /// <summary>Whether the clock is behind what has been signed.</summary>
    public bool IsBehind => Clock < Floor;

    /// <summary>Weighs what is known of the time.</summary>
    /// <param name="clock">The system clock, UTC.</param>
    /// <param name="vouched">The latest date that takes two people's word: the build, root, targets, bundles.</param>
    /// <param name="seen">The signed times seen that still stand.</param>
    public static TrustedTime Of(DateTimeOffset clock, DateTimeOffset vouched, IEnumerable<SeenTime> seen)
    {
        var floor = seen.Select(one => one.Time).Append(DateTimeOffset.UnixEpoch).Max();
        var highest = Latest(clock, vouched, seen) + LongestDelivery;
        return new(clock, floor < highest ? floor : highest);
    }

    /// <summary>The latest date that is known without a delivery's word.</summary>
    public static DateTimeOffset Latest(DateTimeOffset clock, DateTimeOffset vouched, IEnumerable<SeenTime> seen) =>
        seen.Where(one => one.Role == RoleRules.Bundles).Select(one => one.Time).Append(clock).Append(vouched).Max();
}
