using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>Gloves, a touch screen, a name typed where a button has the focus: nothing starts or stops by accident.</summary>
[Collection(nameof(HeadlessWizard))]
public sealed class SafeHandsTests
{
    private readonly List<object> _answers = [];

    [Fact]
    public void No_letter_presses_a_button_whatever_has_the_focus()
    {
        using var wizard = Asked(ScriptedSession.ManualStep(1));
        var screen = wizard.Await<ManualStepScreen>();
        for (var letter = 'a'; letter <= 'z'; letter++)
            wizard.Press(new Key(letter), new Key(char.ToUpperInvariant(letter)), new Key(letter).WithAlt);
        Assert.Same(screen, wizard.Flow.Shell.Current);
        Assert.Empty(_answers);
    }

    [Fact]
    public void A_digit_presses_the_button_that_it_stands_on()
    {
        using var wizard = Asked(ScriptedSession.ManualStep(1));
        wizard.Await<ManualStepScreen>();
        Assert.Contains("1 Done, check it", wizard.Text, StringComparison.Ordinal);
        wizard.Press(new Key('1'));
        wizard.Await<EndScreen>();
        Assert.Equal([ManualStepAnswer.Done], _answers);
    }

    [Fact]
    public void Who_reads_aside_after_a_stop_is_told_that_it_ends_and_Esc_leads_back()
    {
        var held = new TaskCompletionSource();
        using var wizard = new HeadlessWizard(async (person, _) =>
        {
            person.Tell(ScriptedSession.Introduction);
            await held.Task;
            await person.Held(CancellationToken.None);
            return new(Verdict.Refused, new(RefusalCode.Cancelled, "", ""));
        }, "en");
        wizard.Press(Key.Enter);
        wizard.Await<WorkScreen>();
        wizard.Press(Key.Esc);
        wizard.Await<StopScreen>();
        wizard.Press(new Key('2').WithAlt);
        wizard.Await<WorkScreen>();
        wizard.Press(Key.F1);
        wizard.Await<HelpScreen>();
        wizard.Press(new Key('2').WithAlt);
        wizard.Await<AdviceScreen>();
        Assert.Contains("The program is ending", wizard.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("has begun", wizard.Text, StringComparison.Ordinal);
        held.SetResult();
        wizard.Press(Key.Esc);
        var end = wizard.Await<EndScreen>();

        // The last screen has help, too, and Esc leads back to it.
        wizard.Press(Key.F1);
        wizard.Await<HelpScreen>();
        wizard.Press(Key.Esc);
        Assert.Same(end, wizard.Flow.Shell.Current);
    }

    [Fact]
    public void Digits_in_a_text_are_text()
    {
        using var wizard = Asked(ScriptedSession.Consent);
        wizard.Await<ConsentScreen>();
        wizard.Type("x 12");
        Assert.Contains("[x 12", wizard.Text, StringComparison.Ordinal);
        Assert.IsType<ConsentScreen>(wizard.Flow.Shell.Current);
    }

    [Fact]
    public void Two_taps_do_not_press_two_screens()
    {
        using var wizard = Asked(ScriptedSession.ManualStep(1), ScriptedSession.ManualStep(2), ScriptedSession.ManualStep(3));
        wizard.Await<ManualStepScreen>();
        wizard.Press(Key.Enter);
        wizard.Until(() => _answers.Count == 1);
        wizard.Await<ManualStepScreen>();
        wizard.Until(() => wizard.Text.Contains("2 of 3", StringComparison.Ordinal));
        wizard.Looks = TimeSpan.FromSeconds(0.4);
        wizard.Press(Key.Enter);
        Assert.Single(_answers);
    }

    [Fact]
    public void A_key_that_repeats_closes_no_screen_unread()
    {
        using var wizard = Asked();
        wizard.Await<EndScreen>();
        wizard.Looks = TimeSpan.FromSeconds(0.05);
        for (var repeat = 0; repeat < 100; repeat++)
            wizard.Press(Key.Enter);
        Assert.False(wizard.Left);
        wizard.Looks = TimeSpan.FromSeconds(0.5);
        wizard.Press(Key.Enter);
        Assert.True(wizard.Left);
    }

    [Fact]
    public void A_finger_that_rests_from_the_screen_before_presses_nothing()
    {
        using var wizard = new HeadlessWizard((_, _) => Task.FromResult(ScriptedSession.Done), language: null);
        wizard.Down(8, 6);
        wizard.Button(1);
        var welcome = wizard.Await<WelcomeScreen>();
        wizard.Up(8, 21);
        Assert.Same(welcome, wizard.Flow.Shell.Current);
        wizard.Click(8, 22);
        wizard.Await<EndScreen>();
    }

    [Fact]
    public void To_decline_is_asked_once_more_and_the_question_comes_back_as_it_was()
    {
        using var wizard = Asked(ScriptedSession.Consent);
        var consent = wizard.Await<ConsentScreen>();
        wizard.Type("Anna");
        wizard.Button(2);
        wizard.Await<DeclineScreen>();
        Assert.Contains("A receipt says that you declined.", wizard.Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        wizard.Button(1);
        Assert.Same(consent, wizard.Flow.Shell.Current);
        Assert.Contains("[Anna", wizard.Text, StringComparison.Ordinal);
        Assert.Empty(_answers);
    }

    [Fact]
    public void Whoever_declines_says_why_in_the_forms_words_or_in_their_own()
    {
        using var wizard = Asked(ScriptedSession.Consent, ScriptedSession.Consent);
        wizard.Await<ConsentScreen>();
        wizard.Button(2);
        wizard.Await<DeclineScreen>();
        wizard.Button(2);
        Assert.Contains("Choose a reason first.", wizard.Text, StringComparison.Ordinal);
        wizard.Press(Key.Tab, Key.Tab, Key.Tab, Key.Space);
        wizard.Button(2);
        wizard.Until(() => _answers.Count == 1);

        wizard.Until(() => wizard.Flow.Shell.Current is ConsentScreen);
        wizard.Button(2);
        wizard.Await<DeclineScreen>();
        wizard.Press(Key.Tab, Key.Tab, Key.Tab, Key.Tab, Key.Space);
        wizard.Button(2);
        Assert.Contains("Write the other reason first.", wizard.Text, StringComparison.Ordinal);
        wizard.Type("in May");
        wizard.Button(2);
        wizard.Until(() => _answers.Count == 2);
        Assert.Equal(
            [
                new ConsentAnswer.Declined(new(DeclineReason.NoInterruption)),
                new ConsentAnswer.Declined(new(DeclineReason.Other) { Text = "in May" }),
            ],
            _answers);
    }

    [Fact]
    public void To_undo_and_to_give_up_are_asked_once_more()
    {
        using var wizard = Asked(ScriptedSession.ManualStep(1), ScriptedSession.Retry);
        foreach (var (ask, shown) in new (Action, Func<bool>)[]
        {
            (() => wizard.Button(2), () => wizard.Flow.Shell.Current is ManualStepScreen),
            (() => wizard.Button(2), () => wizard.Flow.Shell.Current is RetryScreen),
        })
        {
            wizard.Until(shown);
            var before = _answers.Count;
            ask();
            wizard.Await<StopScreen>();
            Assert.Equal(before, _answers.Count);
            wizard.Button(1);
            wizard.Until(shown);
            ask();
            wizard.Await<StopScreen>();
            wizard.Button(2);
            wizard.Until(() => _answers.Count > before);
        }

        Assert.Equal([ManualStepAnswer.Cancel, false], _answers);
    }

    [Fact]
    public void To_quit_before_anything_began_is_asked_once_more()
    {
        using var wizard = new HeadlessWizard((_, _) => Task.FromResult(ScriptedSession.Done), "en");
        wizard.Await<WelcomeScreen>();
        wizard.Press(Key.Esc);
        wizard.Await<StopScreen>();
        Assert.False(wizard.Left);
        wizard.Button(2);
        Assert.True(wizard.Left);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void No_dangerous_button_lies_where_another_screen_has_one(string language)
    {
        var (safe, dangerous) = (new HashSet<(int, int)>(), new HashSet<(int, int)>());
        using var wizard = new HeadlessWizard(new ScriptedSession().Run, language);
        WizardTests.GoToTheEnd(wizard);
        foreach (var (button, kind) in wizard.Buttons)
            for (var x = button.Left; x < button.Right; x++)
                for (var y = button.Top; y < button.Bottom; y++)
                    (kind == PressKind.Dangerous ? dangerous : safe).Add((x, y));
        Assert.NotEmpty(dangerous);
        Assert.Empty(safe.Intersect(dangerous));
        Assert.All(safe.Concat(dangerous), place => Assert.InRange(place.Item1, 2, 77));
    }

    [Theory]
    [InlineData(60, 15)]
    [InlineData(79, 25)]
    [InlineData(80, 23)]
    [InlineData(1, 1)]
    public void What_does_not_fit_the_window_cannot_be_agreed_to(int columns, int rows)
    {
        using var wizard = Asked(ScriptedSession.Consent);
        var consent = wizard.Await<ConsentScreen>();
        wizard.Type("503");
        wizard.Press(Key.Enter);

        wizard.Resize(columns, rows);
        if (columns >= 60)
            Assert.Contains("Make the window larger", wizard.Text, StringComparison.Ordinal);
        wizard.Press(Key.Enter, new Key('1'), new Key('1').WithAlt, Key.Tab, Key.Enter, Key.Space);
        Assert.Empty(_answers);
        wizard.Resize(120, 40);
        Assert.Same(consent, wizard.Flow.Shell.Current);
        Assert.Contains("[503", wizard.Text, StringComparison.Ordinal);
        wizard.Button(1);
        wizard.Await<EndScreen>();
        Assert.Equal([new ConsentAnswer.Agreed("503")], _answers);
    }

    // Asks these questions in turn, then ends.
    private HeadlessWizard Asked(params object[] questions)
    {
        var wizard = new HeadlessWizard(async (person, cancel) =>
        {
            foreach (var question in questions)
                _answers.Add(question switch
                {
                    ConsentQuestion consent => await person.Ask(consent, cancel),
                    ManualStepQuestion step => await person.Ask(step, cancel),
                    RetryQuestion retry => await person.Ask(retry, cancel),
                    _ => throw new ArgumentOutOfRangeException(nameof(questions)),
                });
            return ScriptedSession.Done;
        }, "en");
        wizard.Press(Key.Enter);
        return wizard;
    }
}
