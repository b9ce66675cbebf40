using System.Globalization;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// What a proof of a campaign stands on: its rehearsal (applied, put back, applied again), and then every fault of every plan,
/// played on its own make-believe instruments by the real Applier. Plans are tried side by side.
/// </summary>
/// <param name="services">The host.</param>
/// <param name="folder">Where all of it goes.</param>
/// <param name="plan">Campaign and Applier.</param>
/// <param name="every">Of how many faults one is played.</param>
internal sealed class ProofRun(PackagerServices services, RehearsalFolder folder, RehearsalPlan plan, int every)
{
    private readonly RehearsalInstruments _instruments = new(services.Files, services.Clock, folder);
    private readonly Lock _oneVoice = new();

    /// <summary>Builds the campaign: the same folder gives the same bytes, whoever builds it.</summary>
    public Result<BuiltBundle> Build()
    {
        services.Files.Directory.CreateDirectory(folder.Root);
        return new BundleBuilder(services.Files, services.Clock).Build(plan.Campaign, folder.Bundle);
    }

    /// <summary>Tries it.</summary>
    /// <returns>What was shown; RehearsalFailed with all that was found when it does not hold.</returns>
    public async Task<Result<ProofShown>> Play(BundleManifest manifest)
    {
        if (!_instruments.Copy(plan.Campaign, manifest).TryGet(out var instruments, out var refusal)
            || !new RehearsalStick(services with { Out = TextWriter.Null }, folder).Make(manifest, [.. instruments.Select(one =>
                new ExpectedInstrument(one.Product, one.Serial, [.. ModesOf(manifest, one).Select(mode => mode.Mode)]))])
                .TryGet(out _, out refusal)
            || !(await new RehearsedApplier(services, folder, plan.Applier).Version().ConfigureAwait(false))
                .TryGet(out var applier, out refusal))
            return refusal;
        RehearsalAnswers.Write(services.Files, folder.Answers, manifest, plan);
        if (await new RehearsalTrial(services, folder, plan, manifest)
            .Go(instruments, one => ModesOf(manifest, one).Select(mode => mode.Mode)).ConfigureAwait(false) is { } found)
            return found;

        using var atOnce = new SemaphoreSlim(Environment.ProcessorCount);
        var trials = await Task.WhenAll(instruments.SelectMany(one => ModesOf(manifest, one).Select(mode => (one, mode)))
            .Select(async (pair, index) =>
            {
                await atOnce.WaitAsync().ConfigureAwait(false);
                try
                {
                    return await Task.Run(() => Try(manifest, pair.one, pair.mode, index)).ConfigureAwait(false);
                }
                finally
                {
                    atOnce.Release();
                }
            })).ConfigureAwait(false);
        if (trials.Select(one => one.Refusal).OfType<Refusal>().FirstOrDefault() is { } stopped)
            return stopped;
        var shown = trials.Select(one => one.Value).ToList();
        List<AuthoredMistake> findings = [.. shown.SelectMany(one => one.Findings)];
        return findings.Count > 0
            ? AuthoredMistake.Refuse(findings, RefusalCode.RehearsalFailed)
            : new ProofShown(applier, shown.Sum(one => one.Faults), shown.Sum(one => one.Played),
                [.. shown.SelectMany(one => one.Lines)]);
    }

    private static IEnumerable<ModeTarget> ModesOf(BundleManifest manifest, RehearsedInstrument instrument) => manifest.Products
        .Where(product => product.Product == instrument.Product).SelectMany(product => product.Modes);

    private async Task<Result<TriedPlan>> Try(BundleManifest manifest, RehearsedInstrument instrument, ModeTarget mode, int index)
    {
        var name = $"{instrument.Product} {instrument.Serial}, {mode.Mode}";
        var root = Path.Combine(folder.Proof, index.ToString("00", CultureInfo.InvariantCulture));
        var slot = ProofSlot.Of(services.Files, folder.Instruments, root, instrument, mode.Mode);
        _instruments.Boot(slot.Instrument, mode.Mode);
        slot.Keep(ProofTrial.Untouched);
        // Nobody has done the mode that comes first: a person says that it is done.
        var answers = Path.Combine(root, "answers.json");
        RehearsalAnswers.Write(services.Files, answers, manifest, plan with { Only = mode.Mode });
        var trial = new ProofTrial(new RehearsedApplier(services, folder, plan.Applier, answers), slot, mode.Mode, name);
        if (!(await trial.Measure().ConfigureAwait(false)).TryGet(out var records, out var refusal))
            return refusal;
        var steps = mode.Phases.SelectMany(phase => phase.Steps).ToList();
        var faults = ProofFault.Of(steps, records.Applying, records.Undoing).ToList();
        var played = faults.Where((_, at) => at % every == 0).ToList();
        Say($"proving  {name}: {played.Count} of {faults.Count} faults");
        var met = new List<ProofFault>();
        foreach (var fault in trial.Findings.Count > 0 ? [] : played)
        {
            if (!(await trial.Play(fault).ConfigureAwait(false)).TryGet(out var wasMet, out refusal))
                return refusal;
            if (wasMet)
                met.Add(fault);
        }

        if (trial.Findings.Count == 0)
            slot.Remove();
        return new TriedPlan(faults.Count, played.Count, trial.Findings,
        [
            $"{name}: applied, put back, applied again",
            .. met.CountBy(fault => fault.Kind).Select(kind => $"{name}: {kind.Value} {kind.Key}"),
        ]);
    }

    private void Say(string line)
    {
        lock (_oneVoice)
            services.Error.WriteLine(line);
    }

    /// <summary>What became of one plan.</summary>
    private sealed record TriedPlan(int Faults, int Played, IReadOnlyList<AuthoredMistake> Findings, IReadOnlyList<string> Lines);
}

/// <summary>What a proof has shown.</summary>
/// <param name="Applier">Version and commit of the Applier.</param>
/// <param name="Faults">How many faults there are.</param>
/// <param name="Played">How many of them were played; after each everything came to its end.</param>
/// <param name="Tests">What was tried, a line each.</param>
internal sealed record ProofShown(string Applier, int Faults, int Played, IReadOnlyList<string> Tests);
