using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// Runs a session's work, one Applier at a time in a boot mode, and turns whatever happens into an outcome that claims no more
/// than is known.
/// </summary>
internal sealed class SessionGuard(SessionHost host, IOperator person, Leftovers leftovers, InstrumentStateReader states)
{
    /// <summary>Runs the work under the lock. Never throws.</summary>
    public async Task<SessionOutcome> Run(Func<Task<SessionOutcome>> work)
    {
        var taken = await InstanceLock.TakeWhenFree(host.Files, host.State, host.Who, host.Clock).ConfigureAwait(false);
        if (!taken.TryGet(out var held, out var refusal))
            return SessionEnd.Refused(refusal);
        using (held)
        {
            try
            {
                leftovers.SweepInstrument();
                var outcome = await work().ConfigureAwait(false);
                leftovers.SweepInstrument();
                return outcome;
            }
            catch (OperationCanceledException)
            {
                // Stages that change something turn a cancel into an outcome of their own.
                return Broken(new Refusal(RefusalCode.Declined, "", "the operator stopped"));
            }
            catch (AnswerMissingException e)
            {
                return Broken(new Refusal(RefusalCode.AnswerMissing, e.Key, "the answers file does not answer this"));
            }
            catch (Exception e) when (Fault.Is(e))
            {
                return Broken(OfMachine(e));
            }
            catch (Exception e)
            {
                // A fault of this program. The person gets a sentence, support gets the log; what was begun is finished or undone
                // next time.
                person.Tell(new Faulted(e.ToString()));
                return Broken(new Refusal(RefusalCode.Internal, e.GetType().Name, e.Message));
            }
        }
    }

    /// <summary>
    /// The outcome when something stopped the session: what the instrument's records say, and nothing else, is claimed of it.
    /// </summary>
    public SessionOutcome Broken(Refusal refusal)
    {
        var state = states.Read();
        return state.Standing switch
        {
            // What belongs to it is lost or does not fit: nothing goes on with it by itself.
            _ when refusal.Code == RefusalCode.Inconsistent => new(Verdict.Inconsistent, refusal),
            Standing.Inconsistent => new(Verdict.Inconsistent, refusal with { Code = RefusalCode.Inconsistent }),
            Standing.Between or Standing.RestartAwaited or Standing.NotKnown => new(Verdict.HalfWay, refusal),
            Standing.Done when state.ReportDue => new(Verdict.Applied, null) { Receipt = new("", null, refusal) },
            Standing.Undone when state.ReportDue => new(Verdict.Undone, refusal),
            _ => SessionEnd.Refused(refusal),
        };
    }

    /// <summary>Why nothing may begin on an instrument that stands like that.</summary>
    public static Refusal NotFit(InstrumentState state) => state.Standing == Standing.Inconsistent
        ? StepRefusals.StillInconsistent("")
        : new(RefusalCode.AccessDenied, "", "what is kept about earlier applications cannot be read");

    /// <summary>Until a restore of files has ended nobody knows which files are whose; null when none is under way.</summary>
    public static Refusal? Restoring(SessionHost host) => Restoration.HoldsUp(host.Files, host.Clock, host.State)
        ? new(RefusalCode.RestoreUnfinished, "", "a restore of files was begun and has not ended")
        : null;

    /// <summary>The refusal when disk or machine said no outside of a stage.</summary>
    public static Refusal OfMachine(Exception fault) => Fault.Refuse(fault, "");
}
