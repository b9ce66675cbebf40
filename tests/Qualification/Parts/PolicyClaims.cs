using System.Runtime.Versioning;
using Microsoft.Win32;

namespace PatchKit.Qualification.Parts;

/// <summary>A site's policies: one at a time is set, told, and taken back.</summary>
[SupportedOSPlatform("windows")]
internal static class PolicyClaims
{
    private const string Policies = @"SOFTWARE\Policies\Microsoft\Windows\";
    private const string AnyProgram = "<FilePublisherRule Id=\"1\" Name=\"pkq\" UserOrGroupSid=\"S-1-1-0\" Action=\"Allow\"/>";

    private static readonly Policy NoInstaller = new("Installer", ("DisableMSI", 2));
    private static readonly Policy OnlySigned = new("PowerShell", ("EnableScripts", 1), ("ExecutionPolicy", "AllSigned"));

    // Nothing enforces it as long as the service AppIDSvc does not run.
    private static readonly Policy OnlyListed = new(@"SrpV2\Exe\pkq-rule", ("Value", AnyProgram));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Told("policies.installer", "That Windows Installer is disabled is told", NoInstaller,
            site => site.Instrument.Machine.Read().InstallerPolicy),
        Told("policies.powershell", "That PowerShell may run no unsigned scripts is told", OnlySigned,
            site => site.Instrument.Machine.Read().PowerShellPolicy),
        Told("policies.applocker", "Rules of AppLocker that leave administrators no way are told", OnlyListed,
            site => site.Instrument.Machine.Read().BlockingPolicy),
        Claim.Now("policies.cmd", "A harmless script of cmd runs, and nothing is said", site => Runs(site, ".cmd")),
        Claim.Now("policies.ps1", "A harmless script of PowerShell runs, and nothing is said", site => Runs(site, ".ps1")),
        Claim.Now("policies.exe", "A program that was copied to a closed folder of the Applier's starts from there", site =>
        {
            var (here, copy) = (AppContext.BaseDirectory, site.In(Thing.Mark + "program"));
            site.Journal.Make(ThingKind.Folder, copy, () =>
            {
                site.Instrument.Places.Close(copy);
                foreach (var file in Directory.EnumerateFiles(here))
                    File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            });
            var (code, text) = Tool.Run(Path.Combine(copy, Path.GetFileName(Environment.ProcessPath!)), "--version");
            return Evidence.Of(code == 0, $"it ended with {code}: {text}");
        }),
        Told("policies.trial", "A harmless script of PowerShell that a policy keeps from running is told", OnlySigned,
            site => site.Instrument.Machine.RefusesScripts(".ps1") ?? ""),
    ];

    private static Evidence Runs(Site site, string extension)
    {
        var told = site.Instrument.Machine.RefusesScripts(extension);
        return Evidence.Of(told is null, told ?? "nothing is said");
    }

    // What is asked while the policy is set, and after it.
    private static Claim Told(string id, string text, Policy policy, Func<Site, string?> ask) => Claim.Now(id, text, site =>
    {
        var (path, top) = (Policies + policy.Key, Policies + policy.Key.Split('\\')[0]);
        using (var there = Registry.LocalMachine.OpenSubKey(top))
        {
            if (there is not null)
                return Evidence.NotRun($@"HKLM\{top} is there already");
        }

        site.Journal.Make(ThingKind.Key, top, () =>
        {
            using var made = Registry.LocalMachine.CreateSubKey(path);
            foreach (var (name, value) in policy.Values)
                made.SetValue(name, value);
        });
        var told = ask(site);
        Registry.LocalMachine.DeleteSubKeyTree(top, throwOnMissingSubKey: false);
        var after = ask(site);
        return Evidence.Of(told?.Length > 0 && after?.Length == 0, $"'{told}', then '{after}'");
    });

    private sealed record Policy(string Key, params (string Name, object Value)[] Values);
}
