using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Instruments;

/// <summary>What a probe saw.</summary>
/// <param name="Holds">Whether it is as asked. What cannot be read does not hold.</param>
/// <param name="Seen">What was seen, in plain English, for log and screen; the same text for the same state.</param>
internal sealed record ProbeAnswer(bool Holds, string Seen)
{
    /// <summary>The same in a receipt's words, before the allow-list: it may hold names that were found on the machine.</summary>
    [JsonIgnore]
    public ImmutableArray<Observation> Observed { get; init; } = [];

    /// <summary>Whether something could not be read, so that the answer says nothing of the state.</summary>
    [JsonIgnore]
    public bool IsUnread => !Holds && Observed.Any(one => one is UnreadableObservation);

    /// <summary>Whether it was read, and is not so.</summary>
    public bool IsDenied => !Holds && !IsUnread;

    /// <summary>
    /// Whether it is a yes because nobody listens on a port where others could reach it, which may change in a moment: a service
    /// whose own process was seen to listen has said where it does.
    /// </summary>
    [JsonIgnore]
    public bool RestsOnSilence =>
        Holds && Observed.Any(one => one is ListenerObservation { Reachable: 0, Service: null });

    /// <summary>What could not be read.</summary>
    public static ProbeAnswer Unread(string subject, Exception fault) =>
        Of(false, $"could not be read: {fault.Message}", new UnreadableObservation(subject));

    /// <summary>An answer about one thing.</summary>
    public static ProbeAnswer Of(bool holds, string seen, Observation observed) => new(holds, seen) { Observed = [observed] };

    /// <summary>Equal when the same was seen.</summary>
    public bool Equals(ProbeAnswer? other) => other is not null && Holds == other.Holds && Seen == other.Seen;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Holds, Seen);
}
