using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>Asks what the ledger's evidence says of everybody.</summary>
internal sealed class StatusQuery(Ledger ledger, TimeProvider clock)
{
    /// <summary>The status of one campaign, or of all; a refusal when the ledger does not know the campaign.</summary>
    public Result<LedgerStatus> Ask(string? campaign = null) => Ask<LedgerStatus>(campaign, (status, _) => status);

    /// <summary>The same, and what is made of it while nothing else is entered.</summary>
    /// <param name="campaign">One campaign; null for all.</param>
    /// <param name="make">Gets the status and the evidence behind it.</param>
    public Result<T> Ask<T>(string? campaign, Func<LedgerStatus, Evidence, Result<T>> make)
        where T : notnull => ledger.Ask<T>(() =>
    {
        var now = clock.GetUtcNow().ToUniversalTime();
        var evidence = new EvidenceReader(ledger).Read();
        var judged = Judge.Of(evidence, now);
        var known = judged.Campaigns.Select(one => one.Campaign).ToList();
        if (campaign is not null && !known.Contains(campaign))
        {
            var names = known.Count == 0 ? "none" : string.Join(", ", known);
            return new Refusal(RefusalCode.InputMissing, ledger.Place,
                $"the ledger has no campaign '{campaign}'; it has {names}");
        }

        return make(LedgerStatus.Of(ledger, now, judged, campaign), evidence);
    });
}
