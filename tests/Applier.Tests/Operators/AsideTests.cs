using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>
/// What a person finds beside the way, from every screen: help, whom to call, "not now", and that something is wrong with the
/// instrument.
/// </summary>
[Collection(nameof(HeadlessWizard))]
public sealed class AsideTests
{
    private readonly List<object> _answers = [];
    private readonly List<Objection?> _objections = [];

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void F1_and_the_button_at_the_top_open_help_and_it_leads_back(string language)
    {
        using var wizard = Asked(language, ScriptedSession.LocalIt);
        var question = wizard.Await<LocalItScreen>();
        wizard.Type("Carlo");
        wizard.Press(Key.F1);
        wizard.Await<HelpScreen>();
        Approved.Text(wizard.Text, language, "40-help");
        wizard.Button(1);
        Assert.Same(question, wizard.Flow.Shell.Current);
        Assert.Contains("[Carlo", wizard.Text, StringComparison.Ordinal);
        wizard.Click(72, 1);
        wizard.Await<HelpScreen>();
        Assert.Empty(_answers);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void A_suspicion_says_what_to_do_and_ends_the_session_only_when_it_is_meant(string language)
    {
        using var wizard = Asked(language, ScriptedSession.LocalIt);
        var question = wizard.Await<LocalItScreen>();
        wizard.Press(Key.F1);
        wizard.Button(2);
        wizard.Await<AdviceScreen>();
        Approved.Text(wizard.Text, language, "41-suspicion");
        wizard.Button(1);
        wizard.Await<HelpScreen>();
        wizard.Button(1);
        Assert.Same(question, wizard.Flow.Shell.Current);
        Assert.Empty(_objections.OfType<Objection>());

        wizard.Press(Key.F1);
        wizard.Button(2);
        wizard.Button(2);
        wizard.Await<EndScreen>();
        Assert.Equal(new Objection.Compromised(), Assert.Single(_objections));
        Assert.Empty(_answers);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void A_receipt_that_is_not_on_the_stick_is_asked_about_after_what_became_of_the_instrument(string language)
    {
        using var wizard = new HeadlessWizard(async (person, cancel) =>
        {
            person.Tell(new StageStarted(Stage.Receipt));
            var refusal = new Refusal(RefusalCode.ReceiptNotWritten, "PK-0042, E:", "the drive is gone");
            _answers.Add(await person.Ask(new RetryQuestion(refusal) { Stands = new(Standing.Done) }, cancel));
            return ScriptedSession.Done;
        }, language)
        {
            State = new(Standing.Done),
        };
        wizard.Press(Key.Enter);
        wizard.Await<RetryScreen>();
        Approved.Text(wizard.Text, language, "47-retry-receipt");
        wizard.Press(Key.Esc);
        wizard.Await<StopScreen>();
        Assert.DoesNotContain(new Texts(language)[TextKey.StopPutsBack][..30], wizard.Text, StringComparison.Ordinal);
        wizard.Button(1);
        wizard.Await<RetryScreen>();
        wizard.Button(1);
        wizard.Await<EndScreen>();
        Assert.Equal([true], _answers);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void A_suspicion_at_the_end_is_told_what_to_do_and_ends_nothing(string language)
    {
        using var wizard = Asked(language);
        var end = wizard.Await<EndScreen>();
        wizard.Press(Key.F1);
        wizard.Button(2);
        wizard.Await<AdviceScreen>();
        Approved.Text(wizard.Text, language, "45-suspicion-at-the-end");
        wizard.Button(1);
        wizard.Button(1);
        Assert.Same(end, wizard.Flow.Shell.Current);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void A_suspicion_while_an_update_is_half_way_promises_a_diagnosis_and_no_receipt(string language)
    {
        using var wizard = new HeadlessWizard(Session([]), language)
        {
            State = new(Standing.Between) { Step = 3, Steps = 5, GoesOn = true },
        };
        wizard.Press(Key.F1);
        wizard.Button(2);
        wizard.Await<AdviceScreen>();
        Approved.Text(wizard.Text, language, "46-suspicion-half-way");
        wizard.Button(2);
        wizard.Await<EndScreen>();
        Assert.Equal(new Objection.Compromised(), Assert.Single(_objections));
    }

    [Fact]
    public void Where_the_delivery_does_not_say_where_harm_is_reported_support_can_name_it()
    {
        using var wizard = new HeadlessWizard(Session([]), "en");
        wizard.Press(Key.F1);
        wizard.Button(3);
        wizard.Await<AdviceScreen>();
        Assert.Contains("your country's authority", wizard.Text, StringComparison.Ordinal);
        Assert.Contains("Ministero della Salute, dispo", new Texts("en").AdverseEvent(ScriptedSession.Support),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void A_fingerprint_that_differs_leads_to_advice_and_starts_a_session_for_its_receipt_alone(string language)
    {
        using var wizard = new HeadlessWizard(Session([]), language);
        wizard.Await<WelcomeScreen>();
        wizard.Button(2);
        wizard.Await<AdviceScreen>();
        Approved.Text(wizard.Text, language, "42-fingerprint-differs");
        wizard.Button(1);
        wizard.Await<WelcomeScreen>();
        wizard.Button(2);
        wizard.Button(2);
        wizard.Await<EndScreen>();
        Assert.Equal(new Objection.NotNow(new(DeclineReason.FingerprintDiffers)), Assert.Single(_objections));
    }

    [Fact]
    public void Not_now_is_said_at_any_question_before_the_update_with_the_forms_reasons()
    {
        using var wizard = Asked("en", ScriptedSession.Checks);
        wizard.Await<ChecksScreen>();
        wizard.Press(Key.F1);
        wizard.Button(4);
        wizard.Await<DeclineScreen>();
        wizard.Press(Key.Tab, Key.Tab, Key.Tab, Key.Space);
        wizard.Button(2);
        wizard.Await<EndScreen>();
        Assert.Equal(new Objection.NotNow(new(DeclineReason.NoInterruption)), Assert.Single(_objections));
    }

    [Fact]
    public void Once_the_update_has_begun_help_says_what_to_do_and_ends_nothing()
    {
        using var wizard = new HeadlessWizard(async (person, cancel) =>
        {
            person.Tell(new StageStarted(Stage.Apply));
            _answers.Add(await person.Ask(ScriptedSession.ManualStep(1), cancel));
            return ScriptedSession.Done;
        }, "en");
        wizard.Press(Key.Enter);
        var question = wizard.Await<ManualStepScreen>();
        wizard.Press(Key.F1);
        wizard.Await<HelpScreen>();
        Assert.DoesNotContain("Not now", wizard.Text, StringComparison.Ordinal);
        wizard.Button(2);
        wizard.Await<AdviceScreen>();
        Assert.Contains("The update has begun", wizard.Text, StringComparison.Ordinal);
        wizard.Button(2);
        wizard.Button(1);
        wizard.Button(1);
        Assert.Same(question, wizard.Flow.Shell.Current);
        Assert.Empty(_answers);
    }

    [Fact]
    public void Nothing_is_changed_behind_the_help_and_a_question_waits_behind_it()
    {
        var (held, go) = (false, new TaskCompletionSource());
        using var wizard = new HeadlessWizard(async (person, cancel) =>
        {
            person.Tell(new SupportKnown(ScriptedSession.Support));
            await go.Task;
            await person.Held(cancel);
            held = true;
            _answers.Add(await person.Ask(ScriptedSession.Backup, cancel));
            return ScriptedSession.Done;
        }, "en");
        wizard.Press(Key.Enter);
        wizard.Await<WorkScreen>();
        wizard.Press(Key.F1);
        wizard.Await<HelpScreen>();
        go.SetResult();
        for (var round = 0; round < 20; round++)
            Assert.IsType<HelpScreen>(wizard.Text.Length > 0 ? wizard.Flow.Shell.Current : null);
        Assert.False(held);
        wizard.Button(1);
        wizard.Await<BackupScreen>();
        wizard.Press(Key.F1);
        wizard.Button(3);
        wizard.Await<AdviceScreen>();
        Approved.Text(wizard.Text, "en", "43-adverse-event");
    }

    [Fact]
    public void Local_IT_that_was_not_told_is_warned_about_and_asked_once_more()
    {
        using var wizard = Asked("it", ScriptedSession.LocalIt);
        wizard.Await<LocalItScreen>();
        wizard.Button(1);
        Assert.Contains("Inserire il nome", wizard.Text, StringComparison.Ordinal);
        wizard.Button(2);
        wizard.Await<StopScreen>();
        Approved.Text(wizard.Text, "it", "44-local-it-not-told");
        wizard.Button(1);
        wizard.Await<LocalItScreen>();
        wizard.Button(2);
        wizard.Button(2);
        wizard.Await<EndScreen>();
        Assert.Equal([new LocalItAnswer(null)], _answers);
    }

    [Fact]
    public void Nothing_is_attested_that_was_not_answered()
    {
        using var wizard = Asked("en", ScriptedSession.Attestation("en"));
        wizard.Await<AttestationScreen>();
        Assert.DoesNotContain("(*)", wizard.Text, StringComparison.Ordinal);
        wizard.Button(1);
        Assert.Contains("Enter name, title and company first.", wizard.Text, StringComparison.Ordinal);
        wizard.Type("Anna");
        wizard.Press(Key.Enter);
        wizard.Type("technician");
        wizard.Button(1);
        Assert.Contains("Answer each sentence", wizard.Text, StringComparison.Ordinal);
        Assert.Empty(_answers);
    }

    [Fact]
    public void The_keyboard_is_opened_where_the_machine_has_one()
    {
        var opened = 0;
        using var wizard = new HeadlessWizard(Session([ScriptedSession.LocalIt]), "en", keyboard: () => opened++);
        wizard.Press(Key.Enter);
        var question = wizard.Await<LocalItScreen>();
        wizard.Press(Key.F1);
        Assert.Contains("5 Keyboard", wizard.Text, StringComparison.Ordinal);
        wizard.Button(5);
        Assert.Equal((1, question), (opened, wizard.Flow.Shell.Current));
    }

    private HeadlessWizard Asked(string language, params object[] questions)
    {
        var wizard = new HeadlessWizard(Session(questions), language);
        wizard.Press(Key.Enter);
        return wizard;
    }

    // Asks these questions in turn; ends as a session does when the person objects.
    private Func<IOperator, CancellationToken, Task<SessionOutcome>> Session(object[] questions) => async (person, cancel) =>
    {
        try
        {
            if (person.Objection is null)
            {
                foreach (var question in questions)
                    _answers.Add(question switch
                    {
                        ChecksQuestion checks => await person.Ask(checks, cancel),
                        AttestationQuestion attestation => await person.Ask(attestation, cancel),
                        LocalItQuestion told => await person.Ask(told, cancel),
                        _ => throw new ArgumentOutOfRangeException(nameof(questions)),
                    });
                return ScriptedSession.Done;
            }
        }
        catch (OperationCanceledException) when (person.Objection is not null)
        {
        }

        _objections.Add(person.Objection);
        return new(person.Objection!.Verdict, person.Objection.Refusal);
    };
}
