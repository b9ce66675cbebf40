using System.Globalization;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Runs an installer of the payload. Its exit code says whether it is done, wants a restart, is busy or has failed; whether it
/// has done anything is for the proof to say. The installer is kept for its own undo.
/// </summary>
internal sealed class RunInstaller(RunInstallerStep step, StepContext context)
    : StepWork<RunInstallerStep, ProbedBefore>(step, context)
{
    private IInstallers Installers => Context.Instrument.Installers;

    protected override Task<ProbeAnswer> ReadBackOwn(ProbedBefore? before, CancellationToken cancel) =>
        Task.FromResult(OnlyProof());

    protected override Task<ProbedBefore> CaptureOwn(CancellationToken cancel)
    {
        Context.Content.Keep(Its.Payload, Context.UndoFolder);
        var captured = Installers.Capture(Call(Context.Content.Verified(Its.Payload), Log("capture", 1)));
        return Task.FromResult(new ProbedBefore(AskProof(), captured));
    }

    protected override async Task<string?> ApplyOwn(ProbedBefore before, CancellationToken cancel)
    {
        var exitCode = await UntilFree(
            "install",
            attempt =>
                Installers.Install(Call(Context.Content.Verified(Its.Payload), Log("install", attempt)), CancellationToken.None),
            cancel);
        return Its.RestartCodes.Contains(exitCode) ? $"the installer wants a restart (exit code {exitCode})" : null;
    }

    protected override Task UndoOwn(ProbedBefore before, CancellationToken cancel) => UntilFree(
        "undo",
        attempt => Installers.Undo(
            Call(Context.Content.Kept(Its.Payload, Context.UndoFolder), Log("undo", attempt)), before.Captured,
                CancellationToken.None),
        cancel);

    protected override ProbeAnswer ReadBackUndoneOwn(ProbedBefore before) => SameAsBefore(before.Seen);

    private async Task<int> UntilFree(string verb, Func<int, Task<int>> run, CancellationToken cancel)
    {
        // A log is for support to read: it decides nothing.
        Fault.Try(() => Context.Files.Directory.CreateDirectory(Context.LogFolder));
        for (var attempt = 1; ; attempt++)
        {
            var exitCode = await run(attempt);
            if (Its.DoneCodes.Contains(exitCode) || Its.RestartCodes.Contains(exitCode))
                return exitCode;
            if (!Its.RetryCodes.Contains(exitCode) || attempt >= Context.Patience.BusyTries)
                throw Context.FailedProgram(
                    new(Its.Payload.Text, verb == "undo" ? ProgramVerb.Undo : ProgramVerb.Apply) { ExitCode = exitCode },
                    $"{verb} ended with exit code {exitCode}; log: {Log(verb, attempt)}");
            await Context.Wait(Context.Patience.BusyPause, cancel);
        }
    }

    private InstallerCall Call(string file, string log) =>
        new(file, Its.Payload, Its.Arguments, Its.UndoArguments, log, TimeSpan.FromMinutes(Its.TimeLimitMinutes));

    private string Log(string verb, int attempt) => Context.Files.Path.Combine(
        Context.LogFolder, string.Create(CultureInfo.InvariantCulture, $"{Its.Id.Text}-{verb}-{attempt}.log"));
}
