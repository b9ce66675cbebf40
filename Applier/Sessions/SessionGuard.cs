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
internal sealed class SessionGuard(SessionHost host, IOperator person, Transaction transaction)
{
    private bool _changing;

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
                var leftovers = new Leftovers(host, transaction);
                leftovers.SweepInstrument();
                var outcome = await work().ConfigureAwait(false);
                leftovers.SweepInstrument();
                return outcome;
            }
            catch (OperationCanceledException)
            {
                // Stages that change something turn a cancel into an outcome of their own; here nothing was changed yet.
                return SessionEnd.Refused(
                    new Refusal(RefusalCode.Declined, "", "the operator stopped"));
            }
            catch (AnswerMissingException e)
            {
                return SessionEnd.Refused(new Refusal(RefusalCode.AnswerMissing, e.Key, "the answers file does not answer this"));
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

    /// <summary>From here on the instrument may be changed, or was by an earlier start.</summary>
    public void ChangesBegin() => _changing = true;

    /// <summary>
    /// The outcome when something stopped the session: once changes could have been made, nothing good is claimed of the
    /// instrument.
    /// </summary>
    public SessionOutcome Broken(Refusal refusal)
    {
        if (!_changing)
            return SessionEnd.Refused(refusal);
        return IsHalfWay() && refusal.Code != RefusalCode.Inconsistent
            ? new SessionOutcome(Verdict.HalfWay, refusal, InstrumentChange.HalfWay, "", "", null)
            : new SessionOutcome(Verdict.Inconsistent, refusal, InstrumentChange.Unknown, "", "", null);
    }

    /// <summary>The refusal when disk or machine said no outside of a stage.</summary>
    public static Refusal OfMachine(Exception fault) => Fault.Refuse(fault, "");

    // Whether journal and state can be read, and say that the next start goes on.
    private bool IsHalfWay()
    {
        try
        {
            return transaction.Pending() is { Damage: null, Stage: not TransactionStage.Inconsistent };
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return false;
        }
    }
}
