using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// Plays faults on one instrument in one boot mode, by the real Applier. After each the instrument has to come to its end by
/// starting again: while it was applied, new, and then old by a rollback; while it was put back, old. Success is never said of
/// anything else.
/// </summary>
/// <param name="applier">Starts the Applier.</param>
/// <param name="slot">Instrument and stick.</param>
/// <param name="mode">The boot mode.</param>
/// <param name="name">What a person calls it.</param>
internal sealed class ProofTrial(RehearsedApplier applier, ProofSlot slot, ModeId mode, string name)
{
    /// <summary>The name under which the slot keeps how it stood at first.</summary>
    public const string Untouched = "untouched";

    private const string Applied = "applied";
    private const string Apply = "apply";
    private const string Rollback = "rollback";

    // After a lie or a full disk an undo may have to come first; after a power cut one start goes on to the end.
    private const int MostStarts = 4;

    // A campaign that fails in each of a thousand ways is told of some.
    private const int MostFindings = 20;

    private readonly List<AuthoredMistake> _findings = [];
    private InstrumentTree? _old;
    private InstrumentTree? _new;

    /// <summary>What was found.</summary>
    public IReadOnlyList<AuthoredMistake> Findings => _findings;

    /// <summary>Applies and puts back once without a fault.</summary>
    /// <returns>How many records each writes; a refusal when the Applier cannot be started.</returns>
    public async Task<Result<(int Applying, int Undoing)>> Measure()
    {
        _old = slot.Tree;
        if (!(await Start(Apply).ConfigureAwait(false)).TryGet(out var applied, out var refusal))
            return refusal;
        var applying = slot.Records;
        _new = slot.Tree;
        slot.Keep(Applied);
        if (!(await Start(Rollback).ConfigureAwait(false)).TryGet(out var undone, out refusal))
            return refusal;
        if (applied.ExitCode != ExitCodes.Done || undone.ExitCode != ExitCodes.Done || !IsOld)
            Found("without a fault", applied.ExitCode != ExitCodes.Done ? applied : undone, "it is not put back");
        return (applying, slot.Records - applying);
    }

    /// <summary>Plays one fault, and sees that all comes to its end afterwards.</summary>
    /// <returns>Whether it was met: a call that the machine was never asked for cannot lie.</returns>
    public async Task<Result<bool>> Play(ProofFault fault)
    {
        if (_findings.Count >= MostFindings)
            return false;
        slot.PutBack(fault.Undoing ? Applied : Untouched);
        var command = fault.Undoing ? Rollback : Apply;
        var met = fault switch
        {
            FaultAtRecord at => await Start(command, "--fault", at.Switch).ConfigureAwait(false),
            LyingCall lie => await slot.Lying(lie.Call, () => Start(command)).ConfigureAwait(false),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "a fault that nobody plays"),
        };
        if (!met.TryGet(out var ended, out var refusal))
            return refusal;
        if (fault is FaultAtRecord { IsCut: true } != ended.WasCut)
        {
            Found(fault.ToString(), ended, ended.WasCut ? "it ended without a word" : "the record was never written");
            return true;
        }

        if (Claim(fault, ended) is { } untrue)
        {
            Found(fault.ToString(), ended, untrue);
            return true;
        }

        var settled = await Settle(fault).ConfigureAwait(false);
        return settled is not null ? settled : fault is FaultAtRecord || ended.ExitCode != ExitCodes.Done;
    }

    private bool IsOld => !slot.Tree.Differences(_old!).Any();

    private bool IsNew => !slot.Tree.Differences(_new!).Any();

    // What an end says of the instrument has to be so.
    private string? Claim(ProofFault fault, RehearsedEnd ended) => ended.ExitCode switch
    {
        _ when ended.WasCut => null,
        (int)RefusalCode.Internal => "the Applier failed by itself",
        ExitCodes.Done when fault.Undoing => IsOld ? null : "it says done, and the instrument is not as before",
        ExitCodes.Done => IsNew ? null : "it says done, and the instrument is not as after an update",
        (int)RefusalCode.StepFailed or (int)RefusalCode.Cancelled or (int)RefusalCode.TriedTooOften =>
            IsOld ? null : "it says that everything was put back, and the instrument is not as before",
        _ => null,
    };

    private async Task<Refusal?> Settle(ProofFault fault)
    {
        var starts = fault is FaultAtRecord { IsCut: true } ? 1 : MostStarts;
        if (!fault.Undoing && await EndsNew(fault, starts).ConfigureAwait(false) is var (refusal, isNew) && !isNew)
            return refusal;
        return await EndsOld(fault, starts).ConfigureAwait(false);
    }

    private async Task<(Refusal? Refusal, bool IsNew)> EndsNew(ProofFault fault, int starts)
    {
        RehearsedEnd? ended = null;
        for (var start = 1; start <= starts && ended?.ExitCode != ExitCodes.Done; start++)
        {
            if (!(await Start(Apply).ConfigureAwait(false)).TryGet(out ended, out var refusal))
                return (refusal, false);
        }

        if (ended!.ExitCode == ExitCodes.Done && IsNew)
            return (null, true);
        Found(fault.ToString(), ended, "the next start does not bring the update to its end");
        return (null, false);
    }

    private async Task<Refusal?> EndsOld(ProofFault fault, int starts)
    {
        RehearsedEnd? ended = null;
        for (var start = 1; start <= starts && !IsBack(ended); start++)
        {
            if (!(await Start(Rollback).ConfigureAwait(false)).TryGet(out ended, out var refusal))
                return refusal;
        }

        if (!IsBack(ended) || !IsOld)
            Found(fault.ToString(), ended!, "the next start does not put the update back");
        return null;
    }

    // The fault may have struck when everything was put back already.
    private static bool IsBack(RehearsedEnd? ended) => ended?.ExitCode is ExitCodes.Done or (int)RefusalCode.NothingToUndo;

    private Task<Result<RehearsedEnd>> Start(string command, params IEnumerable<string> more) =>
        applier.Start(command, slot.Instrument, mode, more);

    private void Found(string fault, RehearsedEnd ended, string what) => _findings.Add(new($"{name}, {fault}",
        $"{what}: '{ended.Command}' ended with exit code {ended.ExitCode}: {ended.Why}"));
}
