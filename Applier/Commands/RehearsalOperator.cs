using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Applier.Operators;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>
/// The operator of a rehearsal: when they say that a manual step is done, the make-believe hand does it, or takes it back. A real
/// person on a real instrument has done it themselves by then.
/// </summary>
internal sealed class RehearsalOperator(IOperator person, RehearsalHand hand) : IOperator
{
    /// <inheritdoc/>
    public string Language => person.Language;

    /// <inheritdoc/>
    public Objection? Objection => person.Objection;

    /// <inheritdoc/>
    public async Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel)
    {
        var answer = await person.Ask(question, cancel).ConfigureAwait(false);
        if (question is ManualStepQuestion step && answer is ManualStepAnswer.Done)
        {
            if (step.Undoing)
                hand.TakeBack(step.Step);
            else
                hand.Do(step.Step);
        }

        return answer;
    }

    /// <inheritdoc/>
    public Refusal? Foresee(Foreseen ahead) => person.Foresee(ahead);

    /// <inheritdoc/>
    public Task Held(CancellationToken cancel) => person.Held(cancel);

    /// <inheritdoc/>
    public void Tell(SessionEvent happened) => person.Tell(happened);
}
