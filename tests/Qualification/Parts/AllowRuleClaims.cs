using System.Runtime.Versioning;
using Microsoft.Win32;
using PatchKit.Packager.Sticks;
using PatchKit.Shared.Values;

namespace PatchKit.Qualification.Parts;

/// <summary>
/// The rules that <c>packager previsit</c> makes for a site's policies, made here for this very program by the same code: whether
/// Windows takes them, and takes them to allow it.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class AllowRuleClaims
{
    private const string Policies = @"SOFTWARE\Policies\Microsoft\Windows\Safer";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("rules.applocker-hash", "AppLocker sees in a program the hash that the rules carry", site =>
        {
            var path = Environment.ProcessPath!;
            var seen = Tool.PowerShell($"(Get-AppLockerFileInformation -Path '{path}').Hash.HashDataString");
            return seen is null
                ? Evidence.NotRun("PowerShell says nothing")
                : Evidence.Of(seen.Trim().Equals($"0x{Program().Image.Hex}", StringComparison.OrdinalIgnoreCase), seen);
        }),
        Claim.Now("rules.applocker", "AppLocker reads the rules, and they allow the program to everyone", site =>
        {
            var rules = site.In("applocker.xml");
            site.Journal.Make(ThingKind.File, rules, () => File.WriteAllBytes(rules, Rules().AppLocker()));
            var seen = Tool.PowerShell($"(Test-AppLockerPolicy -XmlPolicy '{rules}' -Path '{Environment.ProcessPath}' " +
                "-User Everyone).PolicyDecision");
            return seen is null
                ? Evidence.NotRun("PowerShell says nothing")
                : Evidence.Of(seen.Trim() == "Allowed", seen);
        }),
        Claim.Now("rules.restriction", "The registry editor takes the rules for Software Restriction Policies as they are meant",
            site =>
            {
                using (var there = Registry.LocalMachine.OpenSubKey(Policies))
                {
                    if (there is not null)
                        return Evidence.NotRun($@"HKLM\{Policies} is there already");
                }

                var file = site.In("restriction.reg");
                site.Journal.Make(ThingKind.File, file, () => File.WriteAllBytes(file, Rules().SoftwareRestriction()));
                var (code, text) = (0, "");
                // Without a default level nothing is enforced by it.
                site.Journal.Make(ThingKind.Key, Policies, () => (code, text) = Tool.Run("reg.exe", $"import \"{file}\""));
                var taken = Taken();
                Registry.LocalMachine.DeleteSubKeyTree(Policies, throwOnMissingSubKey: false);
                return Evidence.Of(code == 0 && taken is null,
                    code == 0 ? taken ?? "all of it" : $"it ended with {code}: {text}");
            }),
    ];

    // What stands in the registry otherwise than it is meant; null when nothing does.
    private static string? Taken()
    {
        var program = Program();
        using var hashes = Registry.LocalMachine.OpenSubKey($@"{Policies}\CodeIdentifiers\262144\Hashes");
        if (hashes?.GetSubKeyNames() is not [var id])
            return "there is not one rule";
        using var rule = hashes.OpenSubKey(id)!;
        using var second = rule.OpenSubKey("SHA256");
        return !program.Md5.SequenceEqual(rule.GetValue("ItemData") as byte[] ?? [])
            || rule.GetValue("ItemSize") is not long size || size != program.Length ? "the first hash or the size"
            : !Convert.FromHexString(program.Sha256.Hex).SequenceEqual(second?.GetValue("ItemData") as byte[] ?? [])
                ? "the second hash"
            : null;
    }

    private static AllowRules Rules() => new(Token.Of<StickId>("PKQ"), [Program()], DateTimeOffset.UnixEpoch.AddYears(50));

    private static AllowedProgram Program() => AllowedProgram.Of(
        MediaPath.Of($"applier/{Path.GetFileName(Environment.ProcessPath)}"), File.ReadAllBytes(Environment.ProcessPath!))!;
}
