using PatchKit.Shared.Bundles;

namespace PatchKit.Packager.Campaigns;

/// <summary>A step of a plan, and where it stands in the manifest.</summary>
/// <param name="Step">The step.</param>
/// <param name="Path">JSON path.</param>
internal sealed record PlannedStep(Step Step, string Path)
{
    /// <summary>Every step of every plan; a fragment that plans share comes once a plan.</summary>
    public static IEnumerable<PlannedStep> Of(BundleManifest manifest) => manifest.Products.SelectMany((product, p) =>
        product.Modes.SelectMany((mode, m) => Of(mode, $"$.products[{p}].modes[{m}]")));

    /// <summary>Every step of one plan.</summary>
    public static IEnumerable<PlannedStep> Of(ModeTarget mode, string path) => mode.Phases.SelectMany((phase, p) =>
        phase.Steps.Select((step, s) => new PlannedStep(step, $"{path}.phases[{p}].steps[{s}]")));
}
