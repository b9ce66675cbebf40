using System.Runtime.Versioning;
using System.Text;
using PatchKit.Applier.Instruments;
using PatchKit.Qualification.Packages;
using PatchKit.Shared.Values;

namespace PatchKit.Qualification.Parts;

/// <summary>
/// Patches (.msp) and updates of Windows (.msu): what they say of themselves. None is applied: Windows takes no update that
/// Microsoft has not signed.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class UpdateClaims
{
    private const string PatchCode = "{8A8F5C3E-0D4B-4E1B-9C72-000000000001}";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("updates.patch", "A patch's code is read, and that it can be removed", site =>
        {
            var call = PatchOf(site, "pkq-removable.msp", removable: true);
            var (refused, captured) = (site.Instrument.Installers.Unreplaceable(call), site.Instrument.Installers.Capture(call));
            return Evidence.Of(refused is null && captured.Contains(PatchCode, StringComparison.Ordinal),
                $"{refused ?? "nothing is said against it"}; {captured}");
        }),
        Claim.Now("updates.patch-stays", "A patch that cannot be removed again is told before anything is changed", site =>
        {
            var refused = site.Instrument.Installers.Unreplaceable(PatchOf(site, "pkq-stays.msp", removable: false));
            return Evidence.Of(refused?.Contains("AllowRemoval", StringComparison.Ordinal) == true,
                refused ?? "nothing is said against it");
        }),
        Claim.Now("updates.names", "The packages of an update of Windows are read out of it, as DISM names them", site =>
        {
            var captured = site.Instrument.Installers.Capture(UpdateOf(site, "pkq-update", ""));
            return Evidence.Of(captured.Contains("pkq-package~31bf3856ad364e35~amd64~~10.0.1.2", StringComparison.Ordinal),
                captured);
        }),
        Claim.Now("updates.permanent", "An update that Windows never removes again is told before anything is changed", site =>
        {
            var refused = site.Instrument.Installers.Unreplaceable(
                UpdateOf(site, "pkq-permanent", " permanence=\"permanent\""));
            return Evidence.Of(refused?.Contains("permanent", StringComparison.Ordinal) == true,
                refused ?? "nothing is said against it");
        }),
        Claim.Now("updates.inventory", "Every update of Windows that Windows lists is found by its number", site =>
        {
            var listed = (Tool.PowerShell("Get-HotFix | ForEach-Object { $_.HotFixID }") ?? "")
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return listed.Length == 0 ? Evidence.NotRun("Windows lists none")
                : Evidence.Of(listed.All(site.Instrument.Inventory.HasHotfix) && !site.Instrument.Inventory.HasHotfix("KB1"),
                    string.Join(", ", listed));
        }),
    ];

    private static InstallerCall PatchOf(Site site, string name, bool removable)
    {
        var path = site.In(name);
        site.Journal.Make(ThingKind.File, path, () => Patch.Write(path, PatchCode, new Package("1.0.0").Code, removable));
        return Call(site, name);
    }

    // An update is a cabinet with a cabinet in it, which holds the package's manifest.
    private static InstallerCall UpdateOf(Site site, string name, string permanence)
    {
        var path = site.In($"{name}.msu");
        site.Journal.Make(ThingKind.File, path, () => File.WriteAllBytes(path, Cabinet.Of($"{name}.cab", Cabinet.Of("update.mum",
            Encoding.UTF8.GetBytes($"""
                <?xml version="1.0" encoding="utf-8"?>
                <assembly xmlns="urn:schemas-microsoft-com:asm.v3" manifestVersion="1.0">
                  <assemblyIdentity name="pkq-package" version="10.0.1.2" language="neutral" processorArchitecture="amd64"
                    publicKeyToken="31bf3856ad364e35" />
                  <package identifier="KB1"{permanence} />
                </assembly>
                """)))));
        return Call(site, $"{name}.msu");
    }

    private static InstallerCall Call(Site site, string name) => new(site.In(name), MediaPath.Of($"payload/{name}"), [], [],
        site.In($"{name}.log"), new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2), () => { }))
    { Update = "KB1" };
}
