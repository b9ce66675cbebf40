using System.IO.Abstractions;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// What lies in a campaign's folder and goes into no bundle: rehearsal instruments, stand-ins, and names that were perhaps meant
/// for one of the folders that do.
/// </summary>
internal sealed class CampaignSurroundings(IFileSystem files, string folder)
{
    /// <summary>The folder of the rehearsal instruments and of the stand-ins.</summary>
    public const string Rehearsal = "rehearsal";

    /// <summary>What the author should know of it.</summary>
    public IEnumerable<AuthoredMistake> Warnings(BundleManifest manifest) =>
        [.. Misspelt(), .. Examples(manifest), .. Instruments(manifest), .. StandIns(manifest), .. Scripts(manifest)];

    private IEnumerable<AuthoredMistake> Examples(BundleManifest manifest) => manifest.Notices.Values.Distinct()
        .Where(notice => NewCampaign.IsExample(notice, files.File.ReadAllBytes(notice.Under(folder))))
        .Select(notice => new AuthoredMistake(notice.Under(folder),
            "this is still what 'packager new' wrote; the customer's notice belongs here"));

    private IEnumerable<AuthoredMistake> Misspelt()
    {
        foreach (var name in files.Directory.EnumerateDirectories(folder).Select(path => files.Path.GetFileName(path))
            .Order(StringComparer.Ordinal))
        {
            var meant = Campaign.Folders.Add(Rehearsal)
                .FirstOrDefault(known => known != name && Spelling.Distance(known, name) <= 2);
            if (meant is not null)
                yield return new(files.Path.Combine(folder, name),
                    $"nothing of this folder goes into the bundle; did you mean '{meant}'?");
        }
    }

    private IEnumerable<AuthoredMistake> Instruments(BundleManifest manifest)
    {
        var rehearsal = files.Path.Combine(folder, Rehearsal);
        var all = files.Directory.Exists(rehearsal) ? InstrumentTemplate.Folders(files, rehearsal).ToList() : [];
        if (all.Count == 0)
        {
            yield return new(rehearsal, "there is no make-believe instrument, so that nobody can rehearse what is signed");
            yield break;
        }

        var known = new List<InstrumentTemplate>();
        foreach (var place in all)
        {
            if (!InstrumentTemplate.Read(files, place).TryGet(out var instrument, out var refusal))
            {
                yield return new(refusal.Place, refusal.Reason);
                continue;
            }

            foreach (var odd in instrument.Unfit(files, manifest).Concat(instrument.Odd(files, manifest)))
                yield return odd;
            if (known.Exists(one => one.Product == instrument.Product && one.Serial == instrument.Serial))
                yield return new(files.Path.Combine(place, InstrumentTemplate.Sheet),
                    $"the serial number {instrument.Serial} is another instrument's already");
            known.Add(instrument);
        }

        foreach (var product in manifest.Products.Where(product => !known.Exists(one => one.Product == product.Product)))
            yield return new(rehearsal,
                $"no make-believe instrument is of the product {product.Product}, so that its plans are not rehearsed");
    }

    private IEnumerable<AuthoredMistake> StandIns(BundleManifest manifest)
    {
        var rehearsal = files.Path.Combine(folder, Rehearsal);
        if (!files.Directory.Exists(rehearsal))
            yield break;
        var wanted = Steps(manifest).SelectMany(step => PlannedStep.Installers(step, "")).Select(one => one.Payload).Distinct()
            .ToDictionary(payload => files.Path.Combine(rehearsal, StandInPackage.Place(payload)));
        foreach (var (place, payload) in wanted.Where(pair => !files.File.Exists(pair.Key)))
            yield return new(place, $"this stand-in is missing: without it a rehearsal cannot install '{payload}'");
        var standIns = files.Path.Combine(rehearsal, StandInPackage.Folder);
        IEnumerable<string> found = files.Directory.Exists(standIns)
            ? files.Directory.EnumerateFiles(standIns, "*", SearchOption.AllDirectories)
            : [];
        var removed = Steps(manifest).OfType<UninstallStep>().Select(step => step.Product)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var place in found.Order(StringComparer.Ordinal))
        {
            var read = StandInPackage.Format.Read(files.File.ReadAllBytes(place), place);
            var isRemoved = read.TryGet(out var package, out var refusal)
                && package.Product is { } left && removed.Contains(left.Name);
            if (!wanted.ContainsKey(place) && !isRemoved)
                yield return new(place, "it stands for no installer of a step and for no product that one removes; its name is " +
                    "the payload's, with '.standin.json' behind");
            else if (refusal is not null)
                yield return new(refusal.Place, refusal.Reason);
            else if (Contradicts(package!, place, rehearsal, manifest) is { } contradicts)
                yield return new(place, contradicts);
        }
    }

    // What a step's proof asks of the thing that its installer leaves.
    private string? Contradicts(StandInPackage package, string place, string rehearsal, BundleManifest manifest)
    {
        foreach (var step in Steps(manifest).OfType<RunInstallerStep>()
            .Where(step => files.Path.Combine(rehearsal, StandInPackage.Place(step.Payload)) == place))
        {
            if (step.InstalledBy == InstallerKind.Update)
            {
                if (!string.Equals(package.Hotfix, step.Update, StringComparison.OrdinalIgnoreCase))
                    return $"the step '{step.Id}' proves the update {step.Update}, and this stand-in does not leave it " +
                        "('hotfix')";
                continue;
            }

            if (package.Product is not { } product)
                return $"the step '{step.Id}' installs a product, and this stand-in leaves none";
            var asked = step.Proof.OfType<ProductProbe>().FirstOrDefault(probe => probe.Exists
                && string.Equals(probe.Name, product.Name, StringComparison.OrdinalIgnoreCase)
                && probe.Version?.Contains(product.Version) == false);
            if (asked is not null)
                return $"it leaves {product.Name} {product.Version}, and the proof of the step '{step.Id}' asks for " +
                    $"{asked.Version}";
        }

        return null;
    }

    private IEnumerable<AuthoredMistake> Scripts(BundleManifest manifest)
    {
        var steps = Steps(manifest).OfType<RunScriptStep>().SelectMany(step => step.Scripts).ToHashSet();
        var probes = Steps(manifest).SelectMany(step => PlannedStep.ScriptProbes(step, "")).SelectMany(one => one.Probe.Scripts);
        foreach (var script in steps.Union(probes))
        {
            var place = files.Path.Combine(folder, script.Text);
            foreach (var verb in CampaignTexts.MissingVerbs(files.File.ReadAllBytes(place)))
            {
                if (verb == "check" || steps.Contains(script))
                    yield return new(place, $"it never says '{verb}', with which it is called");
            }
        }
    }

    private static IEnumerable<Step> Steps(BundleManifest manifest) => PlannedStep.Of(manifest).Select(planned => planned.Step);
}
