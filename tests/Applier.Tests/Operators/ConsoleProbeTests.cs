using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard;

namespace PatchKit.Tests.Applier.Operators;

public class ConsoleProbeTests
{
    private static readonly ConsoleFacts Old = new(Windows: true, Redirected: false, TakesEscapes: false, 80, 25);
    private static readonly ConsoleFacts Terminal = new(Windows: true, Redirected: false, TakesEscapes: true, 120, 30);
    private static readonly ConsoleFacts Linux = new(Windows: false, Redirected: false, TakesEscapes: true, 80, 24);

    [Fact]
    public void An_old_Windows_console_gets_the_windows_driver_and_the_plain_look() =>
        Assert.Equal(new("windows", Plain: true, Poor: null), ConsoleProbe.Choose(Old, driver: null, plain: false));

    [Fact]
    public void Windows_Terminal_gets_the_full_look_unless_asked_otherwise()
    {
        Assert.Equal(new("windows", Plain: false, Poor: null), ConsoleProbe.Choose(Terminal, driver: null, plain: false));
        Assert.Equal(new("windows", Plain: true, Poor: null), ConsoleProbe.Choose(Terminal, driver: null, plain: true));
        Assert.Equal(new("dotnet", Plain: false, Poor: null), ConsoleProbe.Choose(Terminal, driver: "dotnet", plain: false));
    }

    [Fact]
    public void Elsewhere_it_is_the_ansi_driver() =>
        Assert.Equal(new("ansi", Plain: false, Poor: null), ConsoleProbe.Choose(Linux, driver: null, plain: false));

    [Fact]
    public void Where_the_wizard_cannot_be_shown_plain_text_is_the_way()
    {
        Assert.Equal(TextKey.TerminalPoor, ConsoleProbe.Choose(Linux with { Redirected = true }, null, false).Poor);
        Assert.Equal(TextKey.TerminalPoor, ConsoleProbe.Choose(Linux with { TakesEscapes = false }, null, false).Poor);
        Assert.Equal(TextKey.TerminalPoor, ConsoleProbe.Choose(Old, "ansi", false).Poor);
        Assert.Equal(TextKey.TerminalSmall, ConsoleProbe.Choose(Linux with { Rows = 23 }, null, false).Poor);
        Assert.Equal(TextKey.TerminalSmall, ConsoleProbe.Choose(Linux with { Columns = 79 }, null, false).Poor);
    }
}
