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
        [.. Misspelt(), .. StandIns(manifest), .. Scripts(manifest)];

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
        foreach (var place in found.Order(StringComparer.Ordinal))
        {
            if (!wanted.ContainsKey(place))
                yield return new(place,
                    "it stands for no installer of a step; its name is the payload's, with '.standin.json' behind");
            else if (StandInPackage.Format.Read(files.File.ReadAllBytes(place), place).Refusal is { } refusal)
                yield return new(refusal.Place, refusal.Reason);
        }
    }

    private IEnumerable<AuthoredMistake> Scripts(BundleManifest manifest)
    {
        foreach (var script in Steps(manifest).OfType<RunScriptStep>().SelectMany(step => step.Scripts).Distinct())
        {
            var place = files.Path.Combine(folder, script.Text);
            foreach (var verb in CampaignTexts.MissingVerbs(files.File.ReadAllBytes(place)))
                yield return new(place, $"it never says '{verb}', with which it is called");
        }
    }

    private static IEnumerable<Step> Steps(BundleManifest manifest) => PlannedStep.Of(manifest).Select(planned => planned.Step);
}
