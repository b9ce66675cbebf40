using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Removes a product: by Windows Installer, whose package is kept, or by the program that an EXE has left on the instrument.
/// </summary>
internal sealed class Uninstall(UninstallStep step, StepContext context)
    : VendorInstaller<UninstallStep>(step, context, step.Program is null ? null : step.Product)
{
    private readonly ProductProbe _gone = new(step.Product) { Exists = false };

    /// <inheritdoc/>
    /// <remarks>The product's entry may be gone before its files are.</remarks>
    public override bool MayBeTorn => true;

    /// <inheritdoc/>
    public override string? Irreversible() => Its.Program is null ? Installers.Unkept(Its.Product) : base.Irreversible();

    protected override Task<ProbeAnswer> ReadBackOwn(InstallerBefore? before, CancellationToken cancel) =>
        Task.FromResult(Context.Probes.Ask(_gone));

    // The product is what its undo has to bring back, whatever the step declares besides.
    protected override ImmutableArray<ProbeAnswer> AskProof() => [Context.Probes.Ask(_gone), .. base.AskProof()];

    protected override bool HasBegun() => Context.Probes.Ask(_gone).Holds;

    protected override string CapturePort() => Installers.CaptureRemoval(Call(Runs.Log("capture", 1)));

    protected override Task<string?> Run(InstallerBefore before, CancellationToken cancel) => Runs.UntilFree(
        Its.Product, "remove", log => Installers.Remove(Call(log), before.Captured, CancellationToken.None), cancel);

    protected override Task TakeBack(InstallerBefore before, CancellationToken cancel) => before.Former is { } version
        ? Runs.PutBack(Former.Of(version), cancel)
        : Runs.UntilFree(Its.Product, "undo",
            log => Installers.PutBack(Call(log), before.Captured, CancellationToken.None), cancel);

    private RemovalCall Call(string log) => new(
        Its.Product, Its.Program is { } program ? Context.Instrument.Places.OnHost(program.Text) : null, Its.Arguments, log,
        Runs.Limit);
}
