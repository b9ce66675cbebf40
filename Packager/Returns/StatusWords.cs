using System.Text.Json;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns;

/// <summary>The sentences about a status that table and HTML report share.</summary>
internal static class StatusWords
{
    /// <summary>Every phase that some mode has, in the order in which plans have them.</summary>
    public static IReadOnlyList<string> PhaseNames(this CampaignStatus campaign) =>
        [.. campaign.Customers.SelectMany(customer => customer.Instruments)
            .SelectMany(instrument => instrument.Modes).SelectMany(mode => mode.Phases).Select(phase => phase.Phase).Distinct()];

    /// <summary>
    /// What asks for a person: half-patched instruments with the mode that is missing, notes, receipts that fit nowhere.
    /// </summary>
    public static IEnumerable<string> Remarks(this CampaignStatus campaign)
    {
        foreach (var instrument in campaign.Customers.SelectMany(customer => customer.Instruments))
        {
            if (instrument.HalfPatched)
                yield return $"{instrument.Serial}: half patched, " +
                    $"{string.Join(" and ", instrument.Missing.Select(mode => mode.Text))} mode is missing";
            foreach (var mode in instrument.Modes.Where(mode => mode.Note.Length > 0))
                yield return $"{instrument.Serial} {mode.Mode.Text}: {mode.Note}";
        }

        var shown = campaign.Customers.SelectMany(customer => customer.Instruments).Select(instrument => instrument.Serial)
            .ToHashSet();
        foreach (var receipt in campaign.Receipts.Where(receipt =>
            receipt.Standing is Standing.Questioned && !shown.Contains(receipt.Serial)))
            yield return $"{receipt.Serial} {receipt.Mode.Text}: questioned: {receipt.Reason}";
    }

    /// <summary>The numbers in one sentence.</summary>
    public static string Sentence(this CampaignStatus campaign)
    {
        var sum = campaign.Summary;
        return $"{sum.Installed} of {sum.Instruments} instruments complete{Half(campaign)}; "
            + $"{sum.Complete} of {sum.Customers} customers complete, {sum.Silent} silent; modes failed: {sum.Failed}, " +
                $"receipts questioned: {sum.Questioned}.";
    }

    /// <summary>Whether some instrument has more than one boot mode, so that it can be half patched.</summary>
    public static bool HasModes(this CampaignStatus campaign) => campaign.Customers
        .SelectMany(customer => customer.Instruments).Any(instrument => instrument.Modes.Length > 1);

    private static string Half(CampaignStatus campaign) =>
        campaign.HasModes() ? $", {campaign.Summary.HalfPatched} half patched" : "";

    /// <summary>A state in a person's words.</summary>
    public static string Word(this ModeState state) => state switch
    {
        ModeState.Done => "done",
        ModeState.Outstanding => "outstanding",
        ModeState.Failed => "failed",
        ModeState.Questioned => "questioned",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "a state without a word"),
    };

    /// <summary>A verdict as it stands in receipts: <c>already-applied</c>.</summary>
    public static string Word(this Verdict verdict) => JsonNamingPolicy.KebabCaseLower.ConvertName(verdict.ToString());

    /// <summary>A standing in a person's words.</summary>
    public static string Word(this Standing standing) => JsonNamingPolicy.KebabCaseLower.ConvertName(standing.ToString());
}
