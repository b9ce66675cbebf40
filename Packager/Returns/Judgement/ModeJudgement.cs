using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>Where one boot mode of one instrument stands in one field action.</summary>
/// <param name="mode">The boot mode.</param>
/// <param name="delivery">The newest delivery that expects it, or the newest for its instrument; null when none was made.</param>
/// <param name="expected">What that delivery expects of it; null when it does not.</param>
/// <param name="receipts">Every receipt of it in this field action, in order of the chain.</param>
/// <param name="told">The newest code that was told and that no receipt has borne out; null when there is none.</param>
/// <param name="withdrawn">Bundles that must not be used any more.</param>
/// <param name="counters">The release counter of each bundle that was on a stick: the higher replaces the lower.</param>
internal sealed class ModeJudgement(
    ModeId mode, KnownDelivery? delivery, ExpectedMode? expected, IReadOnlyList<JudgedReceipt> receipts, ToldCode? told,
    IReadOnlySet<Sha256Digest> withdrawn, IReadOnlyDictionary<Sha256Digest, long> counters)
{
    private readonly List<JudgedReceipt> _speaking = [.. receipts.Where(one => one.Speaks)];

    // Of each key the number of its last accepted word on the plan's state.
    private readonly Dictionary<string, long> _told = receipts
        .Where(one => one.Standing is Standing.Accepted && one.Receipt.Verdict.TellsOfState())
        .GroupBy(one => one.Receipt.KeyId).ToDictionary(one => one.Key, one => one.Max(receipt => receipt.Receipt.Sequence));

    /// <summary>
    /// The newest receipt of the bundle, or of one that replaces it, that changed something or found it in place decides; one
    /// that came before anything was looked at decides only when it is all there is. A later word that the plan is not in place
    /// takes "done" away, whichever bundle it speaks of and however it stands itself: what is doubtful is never evidence for, and
    /// always evidence against.
    /// </summary>
    public ModeStatus Status()
    {
        var counting = _speaking.Where(one => one.Standing is Standing.Accepted && IsOfTheBundle(one.Receipt)).ToList();
        var deciding = (counting.LastOrDefault(one => one.Receipt.Verdict.TellsOfState()) ?? counting.LastOrDefault())?.Receipt;
        var against = Against(deciding);
        var state = State(deciding, against);
        var telling = against is not null && state is not ModeState.Done ? against.Receipt : deciding;
        return new(
            mode, state, Note(state, telling, deciding), delivery is not null && expected is not null ? delivery.Stick : "",
            Phases(deciding, state), telling?.Digest, telling?.Finished, told?.Code, told?.At);
    }

    private bool IsOfTheBundle(KeptReceipt receipt) => delivery is not null && expected is not null
        && delivery.Bundles.Any(one => one.Sha256 == receipt.BundleSha256
            || counters.GetValueOrDefault(receipt.BundleSha256) > one.Counter);

    // What speaks against "done" and is not known to have come before what decides: the gravest, then the last.
    private JudgedReceipt? Against(KeptReceipt? deciding) => _speaking
        .Where(one => one.Receipt.Digest != deciding?.Digest && one.Receipt.Verdict.TellsOfState()
            && !one.Receipt.Verdict.MeansInstalled() && !IsOvertaken(one.Receipt))
        .OrderBy(one => Gravity(one.Receipt.Verdict)).LastOrDefault();

    private bool IsOvertaken(KeptReceipt receipt) => _told.GetValueOrDefault(receipt.KeyId) > receipt.Sequence;

    private static int Gravity(Verdict verdict) => verdict switch
    {
        Verdict.Inconsistent => 2,
        Verdict.Compromised => 1,
        _ => 0,
    };

    private ModeState State(KeptReceipt? deciding, JudgedReceipt? against)
    {
        if (against?.Receipt.Verdict is Verdict.Inconsistent or Verdict.Compromised)
            return StateOf(against.Receipt);
        var word = deciding is null ? ModeState.Outstanding : StateOf(deciding);
        if (word is ModeState.DoNotUse or ModeState.Compromised)
            return word;
        if (_speaking.Exists(one => one.Findings.Any(finding => finding.OpensChain)))
            return ModeState.Questioned;
        if (against is not null)
            return against.Standing is Standing.Questioned ? ModeState.Questioned : StateOf(against.Receipt);
        if (InPlace(deciding) is { } bundle && withdrawn.Contains(bundle))
            return ModeState.Withdrawn;
        if (word is ModeState.Done)
            return word;
        if (deciding is null && InPlace(null) is not null)
            word = ModeState.Superseded;
        // A doubtful success asks for a person before anybody is sent to try again.
        return _speaking.Exists(one => one.Standing is Standing.Questioned
            && ((deciding is null && word is not ModeState.Superseded)
                || (one.Receipt.Verdict.MeansInstalled() && !IsOvertaken(one.Receipt))))
            ? ModeState.Questioned
            : word;
    }

    // The bundle that the last accepted word says is in place, of whichever stick.
    private Sha256Digest? InPlace(KeptReceipt? deciding)
    {
        var last = _speaking
            .LastOrDefault(one => one.Standing is Standing.Accepted && one.Receipt.Verdict.TellsOfState())?.Receipt ?? deciding;
        return last?.Verdict.MeansInstalled() == true ? last.BundleSha256 : null;
    }

    private static ModeState StateOf(KeptReceipt receipt) => receipt.Verdict switch
    {
        Verdict.Applied or Verdict.AlreadyApplied or Verdict.Holds => ModeState.Done,
        Verdict.RestartPending => ModeState.Outstanding,
        Verdict.Refused => receipt.RefusalCode == nameof(RefusalCode.NotAffected) ? ModeState.NotAffected : ModeState.Refused,
        Verdict.Declined => ModeState.Declined,
        Verdict.Inconsistent => ModeState.DoNotUse,
        Verdict.Compromised => ModeState.Compromised,
        _ => ModeState.Failed,
    };

    private string Note(ModeState state, KeptReceipt? telling, KeptReceipt? deciding)
    {
        var parts = new List<string>();
        if (delivery is null)
            parts.Add("no stick has been made for it");
        else if (expected is null)
            parts.Add("no delivery expects this mode");
        if (telling is not null && state is not ModeState.Done)
            parts.Add(telling.Refusal.Length == 0
                ? telling.Verdict.Word()
                : $"{telling.Verdict.Word()}: {telling.Refusal}");
        if (state is ModeState.Withdrawn)
            parts.Add("the bundle that is in place was withdrawn");
        else if (state is ModeState.Superseded)
            parts.Add("an earlier bundle is in place than the one on the newest stick");
        parts.AddRange(_speaking.Where(one => one.Standing is Standing.Questioned).Select(one => one.Reason).Distinct()
            .Select(reason => $"questioned: {reason}"));
        if (told is not null && state is not ModeState.Done)
            parts.Add($"told by telephone: {told.Code}");
        return string.Join("; ", parts);
    }

    private ImmutableArray<PhaseStatus> Phases(KeptReceipt? deciding, ModeState state)
    {
        var said = deciding?.Phases ?? [];
        var names = (expected?.Phases ?? []).Concat(said.Select(row => row.Phase)).Distinct();
        // What was undone is not done, whatever the phases of that receipt say; what is done half-way may stand beside an open
        // phase.
        var open = state is ModeState.Done ? ModeState.Outstanding : state;
        var trusted = state is ModeState.Done or ModeState.Outstanding && deciding?.Verdict
            is Verdict.Applied or Verdict.AlreadyApplied or Verdict.Holds or Verdict.RestartPending;
        return [.. names.Select(name =>
            new PhaseStatus(name, trusted && said.Any(row => row.Phase == name && row.Done) ? ModeState.Done : open))];
    }
}
