using System.Globalization;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Operators.Printing;

/// <summary>
/// Prints plain lines for people. No cursor is moved and no colour is used, so that any terminal, log or Braille line can take
/// it.
/// </summary>
/// <remarks>
/// In a rehearsal each line says so: whatever is cut out of the output still tells that no real instrument was at work.
/// </remarks>
internal sealed class LinePrinter(TextWriter output, Texts texts, TimeProvider time) : IPrinter
{
    private readonly Lock _lock = new();
    private readonly Pace _pace = new(time);
    private ReturnAddress? _support;
    private long _stepBegan;

    /// <summary>Whether the instrument is make-believe: known once the session has introduced itself.</summary>
    public bool Rehearsal { get; set; }

    /// <inheritdoc/>
    public void Print(SessionEvent happened)
    {
        lock (_lock)
        {
            if (happened is Introduced introduced)
                Rehearsal = introduced.Rehearsal;
            if (happened is SupportKnown known)
                _support = known.Support;
            if (happened is StepStarted)
                _stepBegan = time.GetTimestamp();
            foreach (var line in LinesOf(happened))
                Write(line);
        }
    }

    /// <inheritdoc/>
    public void Answered(string key, string answer) => Say($"  {key}: {answer}");

    /// <summary>A line that is no event: part of a question.</summary>
    public void Say(string line)
    {
        lock (_lock)
            Write(line);
    }

    // Whatever a machine, a script or a file said stands in its line: it begins none of its own.
    private void Write(string line) => output.WriteLine(
        Printable.Line(Rehearsal && line.Length > 0 ? $"REHEARSAL  {line}" : line, Printable.TextLength));

    private IEnumerable<string> LinesOf(SessionEvent happened) => happened switch
    {
        Introduced introduced => Introduction(introduced),
        StageStarted { Stage: var stage } => [$"== {texts.Of(stage)}"],
        StageEnded ended => [$"   {texts.Of(ended)}"],
        BytesMoved moved => _pace.IsWorthShowing(moved) ? [Progress(moved)] : [],
        Checked { Finding: var finding } => [$"   {ChecksText.MarkOf(finding.Level)} {texts.Of(finding)}"],
        StepStarted step =>
        [
            "   " + texts[step.Undoing ? TextKey.UndoLine : TextKey.StepLine,
                Number(step.Index), Number(step.Count), step.Title.In(texts.Language)],
        ],
        StepEnded step => [StepEnd(step)],
        Noted noted => [$"   (i) {texts.Of(noted)}"],
        SupportKnown or Faulted => [],
        SessionEnded ended => End(EndReport.Of(ended.Outcome, texts, _support)),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "an event of no known kind"),
    };

    private IEnumerable<string> Introduction(Introduced introduced)
    {
        yield return $"PatchKit - {texts[TextKey.ProgramVersion, introduced.Version]}";
        if (introduced.Rehearsal)
            yield return texts[TextKey.Rehearsal];
        yield return texts[TextKey.Fingerprint];
        yield return $"   {introduced.RootFingerprint}";
        yield return $"   {texts[TextKey.FingerprintCompare]}";
        yield return texts.Of(introduced.State);
        foreach (var line in StateNotes.Of(introduced.State, texts))
            yield return line;
    }

    private string Progress(BytesMoved moved)
    {
        var sizes = texts[TextKey.Progress, texts.Format.Bytes(moved.Done), texts.Format.Bytes(moved.Total)];
        var left = _pace.Left(moved) is { } rest ? $", {texts.TimeLeft(rest)}" : "";
        return $"   {Number(Pace.PercentOf(moved))} % ({sizes}{left})";
    }

    private string StepEnd(StepEnded step) => step.Outcome is StepOutcome.Failed or StepOutcome.UndoFailed
        ? $"      {texts.Of(step.Outcome, time.GetElapsedTime(_stepBegan))}: {step.Seen}"
        : $"      {texts.Of(step.Outcome, time.GetElapsedTime(_stepBegan))}";

    private static IEnumerable<string> End(EndReport report)
    {
        yield return "";
        yield return $"*** {report.Headline} ***";
        if (report.Support.Length > 0)
            yield return report.Support;
        yield return report.Code;
        if (report.Cause.Length > 0)
            yield return report.Cause;
        yield return report.State;
        foreach (var next in report.Next)
            yield return $"-> {next}";
        foreach (var paper in report.Papers)
            yield return paper;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
