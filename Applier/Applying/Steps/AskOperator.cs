using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Asks the operator to do something by hand, and reads back whether it is so; what the operator says is no evidence. An undo
/// asks as well.
/// </summary>
internal sealed class AskOperator(AskOperatorStep step, StepContext context)
    : StepWork<AskOperatorStep, ProbedBefore>(step, context)
{
    protected override Task<ProbeAnswer> ReadBackOwn(ProbedBefore? before, CancellationToken cancel) =>
        Task.FromResult(OnlyProof());

    protected override Task<ProbedBefore> CaptureOwn(CancellationToken cancel) =>
        Task.FromResult(new ProbedBefore(AskProof()));

    protected override async Task<string?> ApplyOwn(ProbedBefore before, CancellationToken cancel)
    {
        await AskUntil(before, () => ReadBack(before, cancel), undoing: false, cancel);
        return null;
    }

    protected override async Task UndoOwn(ProbedBefore before, CancellationToken cancel)
    {
        if (!ReadBackUndoneOwn(before).Holds)
            await AskUntil(before, () => Task.FromResult(ReadBackUndoneOwn(before)), undoing: true, cancel);
    }

    protected override ProbeAnswer ReadBackUndoneOwn(ProbedBefore before) => SameAsBefore(before.Seen);

    private async Task AskUntil(ProbedBefore before, Func<Task<ProbeAnswer>> readBack, bool undoing, CancellationToken cancel)
    {
        var last = new ProbeAnswer(false, "");
        for (var attempt = 1; attempt <= Its.Tries; attempt++)
        {
            var question = new ManualStepQuestion(Its.Id, Its.Title, Its.Text, attempt, Its.Tries)
            {
                Undoing = undoing,
                Before = [.. before.Seen.SelectMany(answer => answer.Observed)],
                Now = last.Observed,
            };
            if (await Context.Operator.Ask(question, cancel) == ManualStepAnswer.Cancel)
                throw new OperationCanceledException("the operator stopped at a step by hand");
            last = await readBack();
            if (last.Holds)
                return;
        }

        throw new InstrumentFault(Its.Id.Text, $"read-back disagrees after {Its.Tries} tries: {last.Seen}");
    }
}
