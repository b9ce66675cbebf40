using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>What a person sees of work under way: how long it takes, and what has happened so far.</summary>
[Collection(nameof(HeadlessWizard))]
public sealed class ProgressScreenTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void A_step_says_how_long_it_takes_and_a_long_title_is_not_cut_off(string language)
    {
        var (clock, begun, ended) = (new FakeTimeProvider(), new TaskCompletionSource(), new TaskCompletionSource());
        var lengthy = new LocalizedText(
            "Take the account of the copy service from the group Administrators on this instrument",
            ("it", "Rimuovere l'account del servizio di copia dal gruppo Administrators di questo strumento"));
        using var wizard = Started(
            async (person, cancel) =>
            {
                person.Tell(new StageStarted(Stage.Apply));
                person.Tell(new StepStarted(ScriptedSession.PatchPhase, ScriptedSession.Steps[0], 1, 3, Undoing: false));
                await begun.Task;
                person.Tell(new StepEnded(ScriptedSession.Steps[0], StepOutcome.Done, ""));
                person.Tell(new StepStarted(ScriptedSession.PatchPhase, lengthy, 2, 3, Undoing: false));
                await ended.Task;
                person.Tell(new StepEnded(lengthy, StepOutcome.Undone, ""));
                await Task.Delay(Timeout.Infinite, cancel);
                return ScriptedSession.Done;
            },
            language,
            clock);
        wizard.Until(() => wizard.Text.Contains("0 s ", StringComparison.Ordinal));
        clock.Advance(TimeSpan.FromSeconds(85));
        begun.SetResult();
        wizard.Until(() => wizard.Text.Contains("(1 min 25 s)", StringComparison.Ordinal));
        clock.Advance(TimeSpan.FromSeconds(12));
        ended.SetResult();
        wizard.Until(() => wizard.Text.Contains("(12 s)", StringComparison.Ordinal));
        Approved.Text(wizard.Text, language, "18-times-and-long-titles");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void F2_shows_what_has_happened_while_the_session_goes_on(string language)
    {
        var go = new TaskCompletionSource();
        using var wizard = Started(
            async (person, cancel) =>
            {
                foreach (var happened in ScriptedSession.Verifying)
                    person.Tell(happened);
                await go.Task;
                await person.Held(cancel);
                foreach (var happened in ScriptedSession.BackingUp)
                    person.Tell(happened);
                await Task.Delay(Timeout.Infinite, cancel);
                return ScriptedSession.Done;
            },
            language);
        wizard.Until(() => wizard.Text.Contains("14 ", StringComparison.Ordinal));
        wizard.Press(Key.F2);
        wizard.Await<LogScreen>();
        go.SetResult();
        wizard.Until(() => wizard.Text.Contains(@"D:\PatchKit", StringComparison.Ordinal));
        Assert.IsType<LogScreen>(wizard.Flow.Shell.Current);
        Approved.Text(wizard.Text, language, "19-log");
        wizard.Button(1);
        wizard.Await<WorkScreen>();
    }

    private static HeadlessWizard Started(
        Func<IOperator, CancellationToken, Task<SessionOutcome>> session, string language, FakeTimeProvider? time = null)
    {
        var wizard = new HeadlessWizard(session, language, time);
        wizard.Press(Key.Enter);
        return wizard;
    }
}
