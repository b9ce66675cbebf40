using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using PatchKit.Applier.Instruments;

namespace PatchKit.Qualification.Parts;

/// <summary>Scripts, as a bundle brings them.</summary>
[SupportedOSPlatform("windows")]
internal static class ScriptClaims
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(4);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Later("scripts.cmd", "A script of cmd runs, and its exit code, its output and its reason are told",
            async (site, cancel) =>
            {
                var run = await Run(site, "pkq-plain.cmd",
                    "@echo off\r\necho said %1\r\necho because 1>&2\r\nexit /b 7\r\n", cancel);
                return Evidence.Of(run is { ExitCode: 7, Reason: "because" } && run.Output.Trim() == "said apply", In(run));
            }),
        Claim.Later("scripts.powershell", "A script of PowerShell runs, and its exit code and its output are told",
            async (site, cancel) =>
            {
                var run = await Run(site, "pkq-shell.ps1", "param($verb)\r\nWrite-Output \"said $verb\"\r\nexit 7\r\n", cancel);
                return Evidence.Of(run.ExitCode == 7 && run.Output.Trim() == "said apply", In(run));
            }),
        Claim.Later("scripts.oem-text", "Text in the code page of this Windows' console is read as it was meant",
            async (site, cancel) =>
            {
                var page = CodePagesEncodingProvider.Instance.GetEncoding(CultureInfo.InstalledUICulture.TextInfo.OEMCodePage);
                if (page is null)
                    return Evidence.NotRun("this Windows' console has no code page");
                var path = site.In("pkq-text.cmd");
                site.Journal.Make(ThingKind.File, path,
                    () => File.WriteAllBytes(path, page.GetBytes("@echo off\r\necho pr\u00fcfen\r\n")));
                var run = await Call(site, path, Site.Soon, cancel);
                return Evidence.Of(run.Output.Trim() == "pr\u00fcfen", $"code page {page.CodePage}: {run.Output.Trim()}");
            }),
        Claim.Later("scripts.child", "A script whose child stays has ended, and the child is named", async (site, cancel) =>
        {
            var run = await Run(site, "pkq-child.cmd",
                "@echo off\r\nstart /b ping -n 20 127.0.0.1 >nul\r\nexit /b 0\r\n", cancel);
            var left = site.Instrument.Scripts.Left();
            // Each is told as "name (number)", and ours.
            foreach (var one in left)
                Removal.End(int.Parse(one[(one.LastIndexOf('(') + 1)..^1], CultureInfo.InvariantCulture));
            return Evidence.Of(run.ExitCode == 0 && left.Any(one => one.StartsWith("ping", StringComparison.OrdinalIgnoreCase)),
                $"{In(run)}, still at work: {(left.Count == 0 ? "nobody" : string.Join(", ", left))}");
        }),
        Claim.Later("scripts.limit", "A script past its limit is ended with all its children", async (site, cancel) =>
        {
            var path = site.File("pkq-long.cmd", "@echo off\r\nping -n 40 127.0.0.1 >nul\r\nexit /b 0\r\n");
            var before = site.Instrument.Scripts.Left().Count;
            var run = await Call(site, path, Short, cancel);
            var left = site.Instrument.Scripts.Left().Count;
            return Evidence.Of(run.ExitCode is null && left <= before, $"{In(run)}, at work before: {before}, after: {left}");
        }),
        Claim.Later("scripts.no-input", "A script that asks for input gets none and ends", async (site, cancel) =>
        {
            var run = await Run(site, "pkq-asks.cmd", "@echo off\r\nset /p answer=\r\nexit /b 3\r\n", cancel);
            return Evidence.Of(run.ExitCode == 3, In(run));
        }),
    ];

    private static Task<ScriptRun> Run(Site site, string name, string text, CancellationToken cancel) =>
        Call(site, site.File(name, text), Site.Soon, cancel);

    private static Task<ScriptRun> Call(Site site, string path, TimeSpan limit, CancellationToken cancel)
    {
        var state = site.In("pkq-state");
        if (!Directory.Exists(state))
            site.Journal.Make(ThingKind.Folder, state, () => Directory.CreateDirectory(state));
        return site.Instrument.Scripts.Run(new(path, "apply", state, "en", limit), cancel);
    }

    private static string In(ScriptRun run) =>
        $"ended with {run.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "its limit"}, " +
            $"said '{run.Output.Trim()}', reason '{run.Reason}'";
}
