using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>Installs a payload, which is kept for its own undo.</summary>
internal sealed class RunInstaller(RunInstallerStep step, StepContext context)
    : VendorInstaller<RunInstallerStep>(step, context, step.InstalledBy == InstallerKind.Program ? step.Installs : null)
{
    /// <inheritdoc/>
    public override string? Irreversible()
    {
        if (Its.InstalledBy == InstallerKind.Program)
            return base.Irreversible();
        try
        {
            return Installers.Unreplaceable(Call(Context.Content.Verified(Its.Payload), Runs.Log("look", 1)));
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return $"whether it could be taken back cannot be read: {fault.Message}";
        }
    }

    protected override Task<ProbeAnswer> ReadBackOwn(InstallerBefore? before, CancellationToken cancel) =>
        Task.FromResult(OnlyProof());

    protected override string CapturePort()
    {
        Context.Content.Keep(Its.Payload, Context.UndoFolder);
        return Installers.Capture(Call(Context.Content.Verified(Its.Payload), Runs.Log("capture", 1)));
    }

    protected override Task<string?> Run(InstallerBefore before, CancellationToken cancel) => Runs.UntilFree(
        Its.Payload.Text,
        "install",
        log => Installers.Install(Call(Context.Content.Verified(Its.Payload), log), CancellationToken.None),
        cancel);

    protected override async Task TakeBack(InstallerBefore before, CancellationToken cancel)
    {
        if (before.Former is null || Former.IsInstalled)
        {
            var file = Context.Content.Kept(Its.Payload, Context.UndoFolder);
            await Runs.UntilFree(Its.Payload.Text, "undo",
                log => Installers.Undo(Call(file, log), before.Captured, CancellationToken.None), cancel);
        }

        if (before.Former is { } version)
            await Runs.PutBack(Former.Of(version), cancel);
    }

    private InstallerCall Call(string file, string log) =>
        new(file, Its.Payload, Its.Arguments, Its.UndoArguments, log, Runs.Limit) { Update = Its.Update };
}
