using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared.Receipts;
using Terminal.Gui.Drawing;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>The verdict in one big sentence, what was changed, what to do now, and the receipt.</summary>
internal sealed class EndScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public EndScreen(Texts texts, SessionOutcome outcome, Action close)
        : base(texts)
    {
        var report = EndReport.Of(outcome, texts);
        var headline = new Label
        {
            Y = 0,
            Width = Dim.Fill(),
            Height = 3,
            BorderStyle = outcome.Verdict is Verdict.Inconsistent or Verdict.HalfWay ? LineStyle.Double : LineStyle.Single,
            TextAlignment = Alignment.Center,
            Text = $"{MarkOf(outcome.Verdict)} {report.Headline}",
            CanFocus = false,
        };
        headline.Border.Settings &= ~BorderSettings.Title;
        Add(headline);
        Readable(new(Lines(report, texts)) { Y = 3, Width = Dim.Fill(), Height = Dim.Fill(3) });
        Buttons((texts[TextKey.Close], close));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.End;

    private static IEnumerable<string> Lines(EndReport report, Texts texts)
    {
        if (report.Cause.Length > 0)
        {
            yield return report.Cause;
            yield return "";
        }

        yield return report.State;
        yield return "";
        yield return $"{texts[TextKey.WhatNow]}:";
        for (var index = 0; index < report.Next.Length; index++)
            foreach (var line in Folding.Hang($"{index + 1}. ", report.Next[index], LineWidth - 4))
                yield return line;
        if (report.Papers.Length > 0)
            yield return "";
        foreach (var paper in report.Papers)
            yield return paper;
    }

    private static string MarkOf(Verdict verdict) => verdict switch
    {
        Verdict.Applied or Verdict.AlreadyApplied => "[OK]",
        Verdict.RestartPending => "[..]",
        Verdict.Refused or Verdict.Undone => "[! ]",
        _ => "[XX]",
    };
}
