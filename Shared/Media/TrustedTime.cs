namespace PatchKit.Shared.Media;

/// <summary>Time = the later of the clock and the highest signed time seen.</summary>
/// <param name="Clock">The system clock, UTC.</param>
/// <param name="Floor">The highest signed time seen.</param>
public sealed record TrustedTime(DateTimeOffset Clock, DateTimeOffset Floor)
{
    /// <summary>The time against which expiry is checked.</summary>
    public DateTimeOffset Now => Clock > Floor ? Clock : Floor;

    /// <summary>Whether the clock is behind what has been signed.</summary>
    public bool IsBehind => Clock < Floor;
}
