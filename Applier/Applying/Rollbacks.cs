using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Which applications belong to one rollback, and what is told of them: a bundle that was applied twice is old again only when
/// both are taken back. All lists have the newest application first.
/// </summary>
internal static class Rollbacks
{
    /// <summary>The reason of an undo that a person asked for: it has not failed.</summary>
    public const string AskedFor = "a rollback was asked for";

    /// <summary>
    /// What a rollback takes back: all applications of the bundle that was applied last, up to one of another bundle or one whose
    /// undo data are gone. Empty when there is none.
    /// </summary>
    public static ImmutableArray<Application> Of(ImmutableArray<Application> all)
    {
        var changed = all.Where(one => one.State.Stage != TransactionStage.Undone).ToImmutableArray();
        ImmutableArray<Application> chain = [.. changed.TakeWhile(one => one.State.Stage != TransactionStage.Forgotten
            && one.Request.Bundle.Sha256 == changed[0].Request.Bundle.Sha256)];
        return chain is [.., { State.Stage: TransactionStage.Undoing } oldest] ? With(oldest, all) : chain;
    }

    /// <summary>
    /// What is taken back together with an application whose undo has begun: it, and what was applied after it, also what is back
    /// already.
    /// </summary>
    public static ImmutableArray<Application> With(Application oldest, ImmutableArray<Application> all) =>
        [.. all.TakeWhile(one => one != oldest)
            .Where(one => one.State.Stage != TransactionStage.Undone || one.UndoLead == oldest.UndoLead), oldest];

    /// <summary>The application whose receipt tells of all that are taken back.</summary>
    public static Application Lead(ImmutableArray<Application> chain, ImmutableArray<Application> all) =>
        chain[^1] is { State.Stage: TransactionStage.Undoing } oldest
            ? all.FirstOrDefault(one => one.Folder.Number == oldest.UndoLead) ?? chain[0]
            : chain[0];

    /// <summary>The steps that a rollback would take back, by the plan's order.</summary>
    public static ImmutableArray<StepId> Undoable(ImmutableArray<Application> all) =>
        [.. Of(all).Reverse().SelectMany(one => one.Steps)
            .Where(step => step is { Before: not null, Outcome: not StepOutcome.Undone })
            .Select(step => step.Step.Id).Distinct()];

    /// <summary>
    /// How an application ended, for its receipt; null when it has not, or when a newer one's receipt tells of it.
    /// </summary>
    public static ApplyOutcome? Ended(Application application, ImmutableArray<Application> all)
    {
        if (all.Any(one => one.State.IsHalfWay))
            return null;
        if (application.State.Stage == TransactionStage.Applied)
            return application.Outcome(Verdict.Applied, null);
        if (application.State.Stage != TransactionStage.Undone || application.UndoLead != application.Folder.Number)
            return null;
        var chain = all.Where(one => one.UndoLead == application.Folder.Number).ToImmutableArray();
        var why = application.UndoReason ?? new Refusal(RefusalCode.Cancelled, "", "it was undone");
        var outcome = Outcome(chain, why);
        return why.Reason == AskedFor ? AsAskedFor(outcome, chain[0], all) : outcome;
    }

    /// <summary>An undo that a person asked for is what they wanted; what stays new or was left different is refused.</summary>
    /// <param name="outcome">How the undo ended.</param>
    /// <param name="taken">The newest application that was taken back.</param>
    /// <param name="all">All applications.</param>
    public static ApplyOutcome AsAskedFor(ApplyOutcome outcome, Application taken, ImmutableArray<Application> all)
    {
        var refusal = outcome.Compared?.Refusal;
        if (Staying(taken, all) is { IsEmpty: false } staying)
        {
            string In(string language) => string.Join(", ", staying.Select(step => step.Step.Title.In(language)));
            var titles = new LocalizedText(In(LocalizedText.English),
                [.. LocalizedText.Languages.Skip(1).Select(language => (language, In(language)))]);
            var reason = $"an earlier application's undo data are gone; what stays: {titles.En}";
            refusal = new Refusal(RefusalCode.StepsStay, "", refusal is null ? reason : $"{reason}; {refusal.Reason}")
                .With(new Fact.Title(titles));
        }

        return outcome with { Verdict = Verdict.Undone, Refusal = refusal };
    }

    /// <summary>
    /// The steps that an earlier application of the same bundle has changed and that cannot be taken back, because its undo data
    /// are gone: what a rollback leaves new.
    /// </summary>
    /// <param name="taken">The newest application that was taken back.</param>
    /// <param name="all">All applications.</param>
    public static ImmutableArray<StepProgress> Staying(Application taken, ImmutableArray<Application> all) =>
        [.. all.Where(one => one.State.Stage != TransactionStage.Undone)
            .TakeWhile(one => one.State.Stage == TransactionStage.Forgotten
                && one.Request.Bundle.Sha256 == taken.Request.Bundle.Sha256)
            .SelectMany(one => one.Steps).Where(step => step.Before is not null).DistinctBy(step => step.Step.Id)];

    /// <summary>
    /// What is told of applications that were taken back: of each step what the oldest one says that had changed it, and the
    /// newest one's journal.
    /// </summary>
    public static ApplyOutcome Outcome(ImmutableArray<Application> chain, Refusal why)
    {
        var verdict = chain.All(one => one.IsUntouched) ? Verdict.Refused : Verdict.Undone;
        var steps = chain[0].Steps.Select(step => chain.Reverse().Select(one => Same(one, step)).OfType<StepProgress>()
            .FirstOrDefault(one => one.Before is not null) ?? step);
        var compared = chain[^1].Compared;
        if (compared is { Different: > 0 })
            why = why with { Reason = $"{why.Reason}; {compared.InWords()}" };
        return chain[0].Outcome(verdict, why) with { Phases = Application.Report(steps), Compared = compared };
    }

    private static StepProgress? Same(Application application, StepProgress step) =>
        application.Steps.FirstOrDefault(one => one.Step.Id == step.Step.Id);
}
