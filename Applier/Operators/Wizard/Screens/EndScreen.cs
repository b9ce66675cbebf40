using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using Terminal.Gui.ViewBase;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>The verdict in one big sentence, what was changed, what to do now, and the receipt.</summary>
internal sealed class EndScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public EndScreen(Texts texts, SessionOutcome outcome, ReturnAddress? support, Action close)
        : base(texts)
    {
        var report = EndReport.Of(outcome, texts, support);
        var (mark, rule) = SignOf(outcome.Verdict);
        var frame = new string(rule, LineWidth);
        foreach (var line in new[] { frame, $"{mark}  {report.Headline}  {mark}", frame })
            Line(line).TextAlignment = Alignment.Center;
        Readable(new(Lines(report, texts)) { Y = 3, Width = Dim.Fill(), Height = Dim.Fill(3) });
        Buttons(new Press(texts[TextKey.Close], close));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.End;

    private static IEnumerable<string> Lines(EndReport report, Texts texts)
    {
        if (report.Support.Length > 0)
            yield return report.Support;
        yield return report.Code;
        yield return "";

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

    // Six ends that nobody mixes up, without colour and in any font: done, restart, not started, undone, not finished, and do
    // not use.
    private static (string Mark, char Rule) SignOf(Verdict verdict) => verdict switch
    {
        Verdict.Applied or Verdict.AlreadyApplied or Verdict.Holds => ("[OK]", '='),
        Verdict.RestartPending => ("[>>]", '>'),
        Verdict.Refused or Verdict.Declined => ("[--]", '-'),
        Verdict.Undone => ("[<<]", '<'),
        Verdict.HalfWay => ("[//]", '/'),
        _ => ("[XX]", '#'),
    };
}
