using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Runs an installer of the payload. Its exit code says whether it is done, wants a restart, is busy or has failed; whether it
/// has done anything is for the proof to say. Kept for the undo: the installer, the files that the step says it changes, and of
/// an EXE the installer of the version that stood before, because an EXE that removes itself brings nothing back.
/// </summary>
internal sealed class RunInstaller(RunInstallerStep step, StepContext context)
    : StepWork<RunInstallerStep, InstallerBefore>(step, context)
{
    private readonly InstallerRuns _runs = new(context, step);
    private readonly KeptFiles _files = new(context, step.Changes);
    private readonly FormerVersion _former = new(context, step.IsPackage ? null : step.Installs, step.UndoPayloads);

    private IInstallers Installers => Context.Instrument.Installers;

    /// <inheritdoc/>
    public override bool MayBeTorn => !_files.IsEmpty;

    /// <inheritdoc/>
    public override string? Irreversible() => _former.Irreplaceable();

    protected override Task<ProbeAnswer> ReadBackOwn(InstallerBefore? before, CancellationToken cancel) =>
        Task.FromResult(OnlyProof());

    protected override Task<InstallerBefore> CaptureOwn(CancellationToken cancel)
    {
        Context.Content.Keep(Its.Payload, Context.UndoFolder);
        var former = _former.Keep();
        var captured = Installers.Capture(_runs.Call(Context.Content.Verified(Its.Payload), _runs.Log("capture", 1)));
        return Task.FromResult(new InstallerBefore(AskProof(), captured, _files.Capture(), former));
    }

    protected override async Task<string?> ApplyOwn(InstallerBefore before, CancellationToken cancel)
    {
        // Cut short in an earlier start it may have torn a file that it was writing: it is taken back, and finds the files as
        // they stood.
        if (_files.Altered(before.Files) is not null)
        {
            try
            {
                await Remove(before, cancel);
            }
            catch (InstrumentFault)
            {
                // What was never registered cannot be removed. The proof tells how it ends.
            }

            await _files.PutBack(before.Files, cancel);
        }

        var exitCode = await _runs.Install(Context.Content.Verified(Its.Payload), cancel);
        return Its.RestartCodes.Contains(exitCode) ? $"the installer wants a restart (exit code {exitCode})" : null;
    }

    protected override async Task UndoOwn(InstallerBefore before, CancellationToken cancel)
    {
        try
        {
            if (before.Former is null || _former.IsInstalled)
                await Remove(before, cancel);
            if (before.Former is { } version)
                await _runs.PutBack(_former.Of(version), cancel);
        }
        finally
        {
            await _files.PutBack(before.Files, cancel);
        }
    }

    protected override ProbeAnswer ReadBackUndoneOwn(InstallerBefore before) =>
        _files.Altered(before.Files) ?? SameAsBefore(before.Seen);

    private Task<int> Remove(InstallerBefore before, CancellationToken cancel) =>
        _runs.Undo(Context.Content.Kept(Its.Payload, Context.UndoFolder), before.Captured, cancel);
}
