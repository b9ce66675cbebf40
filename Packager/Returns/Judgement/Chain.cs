using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>What one receipt of a boot mode has to do with the others.</summary>
internal static class Chain
{
    /// <summary>
    /// The receipts that are past when one is accepted: of its boot mode, those of other keys, and those of its own key that went
    /// another way where the chain has forked.
    /// </summary>
    public static IEnumerable<JudgedReceipt> Others(JudgedReceipt accepted, IReadOnlyCollection<JudgedReceipt> all)
    {
        var own = accepted.Receipt;
        var known = all.Select(one => one.Receipt).ToDictionary(one => one.Digest);
        var before = Before(own, known);
        return all.Where(one => one.Speaks && one.Receipt.Digest != own.Digest
            && one.Receipt.Serial == own.Serial && one.Receipt.Mode == own.Mode
            && (one.Receipt.KeyId != own.KeyId
                || (one.Findings.Any(finding => finding.Kind is FindingKind.Forked)
                    && !before.Contains(one.Receipt.Digest) && !Before(one.Receipt, known).Contains(own.Digest))));
    }

    // As far as the files are here.
    private static HashSet<Sha256Digest> Before(
        KeptReceipt receipt, Dictionary<Sha256Digest, KeptReceipt> known)
    {
        var before = new HashSet<Sha256Digest>();
        for (var next = receipt.Previous; next is { } digest && before.Add(digest);)
            next = known.GetValueOrDefault(digest)?.Previous;
        return before;
    }
}
