using System.Globalization;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>The runs of a step's installers: tried again while they are busy, each with a log of its own.</summary>
internal sealed class InstallerRuns(StepContext context, RunInstallerStep step)
{
    private IInstallers Installers => context.Instrument.Installers;

    /// <summary>Installs the step's payload.</summary>
    /// <param name="file">The payload, verified, on the host.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The exit code, one that means success.</returns>
    public Task<int> Install(string file, CancellationToken cancel) => UntilFree("install", step.Payload,
        log => Installers.Install(Call(file, log), CancellationToken.None), cancel);

    /// <summary>Takes the step's payload back.</summary>
    /// <param name="file">The payload as it was kept, on the host.</param>
    /// <param name="captured">What the port had captured.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public Task<int> Undo(string file, string captured, CancellationToken cancel) => UntilFree("undo", step.Payload,
        log => Installers.Undo(Call(file, log), captured, CancellationToken.None), cancel);

    /// <summary>Installs the version that stood before again, from where it was kept.</summary>
    public Task<int> PutBack(UndoPayload former, CancellationToken cancel)
    {
        var file = context.Content.Kept(former.Payload, context.UndoFolder);
        return UntilFree("put-back", former.Payload, log => Installers.Install(
            Call(file, log) with { Payload = former.Payload, Arguments = former.Arguments, UndoArguments = [] },
            CancellationToken.None), cancel);
    }

    /// <summary>One run of the step's payload.</summary>
    public InstallerCall Call(string file, string log) =>
        new(file, step.Payload, step.Arguments, step.UndoArguments, log, TimeSpan.FromMinutes(step.TimeLimitMinutes));

    /// <summary>Where the log of a run goes, on the host.</summary>
    public string Log(string verb, int attempt) => context.Files.Path.Combine(
        context.LogFolder, string.Create(CultureInfo.InvariantCulture, $"{step.Id.Text}-{verb}-{attempt}.log"));

    private async Task<int> UntilFree(string verb, MediaPath payload, Func<string, Task<int>> run, CancellationToken cancel)
    {
        // A log is for support to read: it decides nothing.
        Fault.Try(() => context.Files.Directory.CreateDirectory(context.LogFolder));
        for (var attempt = 1; ; attempt++)
        {
            var log = Log(verb, attempt);
            var exitCode = await run(log);
            if (step.DoneCodes.Contains(exitCode) || step.RestartCodes.Contains(exitCode))
                return exitCode;
            if (!step.RetryCodes.Contains(exitCode) || attempt >= context.Patience.BusyTries)
                throw context.FailedProgram(
                    new(payload.Text, verb == "install" ? ProgramVerb.Apply : ProgramVerb.Undo) { ExitCode = exitCode },
                    $"{verb} ended with exit code {exitCode}; log: {log}");
            await context.Wait(context.Patience.BusyPause, cancel);
        }
    }
}
