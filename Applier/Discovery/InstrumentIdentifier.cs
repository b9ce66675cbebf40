using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Discovery;

/// <summary>
/// Tells product, serial number and boot mode by the probes that the signed bundle carries. None or more than one match is a
/// stop: how the modes of an instrument are laid out is not known to this program, and guessing would patch the wrong one.
/// </summary>
internal sealed class InstrumentIdentifier(ProbeReader probes, ValueReader values)
{
    /// <summary>The instrument, or InstrumentUnknown, ModeUnknown.</summary>
    public Result<IdentifiedInstrument> Identify(BundleManifest manifest)
    {
        var evidence = new List<ModeEvidence>();
        if (!TheOnly(manifest.Products, product => product.Identity, product => product.Name, (_, _) => { })
            .TryGet(out var product, out var seen))
            return new Refusal(RefusalCode.InstrumentUnknown, "", $"the product could not be told: {seen.Reason}");
        if (!Running(product, Remember).TryGet(out var mode, out seen))
            return new Refusal(RefusalCode.ModeUnknown, product.Name, $"the boot mode could not be told: {seen.Reason}");
        if (!Resolved(product, mode).TryGet(out var found, out seen))
            return seen;
        (product, mode, var folders) = found;
        var label = values.Read(product.SerialSource);
        if (!Token.TryParse<SerialNumber>(label, out var serial))
            return NotOne("serial number", label, product.SerialSource, Token.Rule<SerialNumber>());
        var installed = values.Read(mode.SoftwareVersion);
        if (!SoftwareVersion.TryParse(installed, out var version))
            return NotOne($"version of {mode.Software}", installed, mode.SoftwareVersion, SoftwareVersion.Rule);
        return new IdentifiedInstrument(product, mode, serial, version, [.. evidence]) { Folders = folders };

        void Remember(ModeTarget candidate, ProbeAnswer answer) => evidence.AddRange(
            answer.Observed.Select(observed => new ModeEvidence(candidate.Mode, answer.Holds, observed)));
    }

    // What the machine says is no more than a proposal: it counts where the signed campaign allows a folder, and one is there.
    private Result<(ProductTarget Product, ModeTarget Mode, ImmutableArray<FoundFolder> Folders)> Resolved(
        ProductTarget product, ModeTarget mode)
    {
        var folders = ImmutableArray.CreateBuilder<FoundFolder>();
        foreach (var variable in FolderVariables.UsedIn(product, mode))
        {
            var seen = values.Read(variable.Source);
            if (seen is null || InstrumentPath.OfMachine(seen) is not { } path)
                return NotOne($"folder {variable.Name}", seen, variable.Source, "a full path belongs there");
            if (!path.IsIn(variable.Below))
                return NotOne($"folder {variable.Name}", seen, variable.Source,
                    $"the campaign allows it in {variable.Below} alone");
            if (probes.Ask(new FileProbe(path)) is not { Holds: true, Observed: [FileObservation { State: FileState.Folder }] })
                return NotOne($"folder {variable.Name}", seen, variable.Source, "there is no such folder");
            folders.Add(new(variable.Name, path));
        }

        return FolderVariables.Resolve(product, folders.ToDictionary(folder => folder.Name, folder => folder.Path.Text))
            .Then<(ProductTarget, ModeTarget, ImmutableArray<FoundFolder>)>(
                resolved => (resolved, resolved.Modes.Single(one => one.Mode == mode.Mode), folders.ToImmutable()));
    }

    // A single mode that names no probe is the one that runs; one that names probes is asked for them.
    private Result<ModeTarget> Running(ProductTarget product, Action<ModeTarget, ProbeAnswer> remember) =>
        product.Modes is [{ Detection.IsEmpty: true } single]
            ? single
            : TheOnly(product.Modes, mode => mode.Detection, mode => mode.Mode.Text, remember);

    private Result<T> TheOnly<T>(ImmutableArray<T> candidates, Func<T, ImmutableArray<Probe>> asked, Func<T, string> name,
        Action<T, ProbeAnswer> remember)
        where T : notnull
    {
        var matches = new List<T>();
        var seen = new List<string>();
        foreach (var candidate in candidates)
        {
            var answers = asked(candidate).Select(probes.Ask).ToList();
            answers.ForEach(answer => remember(candidate, answer));
            if (answers.Count > 0 && answers.All(answer => answer.Holds))
                matches.Add(candidate);
            seen.Add($"{name(candidate)}: {string.Join("; ", answers.Select(answer => answer.Seen))}");
        }

        return matches.Count == 1
            ? matches[0]
            : new Refusal(RefusalCode.ModeUnknown, "",
                $"{matches.Count} matches where one was expected ({string.Join(" | ", seen)})");
    }

    private static Refusal NotOne(string what, string? seen, ValueSource source, string rule) =>
        new Refusal(RefusalCode.InstrumentUnknown, Where(source),
            seen is null ? $"no {what} can be read there" : $"'{seen}' is no {what}: {rule}").With(seen ?? "");

    private static string Where(ValueSource source) => source switch
    {
        RegistrySource value => $@"{value.Key}\{value.Name}",
        FileSource file => file.Path.Text,
        ProductSource product => product.Name,
        _ => throw new InvalidOperationException($"a source of no kind: {source.GetType()}"),
    };
}
