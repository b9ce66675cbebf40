using System.Collections.Immutable;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>Where the sticks of a field action are, and which of them are not the ones to use any more.</summary>
internal sealed class StickJudgement
{
    private readonly Dictionary<string, DateTimeOffset> _sent;
    private readonly HashSet<string> _returned;
    private readonly HashSet<string> _cancelled;
    private readonly HashSet<string> _used;
    private readonly IReadOnlySet<Sha256Digest> _withdrawn;
    private readonly DateTimeOffset _now;

    public StickJudgement(Evidence evidence, DateTimeOffset now)
    {
        var noted = evidence.Decisions
            .SelectMany(one => (one.Nonces ?? []).Select(nonce => (one.Kind, Nonce: nonce, one.At))).ToLookup(one => one.Kind);
        _sent = noted[DecisionKind.StickSent].GroupBy(one => one.Nonce)
            .ToDictionary(one => one.Key, one => one.Min(sent => sent.At));
        _returned = [.. noted[DecisionKind.StickReturned].Select(one => one.Nonce)];
        _cancelled = [.. noted[DecisionKind.OrderCancelled].Select(one => one.Nonce)];
        _used = [.. evidence.Receipts.Select(one => one.Nonce)];
        _withdrawn = evidence.Withdrawn;
        _now = now;
    }

    /// <summary>Whether a stick is not awaited any more.</summary>
    public bool IsCancelled(string nonce) => _cancelled.Contains(nonce);

    /// <summary>When a stick was sent first; null when nobody said so.</summary>
    public DateTimeOffset? Sent(string nonce) => _sent.TryGetValue(nonce, out var at) ? at : null;

    /// <summary>The sticks of one field action, by name.</summary>
    /// <param name="deliveries">All of its deliveries.</param>
    public ImmutableArray<StickStatus> Of(IReadOnlyCollection<KnownDelivery> deliveries)
    {
        var newest = deliveries.Where(one => !IsCancelled(one.Nonce)).SelectMany(one => one.Bundles)
            .Select(one => one.Counter).DefaultIfEmpty().Max();
        return
        [
            .. deliveries.OrderBy(one => one.Stick, StringComparer.Ordinal).ThenBy(one => one.Nonce, StringComparer.Ordinal)
                .Select(one => new StickStatus(one.Stick, one.Customer, string.Join(", ", one.Bundles.Select(b => b.Bundle)),
                    State(one.Nonce), Stale(one, newest), one.Issued, Sent(one.Nonce), one.UsableUntil)),
        ];
    }

    private StickState State(string nonce) => IsCancelled(nonce) ? StickState.Cancelled
        : _returned.Contains(nonce) ? StickState.Returned
        : _used.Contains(nonce) ? StickState.Used
        : _sent.ContainsKey(nonce) ? StickState.OnItsWay
        : StickState.Made;

    private StaleReason? Stale(KnownDelivery delivery, long newest) =>
        delivery.Bundles.Any(one => _withdrawn.Contains(one.Sha256)) ? StaleReason.Withdrawn
        : delivery.Bundles.Any(one => one.Counter < newest) ? StaleReason.Superseded
        : delivery.UsableUntil <= _now ? StaleReason.Expired
        : null;
}
