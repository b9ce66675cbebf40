using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>Ends, and what lies beside the way, in a large window and in the full look.</summary>
[Collection(nameof(HeadlessWizard))]
public sealed class LargeScreenTests : IDisposable
{
    public LargeScreenTests() => Look.Set(plain: false);

    public void Dispose() => Look.Set(plain: true);

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void Every_end_in_a_large_window(string language)
    {
        foreach (var (name, outcome) in WizardScreenTests.Outcomes)
        {
            using var wizard = Opened((person, _) =>
            {
                person.Tell(new SupportKnown(ScriptedSession.Support));
                return Task.FromResult(outcome);
            }, language);
            wizard.Press(Key.Enter);
            wizard.Await<EndScreen>();
            Approve(wizard, language, name);
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void Every_screen_beside_the_way_in_a_large_window(string language)
    {
        using var wizard = Opened(async (person, cancel) =>
        {
            person.Tell(new SupportKnown(ScriptedSession.Support));
            person.Tell(new StageStarted(Stage.Consent));
            await person.Ask(ScriptedSession.LocalIt, cancel);
            await person.Ask(ScriptedSession.Consent, cancel);
            return ScriptedSession.Done;
        }, language);
        wizard.Button(2);
        Beside<AdviceScreen>("42-fingerprint-differs");
        wizard.Press(Key.Enter);
        wizard.Await<LocalItScreen>();
        wizard.Press(Key.F1);
        Beside<HelpScreen>("40-help", back: false);
        wizard.Button(2);
        Beside<AdviceScreen>("41-suspicion");
        wizard.Button(3);
        Beside<AdviceScreen>("43-adverse-event");
        wizard.Button(1);
        wizard.Await<LocalItScreen>();
        wizard.Button(2);
        Beside<StopScreen>("44-local-it-not-told");
        wizard.Press(Key.Esc);
        Beside<StopScreen>("14-stop");
        wizard.Press(Key.F2);
        Beside<LogScreen>("19-log");
        wizard.Type("Carlo Verdi");
        wizard.Button(1);
        wizard.Await<ConsentScreen>();
        wizard.Button(2);
        Beside<DeclineScreen>("17-decline");

        void Beside<T>(string name, bool back = true)
            where T : Screen
        {
            wizard.Await<T>();
            Approve(wizard, language, name);
            if (back)
                wizard.Button(1);
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void Suspicions_and_a_receipt_that_waits_in_a_large_window(string language)
    {
        using (var ended = Opened((_, _) => Task.FromResult(ScriptedSession.Done), language))
        {
            ended.Press(Key.Enter);
            ended.Await<EndScreen>();
            Suspect(ended, "45-suspicion-at-the-end");
        }

        using (var halfWay = Opened((_, _) => Task.FromResult(ScriptedSession.Done), language))
        {
            halfWay.State = new(Standing.Between) { Step = 3, Steps = 5, GoesOn = true };
            Suspect(halfWay, "46-suspicion-half-way");
        }

        using var wizard = Opened(async (person, cancel) =>
        {
            person.Tell(new StageStarted(Stage.Receipt));
            var refusal = new Refusal(RefusalCode.ReceiptNotWritten, "PK-0042, E:", "the drive is gone");
            await person.Ask(new RetryQuestion(refusal) { Stands = new(Standing.Done) }, cancel);
            return ScriptedSession.Done;
        }, language);
        wizard.Press(Key.Enter);
        wizard.Await<RetryScreen>();
        Approve(wizard, language, "47-retry-receipt");

        void Suspect(HeadlessWizard wizard, string name)
        {
            wizard.Press(Key.F1);
            wizard.Button(2);
            wizard.Await<AdviceScreen>();
            Approve(wizard, language, name);
        }
    }

    private static void Approve(HeadlessWizard wizard, string language, string name) =>
        Approved.Text(wizard.Text, $"{language}-120x40", name);

    private static HeadlessWizard Opened(Func<IOperator, CancellationToken, Task<SessionOutcome>> session, string language)
    {
        var wizard = new HeadlessWizard(session, language, size: (120, 40));
        wizard.Await<WelcomeScreen>();
        return wizard;
    }
}
