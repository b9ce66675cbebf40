using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Runs a vendor's installer, to install or to remove. Its exit code says whether it is done, wants a restart, is busy or has
/// failed; whether it has done anything is for the read-back to say. Kept for the undo: the files that the step says it changes,
/// and of an EXE the installer of the version that stood before, because an EXE brings nothing back.
/// </summary>
internal abstract class VendorInstaller<TStep>(TStep step, StepContext context, string? product)
    : StepWork<TStep, InstallerBefore>(step, context)
    where TStep : InstallerStep
{
    private readonly KeptFiles _files = new(context, step.Changes);

    /// <inheritdoc/>
    public override bool MayBeTorn => !_files.IsEmpty;

    /// <summary>Its runs.</summary>
    protected InstallerRuns Runs { get; } = new(context, step);

    /// <summary>The version that stands before, where the bundle has to bring it back.</summary>
    protected FormerVersion Former { get; } = new(context, product, step.UndoPayloads);

    /// <summary>The port.</summary>
    protected IInstallers Installers => Context.Instrument.Installers;

    /// <inheritdoc/>
    public override string? Irreversible() => Former.Irreplaceable();

    protected sealed override Task<InstallerBefore> CaptureOwn(CancellationToken cancel)
    {
        var former = Former.Keep();
        var captured = CapturePort();
        return Task.FromResult(new InstallerBefore(AskProof(), captured, _files.Capture(), former));
    }

    protected sealed override async Task<string?> ApplyOwn(InstallerBefore before, CancellationToken cancel)
    {
        // Cut short in an earlier start it may have torn what it was writing: it is taken back, and finds all as it stood.
        if (HasBegun() || _files.Altered(before.Files) is not null)
        {
            await Runs.UntilQuiet(cancel);
            try
            {
                await TakeBack(before, cancel);
            }
            catch (InstrumentFault)
            {
                // What was never registered cannot be removed. The read-back tells how it ends.
            }

            await _files.PutBack(before.Files, cancel);
        }

        return await Run(before, cancel);
    }

    protected sealed override async Task UndoOwn(InstallerBefore before, CancellationToken cancel)
    {
        // What goes on would write over whatever is taken back now: then nothing is, and nobody is told that it was.
        await Runs.UntilQuiet(cancel);
        try
        {
            await TakeBack(before, cancel);
        }
        finally
        {
            await _files.PutBack(before.Files, cancel);
        }
    }

    protected sealed override ProbeAnswer ReadBackUndoneOwn(InstallerBefore before) =>
        Runs.IsQuiet() is { Holds: false } busy ? busy : _files.Altered(before.Files) ?? SameAsBefore(before.Seen);

    /// <summary>Whether it is seen that an earlier start has begun the change.</summary>
    protected virtual bool HasBegun() => false;

    /// <summary>Captures what the port will want back, and keeps what it needs.</summary>
    protected abstract string CapturePort();

    /// <summary>Makes the change.</summary>
    /// <returns>Null, or why a restart is wanted.</returns>
    protected abstract Task<string?> Run(InstallerBefore before, CancellationToken cancel);

    /// <summary>Brings back the product as it stood.</summary>
    protected abstract Task TakeBack(InstallerBefore before, CancellationToken cancel);
}
