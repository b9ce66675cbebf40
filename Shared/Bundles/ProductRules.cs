using System.Collections.Immutable;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>The rules of one product: how it is known, when it is idle, what is saved, its modes and their plans.</summary>
internal static class ProductRules
{
    public static void Check(RuleBook book, ProductTarget product, BundleContents files, string path)
    {
        book.Line(product.Name, $"{path}.name");
        book.Pass(product.UdiDi?.Fault, $"{path}.udiDi.code");
        book.Some(product.CatalogueNumbers.Length, $"{path}.catalogueNumbers", "catalogue number");
        Lines(book, product.CatalogueNumbers, $"{path}.catalogueNumbers");
        book.Pattern(product.SerialShape, $"{path}.serialShape", groups: 0);
        book.Some(product.Identity.Length, $"{path}.identity", "probe");
        Probe.CheckAll(book, product.Identity, $"{path}.identity");
        FolderVariables.Check(book, product, path);
        book.Between(product.UndoDays, 0, ProductTarget.LongestUndoDays, $"{path}.undoDays");
        Source(book, product.SerialSource, $"{path}.serialSource");
        Idle(book, product.IdleGate, $"{path}.idleGate");
        Paths(book, product.BackupSet.Mandatory, $"{path}.backupSet.mandatory");
        Paths(book, product.BackupSet.Optional, $"{path}.backupSet.optional");
        book.Some(product.Modes.Length, $"{path}.modes", "mode");
        // Two names that differ in case alone would be one folder and one word on the telephone.
        book.Distinct(product.Modes.Select(mode => mode.Mode.Text.ToUpperInvariant()), i => $"{path}.modes[{i}].mode", "mode");
        for (var i = 0; i < product.Modes.Length; i++)
        {
            if (product.Modes.Length > 1)
                book.Require(product.Modes[i].Detection.Length > 0, $"{path}.modes[{i}].detection",
                    "nothing tells this mode from the product's others; probes belong here that hold in it alone");
            Mode(book, product, product.Modes[i], files, $"{path}.modes[{i}]");
            After(book, product, i, $"{path}.modes[{i}].after");
            Apart(book, [.. product.Modes.Select(mode => mode.Detection)], i, $"{path}.modes[{i}].detection", j =>
                $"the mode {product.Modes[j].Mode}");
        }
    }

    private static void Mode(RuleBook book, ProductTarget product, ModeTarget mode, BundleContents files, string path)
    {
        if (mode.Name is { } name)
            book.Text(name, $"{path}.name");
        Probe.CheckAll(book, mode.Detection, $"{path}.detection");
        for (var i = 0; i < mode.Detection.Length; i++)
        {
            foreach (var known in product.Identity.Select(known => known.Against(mode.Detection[i]))
                .Where(why => why is not null))
                book.Say($"{path}.detection[{i}]", $"no instrument of the product fulfils this: {known}");
        }

        book.Line(mode.Software, $"{path}.software");
        Source(book, mode.SoftwareVersion, $"{path}.softwareVersion");
        book.Some(mode.Affected.Length, $"{path}.affected", "version range");
        for (var i = 0; i < mode.Affected.Length; i++)
            book.Range(mode.Affected[i], $"{path}.affected[{i}]");
        book.Some(mode.Phases.Length, $"{path}.phases", "phase");
        book.Distinct(mode.Phases.Select(phase => phase.Id), i => $"{path}.phases[{i}].id", "phase");

        var steps = mode.Phases.SelectMany((phase, p) =>
            phase.Steps.Select((step, s) => (step.Id, Path: $"{path}.phases[{p}].steps[{s}]"))).ToList();
        book.Distinct(steps.Select(step => step.Id), i => $"{steps[i].Path}.id", "step");
        for (var p = 0; p < mode.Phases.Length; p++)
        {
            var phase = mode.Phases[p];
            book.Text(phase.Title, $"{path}.phases[{p}].title");
            book.Some(phase.Steps.Length, $"{path}.phases[{p}].steps", "step");
            for (var s = 0; s < phase.Steps.Length; s++)
            {
                phase.Steps[s].CheckAll(book, files, $"{path}.phases[{p}].steps[{s}]");
                phase.Steps[s].CheckIn(book, mode, $"{path}.phases[{p}].steps[{s}]");
                ProofRules.Check(book, phase.Steps[s], product, mode, files, $"{path}.phases[{p}].steps[{s}]");
            }
        }
    }

