namespace PatchKit.Applier.Operators.Wizard;

/// <summary>What the console can take, and so how the person is spoken to.</summary>
/// <param name="Driver">Terminal.Gui's driver: <c>windows</c>, <c>dotnet</c> or <c>ansi</c>.</param>
/// <param name="Plain">16 colours and characters that every console font has.</param>
/// <param name="Poor">Why the wizard cannot be shown at all and plain text is the way; null when it can.</param>
internal sealed record ConsoleChoice(string Driver, bool Plain, TextKey? Poor);

/// <summary>What is known of the console. Gathered by <see cref="ConsoleProbe.Look"/>; given by tests.</summary>
/// <param name="Windows">On Windows.</param>
/// <param name="Redirected">Whether input or output is no terminal.</param>
/// <param name="TakesEscapes">Windows: whether it is Windows Terminal, which says so in WT_SESSION. Elsewhere: whether TERM names
/// a terminal.</param>
/// <param name="Columns">Width in characters.</param>
/// <param name="Rows">Height in characters.</param>
internal sealed record ConsoleFacts(bool Windows, bool Redirected, bool TakesEscapes, int Columns, int Rows);

/// <summary>Decides driver and look for the console at hand.</summary>
internal static class ConsoleProbe
{
    /// <summary>The smallest console that the screens fit, in characters.</summary>
    public const int Columns = 80;

    /// <summary>See <see cref="Columns"/>.</summary>
    public const int Rows = 24;

    /// <summary>Looks at the console of this process.</summary>
    public static ConsoleFacts Look()
    {
        var windows = OperatingSystem.IsWindows();
        var redirected = Console.IsInputRedirected || Console.IsOutputRedirected;
        var takesEscapes = windows
            ? Environment.GetEnvironmentVariable("WT_SESSION") is { Length: > 0 }
            : Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term && term != "dumb";
        return redirected
            ? new(windows, redirected, takesEscapes, 0, 0)
            : new(windows, redirected, takesEscapes, Console.WindowWidth, Console.WindowHeight);
    }

    /// <summary>
    /// Decides. On Windows the <c>windows</c> driver with the plain look draws in every console, also in one that takes no escape
    /// sequences, where the others print rubbish; so nothing has to be asked of an old console. Elsewhere it is <c>ansi</c>,
    /// which needs escape sequences.
    /// </summary>
    /// <param name="facts">The console.</param>
    /// <param name="driver">The driver that the person asked for, or null.</param>
    /// <param name="plain">Whether the person asked for the plain look.</param>
    public static ConsoleChoice Choose(ConsoleFacts facts, string? driver, bool plain)
    {
        var chosen = driver ?? (facts.Windows ? "windows" : "ansi");
        TextKey? poor =
            facts.Redirected || (!facts.TakesEscapes && chosen != "windows") ? TextKey.TerminalPoor
            : facts.Columns < Columns || facts.Rows < Rows ? TextKey.TerminalSmall
            : null;
        return new(chosen, plain || !facts.TakesEscapes, poor);
    }
}
