using PatchKit.Packager.Returns.Decisions;

namespace PatchKit.Packager.Returns.Vex;

/// <summary>What is said of one boot mode of one instrument.</summary>
/// <param name="Product">Its name for people.</param>
/// <param name="Id">Its name in the document.</param>
/// <param name="Serial">The serial number.</param>
/// <param name="Family">The product.</param>
/// <param name="Status">Where it stands: a member of CSAF 2.0, 3.2.3.9 (product_status).</param>
/// <param name="Words">Why it is not affected, or what is to be done about it; empty otherwise.</param>
internal sealed record VexStatement(string Product, string Id, string Serial, string Family, string Status, string Words)
{
    /// <summary>The fix is in place, by a verified receipt.</summary>
    public const string Fixed = "fixed";

    /// <summary>It is not, or nobody knows.</summary>
    public const string Affected = "known_affected";

    /// <summary>A person has settled that it needs nothing.</summary>
    public const string NotAffected = "known_not_affected";

    /// <summary>The evidence is in doubt.</summary>
    public const string Investigated = "under_investigation";

    /// <summary>Every boot mode of an instrument; one that is in use nowhere any more is not spoken of.</summary>
    public static IEnumerable<VexStatement> Of(InstrumentStatus instrument, string campaign)
    {
        foreach (var mode in instrument.Modes)
        {
            var settled = instrument.Exceptions.Where(one => one.Settles(mode)).ToList();
            if (settled.Exists(one => one.Kind is DecisionKind.Scrapped))
                continue;
            var (status, words) = Say(mode, settled, campaign);
            yield return new(
                $"{instrument.ProductName} {instrument.Serial}, boot mode {mode.Mode}", $"{instrument.Serial.Key}:{mode.Mode}",
                instrument.Serial.Text, instrument.ProductName, status, words);
        }
    }

    private static (string Status, string Words) Say(ModeStatus mode, IReadOnlyList<ExceptionStatus> settled, string campaign) =>
        mode.State switch
        {
            ModeState.Done => (Fixed, ""),
            ModeState.Questioned => (Investigated, ""),
            _ when settled.FirstOrDefault(one => one.Kind is DecisionKind.NotAffected) is { } spared =>
                (NotAffected, $"{spared.Note} ({spared.At:yyyy-MM-dd})"),
            ModeState.NotAffected => (Investigated, ""),
            _ when settled.FirstOrDefault(one => one.Kind is DecisionKind.CannotBePatched) is { } kept =>
                (Affected, $"It cannot be patched: {kept.Note} ({kept.At:yyyy-MM-dd})"),
            ModeState.DoNotUse or ModeState.Compromised =>
                (Affected, "Do not use the instrument; call the vendor's support at once."),
            ModeState.Withdrawn =>
                (Affected, "The bundle that is in place was withdrawn: apply the one that the vendor sends in its place."),
            _ => (Affected, $"Apply {campaign} in this boot mode with the stick that the vendor sends, and return its receipt."),
        };
}
