using System.Globalization;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Runs a script of the bundle. <c>check</c>: 10 it is so, 0 it is not so yet. <c>apply</c> and <c>undo</c>: 0 done, 10 already
/// so. All: 20 try later, anything else failed. It is so when the proof holds and the script's own check agrees. Kept for the
/// undo: the script, and every file that the step says it changes, because a script knows nothing of power cuts: its check looks
/// at what it set, and may say yes to a file whose end is missing.
/// </summary>
internal sealed class RunScript(RunScriptStep step, StepContext context) : StepWork<RunScriptStep, ScriptBefore>(step, context)
{
    private const int Done = 0;
    private const int AlreadySo = 10;
    private const int TryLater = 20;

    private readonly KeptFiles _files = new(context, step.Changes);

    private MediaPath Script => Context.Runnable(Its.Scripts)
        ?? throw new InstrumentFault(Its.Id.Text, "this machine can run none of the step's scripts");

    /// <inheritdoc/>
    public override bool MayBeTorn => !_files.IsEmpty;

    protected override async Task<ProbeAnswer> ReadBackOwn(ScriptBefore? before, CancellationToken cancel)
    {
        // The probes are asked first: a script is only started where there is something to confirm.
        var proof = OnlyProof();
        if (!proof.Holds || !Context.Probes.AskAll(Its.Proof).Holds)
            return proof;
        var scratch = before is null;
        try
        {
            var run = await UntilFree(Context.Content.Verified(Script), "check", cancel);
            return ProbeAnswer.Of(run.ExitCode == AlreadySo,
                run.ExitCode == AlreadySo ? "the script's check agrees" : $"the script's check says no: {Ended(run)}",
                Observe(run, ProgramVerb.Check));
        }
        finally
        {
            // A check before the first change leaves nothing behind.
            if (scratch && Context.Files.Directory.Exists(Context.UndoFolder))
                Context.Files.Directory.Delete(Context.UndoFolder, recursive: true);
        }
    }

    protected override Task<ScriptBefore> CaptureOwn(CancellationToken cancel)
    {
        Context.Content.Keep(Script, Context.UndoFolder);
        return Task.FromResult(new ScriptBefore(AskProof(), Script, _files.Capture()));
    }

    protected override async Task<string?> ApplyOwn(ScriptBefore before, CancellationToken cancel)
    {
        // A power cut in an earlier start may have torn what the script was writing: it always finds the files as they stood.
        await _files.PutBack(before.Files, cancel);
        Require(await UntilFree(Context.Content.Verified(Script), "apply", cancel), ProgramVerb.Apply);
        return null;
    }

    protected override async Task UndoOwn(ScriptBefore before, CancellationToken cancel)
    {
        try
        {
            Require(await UntilFree(Context.Content.Kept(before.Script, Context.UndoFolder), "undo", cancel), ProgramVerb.Undo);
        }
        finally
        {
            // What the script kept for its undo may be torn as well.
            await _files.PutBack(before.Files, cancel);
        }
    }

    protected override ProbeAnswer ReadBackUndoneOwn(ScriptBefore before) =>
        _files.Altered(before.Files) ?? SameAsBefore(before.Seen);

    private async Task<ScriptRun> UntilFree(string file, string verb, CancellationToken cancel)
    {
        var call = new ScriptCall(
            file, verb, Context.Files.Path.Combine(Context.UndoFolder, "state"), Context.Language,
                TimeSpan.FromMinutes(Its.TimeLimitMinutes));
        for (var attempt = 1; ; attempt++)
        {
            var run = await Context.Instrument.Scripts.Run(call, CancellationToken.None);
            if (verb != "check")
                KeepOutput(run, verb, attempt);
            if (run.ExitCode != TryLater || attempt >= Context.Patience.BusyTries)
                return run;
            await Context.Wait(Context.Patience.BusyPause, cancel);
        }
    }

    private void Require(ScriptRun run, ProgramVerb verb)
    {
        if (run.ExitCode is not (Done or AlreadySo))
            throw Context.FailedProgram(
                Observe(run, verb), $"{(verb is ProgramVerb.Apply ? "apply" : "undo")} failed: {Ended(run)}");
    }

    private ProgramObservation Observe(ScriptRun run, ProgramVerb verb) => new(Script.Text, verb) { ExitCode = run.ExitCode };

    private static string Ended(ScriptRun run)
    {
        var how = run.ExitCode is { } code ? $"exit code {code}" : "it was stopped at its time limit";
        return run.Reason.Length == 0 ? how : $"{run.Reason} ({how})";
    }

    // For support to read. What the script has done stands without it.
    private void KeepOutput(ScriptRun run, string verb, int attempt) => Fault.Try(() =>
    {
        Context.Files.Directory.CreateDirectory(Context.LogFolder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Its.Id.Text}-{verb}-{attempt}.log");
        Context.Files.File.WriteAllText(Context.Files.Path.Combine(Context.LogFolder, name), $"{run.Output}\n{Ended(run)}\n");
    });
}
