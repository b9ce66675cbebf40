using System.Runtime.Versioning;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Applier.Operators.Wizard;

namespace PatchKit.Qualification.Parts;

/// <summary>The window in which the program runs, and whether the machine lets it work.</summary>
[SupportedOSPlatform("windows")]
internal static class ConsoleClaims
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("console.size", "The console is large enough for the wizard", _ =>
        {
            if (Console.IsOutputRedirected)
                return Evidence.NotRun("the program's output goes into a file or a pipe: start it in a console");
            var (columns, rows) = (Console.WindowWidth, Console.WindowHeight);
            return Evidence.Of(columns >= ConsoleProbe.Columns && rows >= ConsoleProbe.Rows, $"{columns} by {rows}");
        }),
        Claim.Now("console.own", "A window that was opened for the program alone is told from a shell's", _ =>
            Console.IsOutputRedirected
                ? Evidence.NotRun("the program's output goes into a file or a pipe: start it in a console")
                : Evidence.Of(true, OwnConsole.IsOurs ? "a window of its own" : "a shell's")),
        Claim.Now("console.selection", "A click into the console selects nothing as long as the program is at work", _ =>
        {
            bool? before, during;
            using (var console = new UnselectedConsole())
                during = console.Selects;
            using (var console = new UnselectedConsole())
                before = console.SelectedBefore;
            return during is null
                ? Evidence.NotRun("the program's input comes from a file or a pipe: start it in a console")
                : Evidence.Of(during == false, $"before and after: {before}, at work: {during}");
        }),
        Claim.Now("awake.request", "Windows takes the request to stay awake, and lists it", site =>
        {
            using var awake = new StaysAwake("PatchKit is being tried", () => { });
            var (code, text) = Tool.Run("powercfg.exe", "/requests");
            return Evidence.Of(awake.Granted && text.Contains("PatchKit.Qualify", StringComparison.OrdinalIgnoreCase),
                $"granted: {awake.Granted}; powercfg ended with {code}: {text}");
        }),
        Claim.Now("awake.shutdown", "Windows takes the reason why it should not be shut down now", _ =>
        {
            using var awake = new StaysAwake("PatchKit is being tried", () => { });
            return Evidence.Of(awake.HoldsShutdown, $"taken: {awake.HoldsShutdown}");
        }),
        Claim.Now("awake.ending", "Whoever ends the session all the same stops what is at work, and is kept waiting for it", _ =>
        {
            using var stopped = new ManualResetEventSlim();
            using var awake = new StaysAwake("PatchKit is being tried", stopped.Set);
            var told = WindowNativeMethods.PostMessage(awake.Window, WakeNativeMethods.EndSession, 1, 0);
            return Evidence.Of(told && stopped.Wait(Site.Soon), $"told: {told}, stopped: {stopped.IsSet}");
        }),
    ];
}
