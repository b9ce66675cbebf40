using PatchKit.Shared;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>
/// What stays on the screen: title, rehearsal, the way and the hint line; between them stands one <see cref="Screen"/>.
/// </summary>
internal sealed class WizardShell : Runnable
{
    private readonly Label _rail;
    private readonly Label _hint;
    private readonly View _body;
    private readonly Introduced _introduction;
    private readonly Label _title;
    private readonly DeafTime _deaf;
    private readonly Label _small;
    private readonly View _line;
    private BigButton? _help;

    /// <summary>Makes the shell.</summary>
    public WizardShell(Introduced introduction, DeafTime deaf)
    {
        (_introduction, _deaf) = (introduction, deaf);
        SetScheme(Look.Colours);
        _title = Fixed(0);
        _rail = Fixed(1);
        Add(_line = new Line { X = 0, Y = 2, Width = Dim.Fill() });
        _body = new View { X = 0, Y = 3, Width = Dim.Fill(), Height = Dim.Fill(1), CanFocus = true };
        _hint = new Label
        { X = 1, Y = Pos.AnchorEnd(1), Width = Dim.Fill(), Height = 1, CanFocus = false, HotKeySpecifier = default };
        _small = new Label { X = 1, Y = 1, Width = Dim.Fill(1), Height = Dim.Fill(), CanFocus = false, Visible = false };
        Add(_body, _hint, _small);
    }

    /// <summary>Asked to quit: Esc, Ctrl-C or Ctrl-Q. The keys themselves never end anything.</summary>
    public Action? QuitPressed { get; set; }

    /// <summary>Help is wanted: F1, or the button at the top.</summary>
    public Action? HelpPressed { get; set; }

    /// <summary>What has happened so far is wanted: F2.</summary>
    public Action? LogPressed { get; set; }

    /// <summary>The screen that is shown.</summary>
    public Screen? Current { get; private set; }

    /// <summary>Shows a screen in the place of the one before.</summary>
    public void Show(Screen screen, Texts texts)
    {
        if (Current is not null)
            _body.Remove(Current);
        Current = screen;
        // A finger holds on to the button that it went down on, though another screen stands there by now.
        App?.Mouse.UngrabMouse();
        screen.Hears = () => Current == screen && _deaf.Hears && !_small.Visible;
        _deaf.Changed();
        _small.Text = texts[TextKey.WindowSmall];
        // A language may need more words than there is room: what matters stands first.
        _title.Text = Folding.Fold(TitleIn(texts), RoomBesideHelp(texts)).First();
        _rail.Text = RailIn(screen.Rail, texts);
        Offer(texts, screen);
        _hint.Text = HintIn(texts[screen.Hint]);
        _body.Add(screen);
        screen.Refresh();
        screen.Begin();
        SetNeedsLayout();
        SetNeedsDraw();
    }

    /// <summary>
    /// True when the key asks to quit, or is Alt with a button's digit, which acts while a text is typed too: it is then
    /// swallowed.
    /// </summary>
    public bool Swallows(Key key)
    {
        if (key.IsAlt && Current?.Presses(key) is true)
            return true;
        if (key == Key.F1)
        {
            HelpPressed?.Invoke();
            return true;
        }

        if (key == Key.F2)
        {
            LogPressed?.Invoke();
            return true;
        }

        if (key != Key.Esc && key != Key.C.WithCtrl && key != Key.Q.WithCtrl)
            return false;
        QuitPressed?.Invoke();
        return true;
    }

    /// <summary>
    /// In a window that a screen does not fit there is nothing but the wish for a larger one: what cannot be read cannot be
    /// agreed to, and the work goes on behind.
    /// </summary>
    protected override void OnFrameChanged(in System.Drawing.Rectangle frame)
    {
        base.OnFrameChanged(in frame);
        var small = frame.Width < ConsoleProbe.Columns || frame.Height < ConsoleProbe.Rows;
        if (_small is null || small == _small.Visible)
            return;
        _small.Visible = small;
        foreach (var view in new[] { _title, _rail, _line, _body, _hint })
            view.Visible = !small;
        if (_help is not null)
            _help.Visible = !small && Current is { IsAside: false };
        _deaf.Changed();
        if (!small)
            Current?.Begin();
    }

    /// <inheritdoc/>
    protected override bool OnKeyDown(Key key) => Swallows(key) || base.OnKeyDown(key);

    // Every screen has it but those that are reached by it, and the choice of a language, which has no words yet.
    private void Offer(Texts texts, Screen screen)
    {
        if (_help is not null)
            Remove(_help);
        _help = new BigButton(HelpLabel(texts), () =>
        {
            if (screen.Hears())
                HelpPressed?.Invoke();
        })
        {
            X = Pos.AnchorEnd(),
            Y = 0,
            Width = HelpWidth(texts),
            TabStop = TabBehavior.NoStop,
            Visible = !screen.IsAside && !_small.Visible,
        };
        Add(_help);
    }

    private static string HelpLabel(Texts texts) => $"F1 {texts[TextKey.HelpButton]}";

    // A little narrower than others, so that the stations of the way find room beside it.
    private static int HelpWidth(Texts texts) => BigButton.WidthOf(HelpLabel(texts)) - 2;

    private static int RoomBesideHelp(Texts texts) => ConsoleProbe.Columns - HelpWidth(texts) - 2;

    // Key by key, as many as fit.
    private static string HintIn(string hint)
    {
        var keys = hint.Split("   ");
        var fits = Enumerable.Range(1, keys.Length).LastOrDefault(
            count => string.Join("   ", keys[..count]).Length <= ConsoleProbe.Columns - 2, 1);
        return string.Join("   ", keys[..fits]);
    }

    private Label Fixed(int row)
    {
        var label = new Label { X = 1, Y = row, Width = Dim.Fill(), Height = 1, CanFocus = false, HotKeySpecifier = default };
        Add(label);
        return label;
    }

    private string TitleIn(Texts texts) => _introduction.Rehearsal
        ? $"PatchKit {ShortVersion}   *** {texts[TextKey.Rehearsal]} ***"
        : $"PatchKit {ShortVersion}";

    // The commit behind the plus sign stands on the welcome screen; here it would push the rehearsal off the line.
    private string ShortVersion => _introduction.Version.Split('+')[0];

    // All stations where they fit beside the help, else the one alone.
    private static string RailIn(Rail rail, Texts texts)
    {
        (Rail Rail, TextKey Text)[] stations =
        [
            (Rail.Check, TextKey.RailCheck),
            (Rail.Consent, TextKey.RailConsent),
            (Rail.Backup, TextKey.RailBackup),
            (Rail.Apply, TextKey.RailApply),
            (Rail.End, TextKey.RailEnd),
        ];
        if (rail == Rail.None)
            return "";
        var all = string.Join(" - ", stations.Select((station, index) => Shown(station, index, named: true)));
        return all.Length <= RoomBesideHelp(texts) + 1
            ? all
            : string.Join(" - ", stations.Select((station, index) => Shown(station, index, station.Rail == rail)));

        string Shown((Rail Rail, TextKey Text) station, int index, bool named)
        {
            var name = named ? $"{index + 1} {texts[station.Text]}" : $"{index + 1}";
            return station.Rail == rail ? $"[{name}]" : name;
        }
    }
}
