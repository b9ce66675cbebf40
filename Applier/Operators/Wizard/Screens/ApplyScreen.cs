using System.Globalization;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>The plan, step by step, each with its mark; backwards too when everything is put back.</summary>
internal sealed class ApplyScreen : Screen
{
    private const int ListHeight = 10;

    private readonly Story _story;
    private readonly Label _heading;
    private readonly Label[] _lines;
    private readonly Label _underline;
    private readonly Label _step;
    private readonly Label _wait;
    private readonly ProgressLine _progress;

    /// <summary>Makes the screen.</summary>
    public ApplyScreen(Texts texts, Story story, Action stop)
        : base(texts)
    {
        _story = story;
        _heading = Line("");
        _underline = Line("");
        _lines = [.. Enumerable.Range(0, ListHeight).Select(_ => Line(""))];
        _step = new Label { Y = Pos.AnchorEnd(8), Width = Dim.Fill(), Height = 2, CanFocus = false, HotKeySpecifier = default };
        _progress = new ProgressLine { Y = Pos.AnchorEnd(6) };
        _wait = new Label { Y = Pos.AnchorEnd(4), Width = Dim.Fill(), CanFocus = false };
        Add(_step, _progress, _wait);
        if (story.MayStop)
            Buttons(new Press(texts[TextKey.Stop], stop, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Apply;

    /// <inheritdoc/>
    public override TextKey Hint => _story.MayStop ? TextKey.KeysHintBusy : TextKey.KeysHintUndo;

    /// <inheritdoc/>
    public override void Refresh()
    {
        _heading.Text = Texts[_story.Undoing ? TextKey.UndoTitle : TextKey.ApplyTitle];
        _underline.Text = Underline(_heading.Text);
        _wait.Text = Texts[_story.Stopping && !_story.Undoing ? TextKey.Stopping : TextKey.ApplyWait];
        ShowList();
        if (_story.Step is not { } step)
            return;
        var said = Folding.Fold(_story.Current == Stage.Receipt
            ? Texts.Of(Stage.Receipt)
            : Texts[step.Undoing ? TextKey.UndoLine : TextKey.StepLine, Number(step.Index), Number(step.Count),
                step.Title.In(Texts.Language)], LineWidth).ToList();
        _step.Text = said.Count > 1 ? string.Join('\n', said.Take(2)) : $"\n{said[0]}";
        var running = _story.Steps.Exists(row => row.Running);
        _progress.Show(running ? step.Index - 1 : step.Index, step.Count, running ? _story.StepTakes : null, Texts);
    }

    private void ShowList()
    {
        // A plan longer than the list is shown around the step that is under way; none is cut off.
        var rows = _story.Steps.SelectMany(row => Shown(row).Select(line => (row.Running, Line: line))).ToList();
        var current = Math.Max(0, rows.FindLastIndex(row => row.Running));
        var first = Math.Clamp(current - (ListHeight / 2), 0, Math.Max(0, rows.Count - ListHeight));
        for (var line = 0; line < _lines.Length; line++)
            _lines[line].Text = first + line < rows.Count ? rows[first + line].Line : "";
    }

    private IEnumerable<string> Shown(StepRow row)
    {
        var outcome = row.Outcome == StepOutcome.Pending || row.Running ? "" : $" - {Texts.Of(row.Outcome, row.Took)}";
        return Folding.Hang($"{Mark(row)} ", $"{row.Title.In(Texts.Language)}{outcome}", LineWidth);
    }

    private static string Mark(StepRow row) => row switch
    {
        { Running: true, Undoing: true } => "[< ]",
        { Running: true } => "[> ]",
        { Outcome: StepOutcome.Pending } => "[  ]",
        { Outcome: StepOutcome.AlreadySo } => "[= ]",
        { Outcome: StepOutcome.NotNeeded } => "[--]",
        { Outcome: StepOutcome.Done } => "[OK]",
        { Outcome: StepOutcome.RestartPending } => "[..]",
        { Outcome: StepOutcome.Undone } => "[<<]",
        _ => "[XX]",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
