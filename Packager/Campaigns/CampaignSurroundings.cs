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
        [.. Misspelt(), .. Examples(manifest), .. StandIns(manifest), .. Scripts(manifest)];

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

    private IEnumerable<AuthoredMistake> StandIns(BundleManifest manifest)
    {
        var rehearsal = files.Path.Combine(folder, Rehearsal);
        if (!files.Directory.Exists(rehearsal))
        {
            yield return new(rehearsal, "there is no make-believe instrument, so that nobody can rehearse what is signed");
            yield break;
        }

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
            var isRemoved = read.TryGet(out var package, out var refusal) && removed.Contains(package.Product.Name);
            if (!wanted.ContainsKey(place) && !isRemoved)
                yield return new(place, "it stands for no installer of a step and for no product that one removes; its name is " +
                    "the payload's, with '.standin.json' behind");
            else if (refusal is not null)
                yield return new(refusal.Place, refusal.Reason);
        }
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
