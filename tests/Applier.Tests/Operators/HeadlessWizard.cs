using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>The real wizard on a screen of 80 x 25 that exists in memory alone; keys go in, text comes out.</summary>
internal sealed class HeadlessWizard : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly IApplication _app;
    private readonly FakeTimeProvider _time;
    private readonly VirtualTimeProvider _clicks = new();

    public HeadlessWizard(
        Func<IOperator, CancellationToken, Task<SessionOutcome>> session,
        string? language,
        FakeTimeProvider? time = null,
        Introduced? introduction = null,
        Action? keyboard = null,
        (int Columns, int Rows)? size = null)
    {
        _time = time ?? new();
        _app = Application.Create(_clicks);
        _app.Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(size?.Columns ?? 80, size?.Rows ?? 25);
        Flow = new(_app, session, new()
        {
            Introduction = introduction ?? ScriptedSession.Introduction,
            State = () => State,
            Language = language,
            Console = new("ansi", Plain: true, Poor: null),
            Time = _time,
            Keyboard = keyboard,
        });
        _app.Begin(Flow.Shell);
        Pump();
    }

    public WizardFlow Flow { get; }

    /// <summary>How the instrument stands when the wizard asks.</summary>
    public InstrumentState State { get; set; } = new(Standing.Untouched);

    /// <summary>What stands on the screen now.</summary>
    public string Text
    {
        get
        {
            Pump();
            return _app.Driver!.ToString()!;
        }
    }

    /// <summary>Everything that stood on the screen at any time.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>How long the person looks at the screen before the next key or tap.</summary>
    public TimeSpan Looks { get; set; } = TimeSpan.FromSeconds(1);

    public void Press(params Key[] keys)
    {
        foreach (var key in keys)
        {
            Wait();
            _app.InjectKey(key);
            Pump();
        }
    }

    /// <summary>Presses the button with this digit, whatever is being typed.</summary>
    public void Button(int number) => Press(new Key((char)('0' + number)).WithAlt);

    public void Resize(int columns, int rows)
    {
        _app.Driver!.SetScreenSize(columns, rows);
        Pump();
    }

    public void Type(string text)
    {
        foreach (var character in text)
            Press(new Key(character));
    }

    /// <summary>Whether the screens are closed.</summary>
    public bool Left => Flow.Shell.StopRequested;

    /// <summary>Where each button lay that was shown at any time, and what it leads to.</summary>
    public HashSet<(System.Drawing.Rectangle Place, PressKind Kind)> Buttons { get; } = [];

    public void Down(int column, int row) => Finger(MouseFlags.LeftButtonPressed, column, row);

    public void Up(int column, int row) => Finger(MouseFlags.LeftButtonReleased, column, row);

    public void Click(int column, int row)
    {
        Wait();
        _app.InjectSequence(InputInjectionExtensions.LeftButtonClick(new(column, row)));
        Pump();
    }

    /// <summary>Waits for a screen: the session works on another thread.</summary>
    public T Await<T>()
        where T : Screen
    {
        Until(() => Flow.Shell.Current is T);
        return (T)Flow.Shell.Current!;
    }

    public void Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Pump();
            if (holds())
                return;
            if (limit.IsCancellationRequested)
                Assert.Fail($"it never came to pass; the screen shows:\n{_app.Driver!.ToString()}");
            Thread.Sleep(2);
        }
    }

    public void Dispose()
    {
        Flow.Dispose();
        _app.Dispose();
    }

    private void Pump()
    {
        _app.TimedEvents!.RunTimers();
        _app.LayoutAndDraw(true);
        Seen.Add(_app.Driver!.ToString()!);
        // What is longer than its line would be cut off.
        foreach (var label in Flow.Shell.Current?.SubViews.OfType<Terminal.Gui.Views.Label>() ?? [])
            Assert.True(label.Text.Split('\n').All(line => line.Length <= label.Frame.Width) || label.Frame.Width < 20
                || Flow.Shell.Frame.Width < 80, label.Text);
        var buttons = (Flow.Shell.Current?.SubViews.OfType<BigButton>() ?? []).Where(button => button.Visible).ToList();
        foreach (var button in buttons)
            Buttons.Add((button.FrameToScreen(), button.Kind));
        if (Flow.Shell.Frame.Width < 80 || Flow.Shell.Frame.Height < 24)
            return;
        var help = Flow.Shell.SubViews.OfType<BigButton>().Where(button => button.Visible).ToList();
        foreach (var label in Flow.Shell.SubViews.OfType<Terminal.Gui.Views.Label>().Where(label => label.Visible))
            Assert.InRange(1 + label.Text.Length, 0,
                label.Frame.Y < 2 && help is [var button] ? button.Frame.X : Flow.Shell.Frame.Width);
        // Nor would a finger find what lies beyond the edge, or below another button.
        Assert.All(buttons, button => Assert.InRange(button.FrameToScreen().Right, 0, Flow.Shell.Frame.Width));
        Assert.All(buttons, button => Assert.DoesNotContain(buttons,
            other => other != button && other.FrameToScreen().IntersectsWith(button.FrameToScreen())));
        foreach (var choice in Flow.Shell.Current?.SubViews.OfType<Choice>() ?? [])
            Assert.InRange(choice.Text.Length, 0, choice.Frame.Width);
        foreach (var field in Flow.Shell.Current?.SubViews.OfType<Terminal.Gui.Views.TextField>() ?? [])
            Assert.InRange(field.FrameToScreen().Right, 0, Flow.Shell.Frame.Width);
    }

    // On the screens' clock and on Terminal.Gui's, which tells a double click by it.
    private void Wait()
    {
        _time.Advance(Looks);
        _clicks.Advance(Looks);
    }

    private void Finger(MouseFlags flags, int column, int row)
    {
        Wait();
        _app.InjectMouse(new() { ScreenPosition = new(column, row), Flags = flags });
        Pump();
    }

    /// <summary>Before any test: no driver touches the real console, and the plain look holds for all.</summary>
    [ModuleInitializer]
    internal static void Prepare()
    {
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        Look.Set(plain: true);
    }
}
