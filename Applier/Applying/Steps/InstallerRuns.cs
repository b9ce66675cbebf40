using System.Globalization;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>The runs of a step's installers: tried again while they are busy, each with a log of its own.</summary>
internal sealed class InstallerRuns(StepContext context, InstallerStep step)
{
    private const string WindowsInstaller = "Windows Installer";

    /// <summary>How long one run may take.</summary>
    public InstallerLimit Limit { get; } = new(TimeSpan.FromMinutes(step.TimeLimitMinutes), context.Patience.InstallerLongest,
        () => TellOfWaiting(context));

    /// <summary>
    /// Whether Windows Installer has nothing under way, in its service, whatever became of the program that asked for it; what
    /// is read while it has says nothing of what will stand.
    /// </summary>
    public ProbeAnswer IsQuiet() => context.Instrument.Machine.Read().InstallerBusy switch
    {
        false => new(true, ""),
        true => ProbeAnswer.Unread(WindowsInstaller, StillUnderWay()),
        _ => ProbeAnswer.Unread(WindowsInstaller, new InstrumentFault(WindowsInstaller, "whether it is at work is not told")),
    };

    /// <summary>Waits until Windows Installer has nothing under way, and says so.</summary>
    /// <exception cref="InstrumentFault">It still has.</exception>
    public async Task UntilQuiet(CancellationToken cancel)
    {
        for (var attempt = 1; context.Instrument.Machine.Read().InstallerBusy == true; attempt++)
        {
            if (attempt > context.Patience.InstallerTries)
                throw StillUnderWay();
            if (attempt == 1)
                TellOfWaiting(context);
            await context.Wait(context.Patience.InstallerPause, cancel);
        }
    }

    /// <summary>Runs an installer until it is not busy any more.</summary>
    /// <param name="name">Its name in the bundle, or of what it removes.</param>
    /// <param name="verb">What it does, for the log's name and the reason.</param>
    /// <param name="run">One run, with the file for its log on the host.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>Null, or why a restart is wanted.</returns>
    public async Task<string?> UntilFree(string name, string verb, Func<string, Task<int>> run, CancellationToken cancel)
    {
        // A log is for support to read: it decides nothing.
        Fault.Try(() => context.Files.Directory.CreateDirectory(context.LogFolder));
        for (var attempt = 1; ; attempt++)
        {
            var log = Log(verb, attempt);
            var exitCode = await run(log);
            // A setup program may have ended before what it has asked Windows Installer for.
            if (!step.RetryCodes.Contains(exitCode))
                await UntilQuiet(CancellationToken.None);
            if (step.RestartCodes.Contains(exitCode))
                return $"the installer wants a restart (exit code {exitCode})";
            if (step.DoneCodes.Contains(exitCode))
                return null;
            if (!step.RetryCodes.Contains(exitCode) || attempt >= context.Patience.BusyTries)
                throw context.FailedProgram(
                    new(name, verb is "install" or "remove" ? ProgramVerb.Apply : ProgramVerb.Undo) { ExitCode = exitCode },
                    $"{verb} ended with exit code {exitCode}{Meaning(exitCode)}; log: {log}");
            await context.Wait(context.Patience.BusyPause, cancel);
        }
    }

    // The numbers of Windows' own installers that a site can do something about. Sources: winerror.h; wuerror.h.
    private string Meaning(int exitCode) => ((step as RunInstallerStep)?.InstalledBy, unchecked((uint)exitCode)) switch
    {
        (InstallerKind.Patch, 1642) => " (the product that the patch is for is not installed, or another version of it is)",
        (InstallerKind.Patch, 1625 or 1643) => " (a policy of the site forbids patches)",
        (InstallerKind.Update, 0x80240017) => " (the update does not fit this Windows, or one that it needs is missing)",
        (InstallerKind.Update, 1058 or 0x80070422) => " (the service Windows Update is disabled)",
        (InstallerKind.Update, 0x800F0825) => " (Windows cannot remove this update)",
        _ => "",
    };

    /// <summary>Installs the version that stood before again, from where it was kept.</summary>
    public Task PutBack(UndoPayload former, CancellationToken cancel)
    {
        var file = context.Content.Kept(former.Payload, context.UndoFolder);
        return UntilFree(former.Payload.Text, "put-back", log => context.Instrument.Installers.Install(
            new(file, former.Payload, former.Arguments, [], log, Limit), CancellationToken.None), cancel);
    }

    private static InstrumentFault StillUnderWay() =>
        new(WindowsInstaller, "an installation is still under way; nothing was taken from it");

    private static void TellOfWaiting(StepContext context) => context.Operator.Tell(
        new Noted(Note.WaitingForIdle, WindowsInstaller, (int)context.Patience.InstallerLongest.TotalMinutes));

    /// <summary>Where the log of a run goes, on the host.</summary>
    public string Log(string verb, int attempt) => context.Files.Path.Combine(
        context.LogFolder, string.Create(CultureInfo.InvariantCulture, $"{step.Id.Text}-{verb}-{attempt}.log"));
}