    // Modes stand in the order in which they are done, so that nothing can go in a circle and every list of them is that order.
    private static void After(RuleBook book, ProductTarget product, int index, string path)
    {
        if (product.Modes[index].After is not { } earlier)
            return;
        var place = product.Modes.Select(mode => mode.Mode).ToList().IndexOf(earlier);
        if (place == index)
            book.Say(path, $"{earlier} is this mode itself");
        else if (place < 0)
            book.Say(path, $"{earlier} is no mode of {product.Product}; it has "
                + string.Join(", ", product.Modes.Select(mode => mode.Mode)));
        else if (place > index)
            book.Say(path, $"{earlier} stands below; write the modes in the order in which they are done");
    }

    /// <summary>
    /// What tells one of several apart: where all of one's probes are another's too, whatever is the other is the one as well.
    /// </summary>
    public static void Apart(RuleBook book, ImmutableArray<ImmutableArray<Probe>> probes, int index, string path,
        Func<int, string> name)
    {
        for (var other = 0; other < probes.Length; other++)
        {
            // Of two that are equal the later one is the mistake.
            if (other != index && probes[index].Length > 0 && ProofRules.AllImpliedBy(probes[index], probes[other])
                && (other < index || !ProofRules.AllImpliedBy(probes[other], probes[index])))
            {
                book.Say(path,
                    $"{name(other)} fulfils all of this too, so that two would match; add a probe that tells them apart");
            }
        }
    }

    internal static void Source(RuleBook book, ValueSource source, string path)
    {
        switch (source)
        {
            case RegistrySource registry:
                book.Key(registry.Key, $"{path}.key");
                break;
            case FileSource file:
                book.Pattern(file.Pattern, $"{path}.pattern", groups: 1);
                break;
            case ProductSource product:
                book.Line(product.Name, $"{path}.name");
                break;
            default:
                throw new InvalidOperationException($"a value source of no kind: {source.GetType()}");
        }
    }

    private static void Idle(RuleBook book, IdleGate gate, string path)
    {
        Paths(book, gate.RunFolders, $"{path}.runFolders");
        book.Between(gate.QuietMinutes, 0, 24 * 60, $"{path}.quietMinutes");
        if (gate.RunFolders.Length > 0)
            book.Some(gate.FinishedMarkers.Length, $"{path}.finishedMarkers", "marker");
        Names(book, gate.FinishedMarkers, $"{path}.finishedMarkers", allowed: "*");
        Names(book, gate.Processes, $"{path}.processes", allowed: "");
        for (var i = 0; i < gate.Processes.Length; i++)
        {
            book.Require(
                !gate.Processes[i].EndsWith(".exe", StringComparison.OrdinalIgnoreCase),
                $"{path}.processes[{i}]", "a process is named without its extension");
        }
    }

    private static void Paths(RuleBook book, IReadOnlyList<InstrumentPath> paths, string path) =>
        book.Distinct(paths.Select(p => p.CollisionKey), i => $"{path}[{i}]", "path");

    private static void Names(RuleBook book, IReadOnlyList<string> names, string path, string allowed)
    {
        for (var i = 0; i < names.Count; i++)
        {
            book.Line(names[i], $"{path}[{i}]");
            var forbidden = "<>:\"/\\|?*".Except(allowed).ToArray();
            book.Require(names[i].IndexOfAny(forbidden) < 0, $"{path}[{i}]", $"'{names[i]}' is not a plain name");
        }
    }

    private static void Lines(RuleBook book, IReadOnlyList<string> lines, string path)
    {
        for (var i = 0; i < lines.Count; i++)
            book.Line(lines[i], $"{path}[{i}]");
    }
}
