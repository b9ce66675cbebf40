using System.Collections.Immutable;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>A step of a plan, and where it stands in the manifest.</summary>
/// <param name="Step">The step.</param>
/// <param name="Path">JSON path.</param>
internal sealed record PlannedStep(Step Step, string Path)
{
    /// <summary>Every step of every plan; a fragment that plans share comes once a plan.</summary>
    public static IEnumerable<PlannedStep> Of(BundleManifest manifest) => manifest.Products.SelectMany((product, p) =>
        product.Modes.SelectMany((mode, m) => Of(mode, $"$.products[{p}].modes[{m}]")));

    /// <summary>The installers of a step, those of its undo among them, and where each is named.</summary>
    public static IEnumerable<(MediaPath Payload, string Path)> Installers(Step step, string path) => step switch
    {
        RunInstallerStep installer =>
            [(installer.Payload, $"{path}.payload"), .. OfUndo(installer.UndoPayloads, path)],
        InstallerStep installer => OfUndo(installer.UndoPayloads, path),
        _ => [],
    };

    /// <summary>The probes of a step that run a script, and where each stands.</summary>
    public static IEnumerable<(ScriptProbe Probe, string Path)> ScriptProbes(Step step, string path) =>
        step.Proof.Select((probe, i) => (probe as ScriptProbe, $"{path}.proof[{i}]"))
            .Concat(step.When.Select((probe, i) => (probe as ScriptProbe, $"{path}.when[{i}]")))
            .Where(one => one.Item1 is not null).Select(one => (one.Item1!, one.Item2));

    private static IEnumerable<(MediaPath Payload, string Path)> OfUndo(ImmutableArray<UndoPayload> all, string path) =>
        all.Select((one, i) => (one.Payload, $"{path}.undoPayloads[{i}].payload"));

    /// <summary>Every step of one plan.</summary>
    public static IEnumerable<PlannedStep> Of(ModeTarget mode, string path) => mode.Phases.SelectMany((phase, p) =>
        phase.Steps.Select((step, s) => new PlannedStep(step, $"{path}.phases[{p}].steps[{s}]")));
}
