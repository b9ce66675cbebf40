using System.Globalization;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Stages under way before the first change: verifying, and the backup with bytes and time left.</summary>
internal sealed class WorkScreen : Screen
{
    // Title, a blank line, and the lines of the bottom: progress, "please wait", buttons.
    private const int ListHeight = 11;

    private readonly Story _story;
    private readonly Label[] _lines;
    private readonly ProgressLine _progress;

    /// <summary>Makes the screen for the stages of one station of the way.</summary>
    public WorkScreen(Texts texts, Story story, Rail rail, Action stop)
        : base(texts)
    {
        (_story, Rail) = (story, rail);
        Heading(texts[rail == Rail.Backup ? TextKey.BackupRunning : TextKey.Working]);
        _lines = [.. Enumerable.Range(0, ListHeight).Select(_ => Line(""))];
        _progress = new ProgressLine { Y = Pos.AnchorEnd(6) };
        Add(_progress, new Label { Y = Pos.AnchorEnd(4), Text = texts[TextKey.PleaseWait], CanFocus = false });
        Buttons(new Press(texts[TextKey.Stop], stop, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }

    /// <inheritdoc/>
    public override TextKey Hint => TextKey.KeysHintBusy;

    /// <inheritdoc/>
    public override void Refresh()
    {
        var lines = StageLines().Concat(FindingLines()).ToList();
        var shown = lines.Skip(Math.Max(0, lines.Count - _lines.Length)).ToList();
        for (var row = 0; row < _lines.Length; row++)
            _lines[row].Text = row < shown.Count ? shown[row] : "";
        _progress.Show(_story.Moved, _story.Left, Texts);
    }

    private IEnumerable<string> StageLines() =>
        from entry in _story.Stages
        where Rail == Rail.Backup == entry.Stage is Stage.Backup or Stage.ProveRestore

        // The findings say more than that the checks have ended.
        where entry is not { Stage: Stage.Preflight, Ended: not null }
        from line in entry.Ended is { } ended
            ? Folding.Hang("[OK] ", Texts.Of(ended), LineWidth)
            : Folding.Hang("[> ] ", Texts.Of(entry.Stage), LineWidth)
        select line;

    private IEnumerable<string> FindingLines()
    {
        if (Rail == Rail.Backup)
            yield break;
        var passed = _story.Findings.Count(finding => finding.Level == FindingLevel.Pass);
        if (passed > 0)
            yield return $"[OK] {Texts[TextKey.ChecksPassed, passed.ToString(CultureInfo.InvariantCulture)]}";
        foreach (var finding in _story.Findings.Where(finding => finding.Level != FindingLevel.Pass))
            foreach (var line in Folding.Hang(finding.Level == FindingLevel.Warn ? "[! ] " : "[XX] ", Texts.Of(finding),
                LineWidth))
                yield return line;
        foreach (var note in _story.Notes)
            foreach (var line in Folding.Hang("(i)  ", Texts.Of(note), LineWidth))
                yield return line;
    }
}
