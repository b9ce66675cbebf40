using System.IO.Abstractions;
using PatchKit.Applier.Applying.Steps;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying;

/// <summary>Gives each step its work, and asks for read-backs with patience and without exceptions.</summary>
internal sealed class StepFactory(
    IFileSystem files, TimeProvider time, IInstrument instrument, IOperator person, Passwords passwords, Patience patience)
{
    /// <summary>How long steps wait.</summary>
    public Patience Patience => patience;

    /// <summary>Waits by the clock.</summary>
    public Task Wait(TimeSpan pause) => Task.Delay(pause, time);

    /// <summary>
    /// Waits until what the steps' scripts have started is gone: what is read back at the end shall stay so. Says what stays.
    /// </summary>
    public async Task WaitForLeft()
    {
        for (var attempt = 1; instrument.Scripts.Left() is { Count: > 0 } left; attempt++)
        {
            if (attempt >= patience.LeftTries)
            {
                person.Tell(new Noted(Note.ProcessesLeft, string.Join(", ", left)));
                return;
            }

            await Wait(patience.LeftPause);
        }
    }

    /// <summary>The work of a step of an application; the bundle's files are taken from <paramref name="content"/>.</summary>
    public StepWork Work(Step step, ApplyRequest request, string content, ApplicationFolder folder) =>
        StepWork.Of(step, new StepContext(
        files, time, instrument, person, new BundleContent(files, content, request.Files), passwords, patience,
        request.Language, folder.UndoOf(step.Id), folder.Logs));

    /// <summary>Whether the step's new state is there. What cannot be read is not there.</summary>
    public static async Task<ProbeAnswer> ReadBack(StepWork work, BeforeState? before, CancellationToken cancel)
    {
        try
        {
            return await work.ReadBack(before, cancel);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return ProbeAnswer.Unread(work.Step.Id.Text, fault);
        }
    }

    /// <summary>The read-back after a change: asked again a few times, because a service needs a moment.</summary>
    public Task<ProbeAnswer> ReadBackPatiently(StepWork work, BeforeState? before, CancellationToken cancel) =>
        Patiently(() => Lasting(() => ReadBack(work, before, cancel), cancel), cancel);

    /// <summary>The read-back of a step whose turn has come; what rests on a silent port only when that stays silent.</summary>
    public Task<ProbeAnswer> ReadBackLasting(StepWork work, BeforeState? before, CancellationToken cancel) =>
        Lasting(() => ReadBack(work, before, cancel), cancel);

    /// <summary>
    /// Whether the step is needed, at the end of the plan: asked again while it is, because a service needs a moment.
    /// </summary>
    public async Task<ProbeAnswer> ConditionPatiently(StepWork work)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = work.Condition();
            if (answer.IsDenied || attempt >= patience.ReadBackTries)
                return answer;
            await Wait(patience.ReadBackPause);
        }
    }

    /// <summary>The step's declared proof at the end of the plan, likewise.</summary>
    public Task<ProbeAnswer> ReadProofPatiently(StepWork work) =>
        Patiently(() => Lasting(() => Task.FromResult(work.ReadProof()), CancellationToken.None), CancellationToken.None);

    /// <summary>The read-back after an undo, likewise.</summary>
    public Task<ProbeAnswer> ReadBackUndonePatiently(StepWork work, BeforeState before) =>
        Patiently(() => Task.FromResult(ReadBackUndone(work, before)), CancellationToken.None);

    /// <summary>Whether what stood before stands again. What cannot be read does not.</summary>
    public static ProbeAnswer ReadBackUndone(StepWork work, BeforeState before)
    {
        try
        {
            return work.ReadBackUndone(before);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return ProbeAnswer.Unread(work.Step.Id.Text, fault);
        }
    }

    // That nobody listens says nothing of a service that is about to: only a silence that lasts does.
    private async Task<ProbeAnswer> Lasting(Func<Task<ProbeAnswer>> ask, CancellationToken cancel)
    {
        for (var look = 1; ; look++)
        {
            var answer = await ask();
            if (!answer.RestsOnSilence || look >= patience.SilenceTries)
                return answer;
            await Task.Delay(patience.SilencePause, time, cancel);
        }
    }

    // What was ended at its time limit has had its time.
    private static bool HasHung(ProbeAnswer answer) => answer.Observed.Any(one => one is ProgramObservation { ExitCode: null });

    private async Task<ProbeAnswer> Patiently(Func<Task<ProbeAnswer>> ask, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await ask();
            if (answer.Holds || attempt >= patience.ReadBackTries || HasHung(answer))
                return answer;
            await Task.Delay(patience.ReadBackPause, time, cancel);
        }
    }
}
