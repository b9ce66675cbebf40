using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>What people have settled about single receipts; of two decisions about one, the later holds.</summary>
internal sealed class Settlements
{
    private readonly HashSet<Sha256Digest> _setAside = [];
    private readonly HashSet<Sha256Digest> _past = [];
    private readonly Dictionary<Sha256Digest, long> _accepted = [];

    public Settlements(IReadOnlyList<Decision> decisions)
    {
        foreach (var decision in decisions.Where(one => one.Receipt is not null))
        {
            var receipt = decision.Receipt!.Value;
            _accepted.Remove(receipt);
            _setAside.Remove(receipt);
            _past.Remove(receipt);
            if (decision.Kind is DecisionKind.ReceiptRejected)
            {
                _setAside.Add(receipt);
                continue;
            }

            _accepted[receipt] = decision.Number;
            foreach (var other in decision.Others ?? [])
            {
                _past.Add(other);
                _accepted.Remove(other);
            }
        }
    }

    /// <summary>Whether a person said that it counts for nothing.</summary>
    public bool IsSetAside(Sha256Digest receipt) => _setAside.Contains(receipt);

    /// <summary>Whether it lay there when another chain of its boot mode was accepted in its place.</summary>
    public bool IsPast(Sha256Digest receipt) => _past.Contains(receipt);

    /// <summary>The one of some receipts that was accepted last; null when none was.</summary>
    public KeptReceipt? Accepted(IEnumerable<KeptReceipt> receipts) =>
        receipts.Where(one => _accepted.ContainsKey(one.Digest)).MaxBy(one => _accepted[one.Digest]);
}
