using System.Collections.Immutable;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>Where one boot mode of one instrument stands, judged by its receipts.</summary>
internal static class ModeJudgement
{
    /// <summary>
    /// The newest accepted receipt that changed something or found it in place decides; a refusal changed nothing, so it decides
    /// only when it is all there is. Receipts of a bundle that the newest delivery does not carry do not count.
    /// </summary>
    /// <param name="expected">The newest delivery's row; null when no delivery expects this mode.</param>
    /// <param name="serial">The instrument.</param>
    /// <param name="mode">The boot mode.</param>
    /// <param name="facts">The campaign's rows.</param>
    public static ModeStatus Of(ExpectedRow? expected, SerialNumber serial, ModeId mode, CampaignFacts facts)
    {
        var told = facts.Told[(serial, mode)].FirstOrDefault();
        if (expected is null)
            return new(mode, ModeState.Outstanding, "no delivery expects this mode", "", [], null, null, told);

        var all = facts.Receipts[(serial, mode)].ToList();
        var accepted = all.Where(row => row.Standing is Standing.Accepted).ToList();
        var counting = accepted.Where(row => facts.Bundles[expected.Nonce].Contains(row.BundleSha256)).ToList();
        var deciding = counting.LastOrDefault(row => row.Verdict.TellsOfState())
            ?? counting.LastOrDefault();
        var questioned = all.LastOrDefault(row => row.Standing is Standing.Questioned);

        var state = State(deciding, questioned);
        var note = Note(state, deciding, questioned, earlierBundle: accepted.Count > counting.Count, told);
        return new(
            mode, state, note, expected.Stick, Phases(expected, deciding, state, facts),
            deciding?.Digest, deciding?.Finished, told);
    }

    private static ModeState State(KeptReceipt? deciding, KeptReceipt? questioned)
    {
        ModeState? word = deciding is null ? null : deciding.Verdict switch
        {
            Verdict.Applied or Verdict.AlreadyApplied or Verdict.Holds => ModeState.Done,
            Verdict.RestartPending => ModeState.Outstanding,
            _ => ModeState.Failed,
        };
        if (word is ModeState.Done)
            return ModeState.Done;
        // A doubtful success asks for a person before anybody is sent to try again.
        return questioned is not null && (deciding is null || questioned.Verdict.MeansInstalled())
            ? ModeState.Questioned
            : word ?? ModeState.Outstanding;
    }

    private static string Note(ModeState state, KeptReceipt? deciding, KeptReceipt? questioned, bool earlierBundle, string? told)
    {
        var parts = new List<string>();
        if (deciding is not null && state is not ModeState.Done)
            parts.Add(deciding.Refusal.Length == 0
                ? deciding.Verdict.Word()
                : $"{deciding.Verdict.Word()}: {deciding.Refusal}");
        if (deciding is null && earlierBundle)
            parts.Add("done with another bundle than the one on the newest stick");
        if (questioned is not null)
            parts.Add($"questioned: {questioned.Reason}");
        if (told is not null && state is not ModeState.Done)
            parts.Add($"told by telephone: {told}");
        return string.Join("; ", parts);
    }

    private static ImmutableArray<PhaseStatus> Phases(ExpectedRow expected, KeptReceipt? deciding, ModeState state,
        CampaignFacts facts)
    {
        var said = deciding is null ? [] : facts.ReceiptPhases[deciding.Digest].ToList();
        var names = facts.Phases[(expected.Nonce, expected.Serial, expected.Mode)].Concat(said.Select(row => row.Phase))
            .Distinct();
        // What was undone is not done, whatever the phases of that receipt say; what is done half-way may stand beside an open
        // phase.
        var open = state is ModeState.Done ? ModeState.Outstanding : state;
        var trusted = deciding is not null && deciding.Verdict
            is Verdict.Applied or Verdict.AlreadyApplied or Verdict.Holds or Verdict.RestartPending;
        return [.. names.Select(name =>
            new PhaseStatus(name, trusted && said.Any(row => row.Phase == name && row.Done != 0) ? ModeState.Done : open))];
    }
}
