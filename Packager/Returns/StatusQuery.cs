using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>Asks what the ledger's evidence says of everybody.</summary>
internal sealed class StatusQuery(Ledger ledger, TimeProvider clock)
{
    /// <summary>The status of one campaign, or of all; a refusal when the ledger does not know the campaign.</summary>
    public Result<LedgerStatus> Ask(string? campaign = null) => ledger.Transact<LedgerStatus>(() =>
    {
        var now = clock.GetUtcNow().ToUniversalTime();
        var judged = Judge.Of(new EvidenceReader(ledger).Read(), now);
        var known = judged.Campaigns.Select(one => one.Campaign).ToList();
        if (campaign is not null && !known.Contains(campaign))
        {
            var names = known.Count == 0 ? "none" : string.Join(", ", known);
            return new Refusal(RefusalCode.InputMissing, ledger.Place,
                $"the ledger has no campaign '{campaign}'; it has {names}");
        }

        return LedgerStatus.Of(ledger, now, judged, campaign);
    });
}
