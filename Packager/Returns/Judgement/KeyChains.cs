using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>
/// Whose receipts are whose: a boot mode has one key, a key has one boot mode, and each receipt follows the one before it. Where
/// that does not hold, arrival decides nothing; all that could be meant stands apart until a person settles it.
/// </summary>
internal sealed class KeyChains
{
    private readonly Dictionary<Sha256Digest, Finding> _found = [];
    private readonly Dictionary<Sha256Digest, Finding> _notes = [];
    private readonly Dictionary<Sha256Digest, KeptReceipt> _known;

    /// <param name="receipts">Every receipt that has a say.</param>
    /// <param name="all">Every receipt, for what one says of the one before it.</param>
    /// <param name="settled">What people have settled.</param>
    public KeyChains(IReadOnlyCollection<KeptReceipt> receipts, IEnumerable<KeptReceipt> all, Settlements settled)
    {
        _known = all.ToDictionary(one => one.Digest);
        var modes = receipts.GroupBy(one => (one.Serial, one.Mode)).ToList();
        var accepted = modes.ToDictionary(mode => mode.Key, mode => settled.Accepted(mode)?.KeyId);
        foreach (var mode in modes)
        {
            Keys(mode, accepted[mode.Key]);
            foreach (var chain in mode.GroupBy(one => one.KeyId))
                Chain([.. chain.OrderBy(one => one.Sequence).ThenBy(one => one.Digest.Hex, StringComparer.Ordinal)]);
        }

        foreach (var key in receipts.GroupBy(one => one.KeyId))
            Owners([.. key], accepted);
    }

    /// <summary>Why a receipt's chain is in doubt; null when it is not.</summary>
    public Finding? Doubt(Sha256Digest receipt) => _found.GetValueOrDefault(receipt);

    /// <summary>What is missing before a receipt; null when nothing is.</summary>
    public Finding? Note(Sha256Digest receipt) => _notes.GetValueOrDefault(receipt);

    private void Keys(IEnumerable<KeptReceipt> mode, string? accepted)
    {
        var keys = mode.GroupBy(one => one.KeyId).OrderBy(key => key.Key, StringComparer.Ordinal).ToList();
        if (keys.Count < 2)
            return;
        var names = string.Join(" and ", keys.Select(key => $"{key.Key[..16]}..."));
        foreach (var receipt in keys.Where(key => key.Key != accepted).SelectMany(key => key))
            Say(receipt, FindingKind.ChangedKey, accepted is null
                ? $"the key of {receipt.Serial} {receipt.Mode.Text} has changed: there are receipts of {names}"
                : $"the key of {receipt.Serial} {receipt.Mode.Text} is {accepted[..16]}..., and this one is of " +
                    $"{receipt.KeyId[..16]}...");
    }

    private void Owners(List<KeptReceipt> key, Dictionary<(SerialNumber Serial, ModeId Mode), string?> accepted)
    {
        var owners = key.Select(one => (one.Serial, one.Mode)).Distinct()
            .OrderBy(one => one.Serial.Key, StringComparer.Ordinal).ThenBy(one => one.Mode.Text, StringComparer.Ordinal).ToList();
        if (owners.Count < 2)
            return;
        foreach (var receipt in key.Where(one => accepted[(one.Serial, one.Mode)] != one.KeyId))
        {
            var others = owners.Where(one => one != (receipt.Serial, receipt.Mode))
                .Select(one => $"{one.Serial.Key} {one.Mode.Text}");
            Say(receipt, FindingKind.SharedKey, $"its key is that of {string.Join(" and ", others)}");
        }
    }

    // In order of the numbers. Two follow one another when the later names the earlier, or one between that is not here.
    private void Chain(IReadOnlyList<KeptReceipt> chain)
    {
        if (chain[0] is { Sequence: > 1 } first)
            _notes[first.Digest] = new(FindingKind.BeginsLate,
                $"{first.Serial} {first.Mode.Text} begins at number {first.Sequence}: no earlier receipt is here");
        for (var i = 1; i < chain.Count; i++)
        {
            var (before, receipt) = (chain[i - 1], chain[i]);
            if (receipt.Previous == before.Digest)
                continue;
            if (receipt.Sequence == before.Sequence || NamesAnother(receipt, before))
            {
                var from = before.Sequence;
                foreach (var one in chain.Where(one => one.Sequence >= from))
                    Say(one, FindingKind.Forked, receipt.Sequence == from
                        ? $"two receipts of {one.Serial} {one.Mode.Text} have the number {from}"
                        : $"number {receipt.Sequence} of {one.Serial} {one.Mode.Text} does not follow number {from}");
                return;
            }

            _notes[receipt.Digest] = new(FindingKind.Gap, $"the receipt before number {receipt.Sequence} is not here");
        }
    }

    // One that is not here may have come in between, if there is a number for it. One that names nothing says nothing.
    private bool NamesAnother(KeptReceipt receipt, KeptReceipt before) =>
        receipt.Previous is { } previous && (_known.ContainsKey(previous) || receipt.Sequence == before.Sequence + 1);

    // Of several the first that is looked for: keys, then the chain, then the owners.
    private void Say(KeptReceipt receipt, FindingKind kind, string text) => _found.TryAdd(receipt.Digest, new(kind, text));
}
