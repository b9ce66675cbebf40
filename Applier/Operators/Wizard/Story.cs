using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Preflight;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>What has been told so far, as the screens show it. Touched by the screens' thread alone.</summary>
internal sealed class Story(TimeProvider time)
{
    private readonly Pace _pace = new(time);
    private long _stepBegan;
    private int? _before;

    /// <summary>Stages in the order in which they began, each with its end.</summary>
    public List<(Stage Stage, StageEnded? Ended)> Stages { get; } = [];

    /// <summary>The stage that began last.</summary>
    public Stage Current { get; private set; } = Stage.Discover;

    /// <summary>Findings of preflight.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Notes.</summary>
    public List<Noted> Notes { get; } = [];

    /// <summary>Steps of the plan, known from the consent or as they begin.</summary>
    public List<StepRow> Steps { get; } = [];

    /// <summary>The step under way, or null.</summary>
    public StepStarted? Step { get; private set; }

    /// <summary>How long the step under way takes so far.</summary>
    public TimeSpan StepTakes => time.GetElapsedTime(_stepBegan);

    /// <summary>Whom to call, as the delivery says; null while it is not known.</summary>
    public ReturnAddress? Support { get; private set; }

    /// <summary>Bytes moved in the current stage, or null.</summary>
    public BytesMoved? Moved { get; private set; }

    /// <summary>The rest of the time for the bytes; null while it cannot be told.</summary>
    public TimeSpan? Left => Moved is { } moved ? _pace.Left(moved) : null;

    /// <summary>Whether everything is being put back.</summary>
    public bool Undoing => Step is { Undoing: true };

    /// <summary>Whether the person has said to stop.</summary>
    public bool Stopping { get; set; }

    /// <summary>
    /// Whether stopping can be asked for: not twice, not while all is put back, and not when only the receipt is left.
    /// </summary>
    public bool MayStop => !Stopping && !Undoing && Current != Stage.Receipt;

    /// <summary>Takes an event in.</summary>
    public void Take(SessionEvent happened)
    {
        switch (happened)
        {
            case StageStarted { Stage: var stage }:
                (Current, Moved) = (stage, null);
                if (stage == Stage.Preflight)
                    Forget();
                Stages.Add((stage, null));
                break;
            case StageEnded ended:
                var at = Stages.FindLastIndex(entry => entry.Stage == ended.Stage);
                if (at >= 0)
                    Stages[at] = (ended.Stage, ended);
                break;
            case BytesMoved moved:
                _pace.IsWorthShowing(moved);
                Moved = moved;
                break;
            case Checked { Finding: var finding }:
                Findings.Add(finding);
                break;
            case Noted noted:
                Notes.Add(noted);
                break;
            case SupportKnown known:
                Support = known.Support;
                break;
            case StepStarted step:
                Begin(step);
                break;
            case StepEnded step:
                End(step);
                break;
            default:
                break;
        }
    }

    // The checks are made again from here: what they found before counts no more.
    private void Forget()
    {
        Findings.Clear();
        _before ??= Notes.Count;
        Notes.RemoveRange(_before.Value, Notes.Count - _before.Value);
    }

    /// <summary>The plan, as it was consented to.</summary>
    public void Take(ConsentSummary summary)
    {
        Steps.Clear();
        Steps.AddRange(summary.Phases.SelectMany(phase => phase.Steps, (phase, step) => new StepRow(phase.Title, step.Title)));
    }

    private void Begin(StepStarted step)
    {
        (Step, _stepBegan) = (step, time.GetTimestamp());
        var row = Row(step.Title, step.Undoing);
        if (row is null)
            Steps.Add(row = new(step.Phase, step.Title));
        row.Running = true;
        row.Undoing = step.Undoing;
    }

    private void End(StepEnded step)
    {
        if (Steps.Find(row => row.Running && row.Title == step.Title) is not { } row)
            return;
        row.Running = false;
        row.Outcome = step.Outcome;
        row.Took = StepTakes;
        row.Seen = step.Seen;
    }

    /// <summary>
    /// Two steps may have one title: forwards the first that is still to do is meant, backwards the last that was done.
    /// </summary>
    private StepRow? Row(LocalizedText title, bool undoing) => undoing
        ? Steps.FindLast(row => row.Title == title && row.Outcome is not StepOutcome.Undone)
        : Steps.Find(row => row.Title == title && row.Outcome == StepOutcome.Pending) ?? Steps.Find(row => row.Title == title);
}

/// <summary>A step as it is shown.</summary>
internal sealed class StepRow(LocalizedText phase, LocalizedText title)
{
    /// <summary>Its phase.</summary>
    public LocalizedText Phase { get; } = phase;

    /// <summary>What it does.</summary>
    public LocalizedText Title { get; } = title;

    /// <summary>Whether it is under way.</summary>
    public bool Running { get; set; }

    /// <summary>Whether it is, or was, undone.</summary>
    public bool Undoing { get; set; }

    /// <summary>How it ended.</summary>
    public StepOutcome Outcome { get; set; } = StepOutcome.Pending;

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; set; }

    /// <summary>What the read-back saw.</summary>
    public string Seen { get; set; } = "";
}
