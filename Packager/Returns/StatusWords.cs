using System.Text.Json;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Packager.Returns.Register;
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
    /// What asks for a person: half-patched instruments with the mode that is missing, notes, what people have settled, receipts
    /// that fit nowhere.
    /// </summary>
    public static IEnumerable<string> Remarks(this CampaignStatus campaign)
    {
        foreach (var customer in campaign.Customers.Where(customer => customer.Instruments.IsEmpty))
            yield return $"{customer.Name}: a stick was made, and none of its instruments is this customer's now";
        var instruments = campaign.Customers.SelectMany(customer => customer.Instruments).ToList();
        foreach (var instrument in instruments)
        {
            if (instrument.HalfPatched)
                yield return $"{instrument.Serial}: half patched, " +
                    $"{string.Join(" and ", instrument.Missing.Select(mode => mode.Text))} mode is missing";
            foreach (var exception in instrument.Exceptions)
                yield return $"{instrument.Serial}{(exception.Mode is { } only ? $" {only.Text}" : "")}: {exception.InWords()}";
            foreach (var mode in instrument.Modes.Where(mode => mode.Note.Length > 0))
                yield return $"{instrument.Serial} {mode.Mode.Text}: {mode.Note}";
        }

        var shown = instruments
            .SelectMany(instrument => instrument.Modes.Select(mode => (instrument.Serial, mode.Mode))).ToHashSet();
        foreach (var receipt in campaign.Receipts)
        {
            if (receipt.Standing is Standing.Questioned && !shown.Contains((receipt.Serial, receipt.Mode)))
                yield return $"{receipt.Serial} {receipt.Mode.Text}: questioned: {receipt.Reason}";
            foreach (var note in receipt.Notes.Where(_ => receipt.Standing is Standing.Accepted or Standing.Questioned))
                yield return $"{receipt.Serial} {receipt.Mode.Text}: note: {note}";
        }
    }

    /// <summary>What is in no field action of the report.</summary>
    public static IEnumerable<string> Strays(this LedgerStatus status) =>
        status.Elsewhere.Select(one =>
            $"{one.Serial} {one.Mode.Text}: a receipt of campaign {one.Campaign}, of which no delivery is known: {one.Reason}")
        .Concat(status.Refused.Select(one => $"in quarantine: {one.Place}: {one.Reason}"));

    /// <summary>The numbers in one sentence.</summary>
    public static string Sentence(this CampaignStatus campaign)
    {
        var sum = campaign.Summary;
        return $"{sum.Installed} of {sum.Instruments} instruments complete{Half(campaign)}{Settled(sum)}; "
            + $"{sum.Complete} of {sum.Customers} customers complete, {sum.Silent} silent; modes failed: {sum.Failed}, "
            + $"not to be used: {sum.DoNotUse}, receipts questioned: {sum.Questioned}.";
    }

    /// <summary>Whether some instrument has more than one boot mode, so that it can be half patched.</summary>
    public static bool HasModes(this CampaignStatus campaign) => campaign.Customers
        .SelectMany(customer => customer.Instruments).Any(instrument => instrument.Modes.Length > 1);

    /// <summary>How instruments can stand as a whole: half patched only where one has more than one boot mode.</summary>
    public static IReadOnlyList<string> Overall(this CampaignStatus campaign) =>
        campaign.HasModes() ? ["complete", "half patched", "settled", "open"] : ["complete", "settled", "open"];

    private static string Half(CampaignStatus campaign) =>
        campaign.HasModes() ? $", {campaign.Summary.HalfPatched} half patched" : "";

    private static string Settled(CampaignSummary sum) => sum.Settled == 0 ? "" : $", {sum.Settled} settled without it";

    /// <summary>A decision about an instrument in one line.</summary>
    public static string InWords(this ExceptionStatus exception)
    {
        var until = exception.Until is { } day
            ? $" until {day:yyyy-MM-dd}{(exception.RanOut ? ", which is over: open again" : "")}"
            : "";
        return $"{exception.Kind.Word()}{until}: {exception.Note} ({exception.By}, {exception.At:yyyy-MM-dd})";
    }

    /// <summary>A state in a person's words.</summary>
    public static string Word(this ModeState state) => Kebab(state).Replace('-', ' ');

    /// <summary>A decision's kind in a person's words.</summary>
    public static string Word(this DecisionKind kind) => Kebab(kind).Replace('-', ' ');

    /// <summary>A verdict as it stands in receipts: <c>already-applied</c>.</summary>
    public static string Word(this Verdict verdict) => Kebab(verdict);

    /// <summary>A standing in a person's words.</summary>
    public static string Word(this Standing standing) => Kebab(standing);

    /// <summary>What became of a file, in a person's words.</summary>
    public static string Word(this Arrival arrival) => Kebab(arrival).Replace('-', ' ');

    /// <summary>Why to call, in a person's words.</summary>
    public static string Word(this Urgency urgency) => Kebab(urgency).Replace('-', ' ');

    /// <summary>How somebody was reached, in a person's words.</summary>
    public static string Word(this ContactWay way) => Kebab(way);

    /// <summary>Where a stick is, in a person's words.</summary>
    public static string Word(this StickState state) => Kebab(state).Replace('-', ' ');

    /// <summary>A column of a register in a person's words.</summary>
    public static string Word(this RegisterColumn column) => Kebab(column).Replace('-', ' ');

    private static string Kebab<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
