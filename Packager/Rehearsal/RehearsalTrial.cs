using System.Text.Json.Nodes;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// Tries a campaign before the round is gone, on copies of instruments and stick: in each boot mode it is applied, put back and
/// applied again by the real Applier. What a person would not see on a screen that says "done" is looked for: a step that was so
/// already, a file that nobody said would change, an undo that leaves something, a password that is asked.
/// </summary>
internal sealed class RehearsalTrial(PackagerServices services, RehearsalFolder folder, RehearsalPlan plan,
    BundleManifest manifest)
{
    private readonly RehearsalInstruments _instruments = new(services.Files, services.Clock, folder);
    private readonly RehearsedApplier _applier = new(services, folder, plan.Applier);
    private readonly List<AuthoredMistake> _findings = [];
    private readonly SortedSet<string> _passwords = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tries the modes of the instruments.</summary>
    /// <param name="instruments">Instruments and stick, not touched yet.</param>
    /// <param name="modes">Which modes of an instrument.</param>
    /// <returns>A refusal with all that was found, or null.</returns>
    public async Task<Refusal?> Go(IReadOnlyList<RehearsedInstrument> instruments,
        Func<RehearsedInstrument, IEnumerable<ModeId>> modes)
    {
        Unrehearsed(instruments);
        foreach (var instrument in _instruments.CopyAll(instruments, folder.Trial))
        {
            foreach (var mode in modes(instrument))
            {
                _instruments.Boot(instrument, mode);
                if ((await Try(instrument, mode).ConfigureAwait(false)).Refusal is { } refusal)
                    return refusal;
            }
        }

        services.Out.WriteLine(_passwords.Count == 0
            ? "passwords  none is asked for"
            : $"passwords  a site has to bring: {string.Join("; ", _passwords)}");
        return _findings.Count == 0 ? null : AuthoredMistake.Refuse(_findings, RefusalCode.RehearsalFailed);
    }

    private void Unrehearsed(IReadOnlyList<RehearsedInstrument> instruments)
    {
        foreach (var product in manifest.Products.Where(product => instruments.All(one => one.Product != product.Product)))
            _findings.Add(new($"product {product.Product}",
                "no make-believe instrument in rehearsal/ is of this product, so that its plans are not rehearsed"));
    }

    private async Task<Result<int>> Try(RehearsedInstrument instrument, ModeId mode)
    {
        var place = $"{instrument.Product} {instrument.Serial}, {mode}";
        var product = manifest.Products.Single(product => product.Product == instrument.Product);
        var steps = product.Modes.Single(candidate => candidate.Mode == mode).Phases.SelectMany(phase => phase.Steps).ToList();
        var untouched = InstrumentTree.Of(services.Files, instrument, mode);

        if (!(await Run("apply", instrument, mode, place).ConfigureAwait(false)).TryGet(out var code, out var refusal))
            return refusal;
        if (code != ExitCodes.Done)
            return code;
        var applied = InstrumentTree.Of(services.Files, instrument, mode);
        var told = Newest(instrument, mode);
        if (!Judge(told, steps, place))
            return code;
        foreach (var file in untouched.Undeclared(applied, Declared(steps, told)))
            _findings.Add(new(place, $"'{file}' was changed and no step says so; list it under 'changes' of the step that " +
                "changes it, so that it is kept before and put back by an undo"));

        if (!(await Run("rollback", instrument, mode, place).ConfigureAwait(false)).TryGet(out code, out refusal))
            return refusal;
        if (code != ExitCodes.Done)
            return code;
        foreach (var name in untouched.Differences(InstrumentTree.Of(services.Files, instrument, mode)))
            _findings.Add(new(place, $"the undo left '{name}' other than it was before"));
        PutBack(Newest(instrument, mode), place);

        if (!(await Run("apply", instrument, mode, place).ConfigureAwait(false)).TryGet(out code, out refusal))
            return refusal;
        if (code == ExitCodes.Done)
            services.Out.WriteLine($"tried    {place}: applied, put back, applied again");
        return code;
    }

    // The newest receipt of the mode is the one that this application has just left.
    private Receipt? Newest(RehearsedInstrument instrument, ModeId mode)
    {
        var receipts = StickLayout.Receipts.Under(Path.Combine(folder.Trial, Path.GetFileName(folder.Stick)));
        return services.Files.Directory.EnumerateFiles(receipts, "*.dsse.json")
            .Select(file => ReceiptReader.Read(services.Files.File.ReadAllBytes(file), file))
            .Where(read => read.Refusal is null).Select(read => read.Value.Receipt)
            .Where(receipt => receipt.Instrument.Serial == instrument.Serial && receipt.Instrument.Mode == mode)
            .MaxBy(receipt => receipt.Sequence);
    }

    // False: there is nothing to put back.
    private bool Judge(Receipt? told, List<Step> steps, string place)
    {
        foreach (var step in told?.Phases.SelectMany(phase => phase.Steps) ?? [])
        {
            var authored = steps.Single(candidate => candidate.Id == step.Step);
            if (step.Outcome == StepOutcome.AlreadySo && !authored.MayAlreadyBe)
                _findings.Add(new($"{place}, step {step.Step}",
                    "it was so already before anything was done, so that nothing was done and nothing is proven; make the " +
                        "proof " +
                    "ask for what the step changes, or say 'mayAlreadyBe: true' where an instrument may rightly be so"));
            if (step.Outcome == StepOutcome.NotNeeded)
                services.Out.WriteLine($"note     {place}, step {step.Step}: not needed here, so it is not rehearsed here");
        }

        if (told?.Verdict == Verdict.Applied)
            return true;
        _findings.Add(new(place, "nothing was applied: this make-believe instrument is not one that needs the campaign"));
        return false;
    }

    // The kit may have put back itself what it looks at; whatever else the program changed, only its own undo brings back.
    private void PutBack(Receipt? told, string place)
    {
        foreach (var step in told?.Phases.SelectMany(phase => phase.Steps) ?? [])
        {
            if (step.After.OfType<ProgramObservation>().FirstOrDefault(seen => seen.Verb == ProgramVerb.Undo) is { } failed)
                _findings.Add(new($"{place}, step {step.Step}", "its undo failed: "
                    + (failed.ExitCode is { } code ? $"exit code {code}" : "it was stopped at its time limit")
                        + $" of '{failed.Path}'"));
        }
    }

    // The receipt tells which folders the variables stood for.
    private IEnumerable<InstrumentPath> Declared(List<Step> steps, Receipt? told) => steps.SelectMany(step => step.ChangedFiles)
        .Select(path => (told?.Instrument.Folders ?? [])
            .FirstOrDefault(folder => $"${{{folder.Name}}}" == path.Variable) is { } found
            ? InstrumentPath.Of(found.Path.Text + path.Text[path.Variable!.Length..])
            : path)
        .Concat(StandIns().Where(one => steps.Exists(step => IsOf(step, one.Place, one.Package)))
            .SelectMany(one => one.Package.Files.Select(file => file.Target)));

    private IEnumerable<(string Place, StandInPackage Package)> StandIns()
    {
        var all = Path.Combine(folder.Trial, StandInPackage.Folder);
        foreach (var place in services.Files.Directory.Exists(all)
            ? services.Files.Directory.EnumerateFiles(all, $"*{StandInPackage.Extension}", SearchOption.AllDirectories)
            : [])
        {
            if (StandInPackage.Format.Read(services.Files.File.ReadAllBytes(place), place).TryGet(out var package, out _))
                yield return (place, package);
        }
    }

    // What an installer brings, and what goes with a product.
    private bool IsOf(Step step, string place, StandInPackage package) => step switch
    {
        RunInstallerStep installer => place == Path.Combine(folder.Trial, StandInPackage.Place(installer.Payload)),
        UninstallStep removed => string.Equals(removed.Product, package.Product?.Name, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private async Task<Result<int>> Run(string command, RehearsedInstrument instrument, ModeId mode, string place)
    {
        if (!(await _applier.Start(command, instrument, mode).ConfigureAwait(false)).TryGet(out var ended, out var refusal))
            return refusal;
        Asked(ended.Events, command);
        if (ended.ExitCode != ExitCodes.Done)
            _findings.Add(new(place, $"'{ended.Command}' ended with exit code {ended.ExitCode}: {ended.Why}"));
        return ended.ExitCode;
    }

    private void Asked(IEnumerable<JsonObject> events, string command)
    {
        const string key = "password.";
        foreach (var asked in events.Where(one => (string?)one["event"] == "answered").Select(one => (string?)one["key"])
            .OfType<string>().Where(name => name.StartsWith(key, StringComparison.Ordinal)))
        {
            var when = command == "rollback" ? " (if the update is put back)" : "";
            _passwords.Add($"that of {asked[key.Length..]}{when}");
        }
    }
}
