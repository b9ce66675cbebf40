using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>Screens that a good session does not show, or shows only while it works.</summary>
[Collection(nameof(HeadlessWizard))]
public class WizardScreenTests
{
    private static readonly Finding Busy =
        new(CheckId.Idle, FindingLevel.Stop, "RTA runs") { Facts = ["process", "RTA", 15], Code = RefusalCode.NotIdle };

    internal static readonly Dictionary<string, SessionOutcome> Outcomes = new()
    {
        ["20-end-already"] = new(Verdict.AlreadyApplied, null)
        {
            State = new(Standing.Done),
            Receipt = new("E:\\receipts\\M70503-Dx.dsse.json", ScriptedSession.Code("5A2W-C4QJ-2SC7"), null),
        },
        ["21-end-restart"] = new(Verdict.RestartPending, null)
        {
            State = new(Standing.RestartAwaited) { GoesOn = true },
            Called = new("Dx"),
        },
        ["22-end-undone"] = new(
            Verdict.Undone, new(RefusalCode.StepFailed, "install-patch", "exit code 1603; the read-back still sees 2.0.0")
            {
                Subject = new Fact.Step(2, ScriptedSession.Steps[1]),
            })
        {
            State = new(Standing.Undone),
            Receipt = new("E:\\receipts\\M70503-Dx.dsse.json", ScriptedSession.Code("FD37-K4KY-2SZM"), null),
        },
        ["23-end-refused"] = new(Verdict.Refused, Busy.Refusal) { State = new(Standing.Untouched) },
        ["24-end-inconsistent"] = new(
            Verdict.Inconsistent,
            new(RefusalCode.Inconsistent, "ucs-service", "the service runs as .\\ucs, before as .\\sbsadmin")
            {
                Subject = new Fact.Step(4, ScriptedSession.Steps[3]),
            })
        {
            State = new(Standing.Inconsistent),
            Receipt = new("E:\\receipts\\M70503-Dx.dsse.json", ScriptedSession.Code("J3SK-1AH2-2S9X"), null),
        },
        ["25-end-receipt-kept"] = new(Verdict.Applied, null)
        {
            State = new(Standing.Done) { ReceiptsKept = 1 },
            Receipt = new("C:\\ProgramData\\PatchKit\\receipts\\M70503-Dx.dsse.json", ScriptedSession.Code("2N51-RMTD-2S1Y"),
                new(RefusalCode.ReceiptNotWritten, "E:\\receipts", "the drive is gone")),
            Outstanding = [ScriptedSession.Ruo],
        },
        ["26-end-half-way"] = new(
            Verdict.HalfWay,
            new Refusal(RefusalCode.DiskFull, "C:\\ProgramData\\PatchKit", "No space left on device")
                .With("No space left on device"))
        {
            State = new(Standing.Between) { Step = 4, Steps = 5, Undoing = true, GoesOn = true },
        },
        ["27-end-second-start"] = new(
            Verdict.Refused, new Refusal(RefusalCode.AlreadyRunning, "", "another Applier is at work here").With("14435", "root"))
        {
            State = new(Standing.Between) { Step = 5, Steps = 7, GoesOn = true },
        },
        ["28-end-other-instrument"] = new(Verdict.Applied, null)
        {
            State = new(Standing.Done),
            Receipt = new("E:\\receipts\\M70503-RUO.dsse.json", ScriptedSession.Code("2N51-RMTD-2S1Y"), null),
            Outstanding =
            [
                ScriptedSession.Other("nextseq550dx", "NDX550181", SampleModes.Dx),
            ],
        },
    };

    public static TheoryData<string, string> Ends()
    {
        var data = new TheoryData<string, string>();
        foreach (var name in Outcomes.Keys)
        {
            data.Add("en", name);
            data.Add("it", name);
        }

        return data;
    }

    [Theory, MemberData(nameof(Ends))]
    public void Every_end_says_what_was_changed_and_what_to_do(string language, string name)
    {
        var outcome = Outcomes[name];
        using var wizard = Started((person, _) =>
        {
            person.Tell(new SupportKnown(ScriptedSession.Support));
            return Task.FromResult(outcome);
        }, language);
        wizard.Await<EndScreen>();
        Approved.Text(wizard.Text, language, name);
        Assert.Equal(outcome.ExitCode, wizard.Flow.ExitCode);
    }

    [Theory]
    [InlineData("en", "start the program again", "Call support")]
    [InlineData("it", "avviare di nuovo il programma", "Chiamare l'assistenza")]
    public void Whoever_stopped_it_may_start_again_and_whose_step_failed_calls_support(string language, string again, string call)
    {
        var texts = new Texts(language);
        var failed = string.Join('\n', EndReport.Of(Outcomes["22-end-undone"], texts).Next);
        var stopped = string.Join('\n', EndReport.Of(
            new(Verdict.Undone, new(RefusalCode.Cancelled, "", "stopped")) { State = new(Standing.Undone) }, texts).Next);
        Assert.Contains(call, failed, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(again, stopped, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(call, stopped, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void Verifying_shows_each_stage_the_findings_and_the_notes(string language)
    {
        using var wizard = Started(Holding(ScriptedSession.Verifying), language);
        wizard.Until(() => wizard.Text.Contains("14 ", StringComparison.Ordinal));
        Approved.Text(wizard.Text, language, "03-verifying");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void The_backup_shows_bytes_and_the_time_left(string language)
    {
        var clock = new FakeTimeProvider();
        var begun = new TaskCompletionSource();
        using var wizard = Started(
            async (person, cancel) =>
            {
                person.Tell(new StageStarted(Stage.Backup));
                person.Tell(new BytesMoved(Stage.Backup, 0, 12_300_000_000));
                await begun.Task;
                clock.Advance(TimeSpan.FromMinutes(2));
                person.Tell(new BytesMoved(Stage.Backup, 4_100_000_000, 12_300_000_000));
                await Task.Delay(Timeout.Infinite, cancel);
                return ScriptedSession.Done;
            },
            language,
            clock);
        wizard.Until(() => wizard.Text.Contains("  0 %", StringComparison.Ordinal));
        begun.SetResult();
        wizard.Until(() => wizard.Text.Contains("33 %", StringComparison.Ordinal));
        Approved.Text(wizard.Text, language, "07-backing-up");
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void Applying_marks_each_step_and_undoing_goes_backwards(string language)
    {
        using var wizard = Started(
            Holding(
            [
                new StageStarted(Stage.Apply),
                .. ScriptedSession.Step(0, StepOutcome.AlreadySo),
                .. ScriptedSession.Step(1, StepOutcome.Done),
                new StepStarted(ScriptedSession.PatchPhase, ScriptedSession.Steps[2], 3, 5, Undoing: false),
            ]),
            language);
        wizard.Until(() =>
            wizard.Text.Contains("3 di 5", StringComparison.Ordinal) || wizard.Text.Contains("3 of 5", StringComparison.Ordinal));
        Approved.Text(wizard.Text, language, "11-applying");

        using var undoing = Started(
            Holding(
            [
                new StageStarted(Stage.Apply),
                .. ScriptedSession.Step(0, StepOutcome.Done),
                .. ScriptedSession.Step(1, StepOutcome.Done),
                .. ScriptedSession.Step(2, StepOutcome.Failed),
                new StepStarted(ScriptedSession.PatchPhase, ScriptedSession.Steps[1], 1, 2, Undoing: true),
                new StepEnded(ScriptedSession.Steps[1], StepOutcome.Undone, "2.0.0 is back"),
                new StepStarted(ScriptedSession.PatchPhase, ScriptedSession.Steps[0], 2, 2, Undoing: true),
            ]),
            language);
        undoing.Until(() =>
            undoing.Text.Contains("2 di 2", StringComparison.Ordinal)
            || undoing.Text.Contains("2 of 2", StringComparison.Ordinal));
        Approved.Text(undoing.Text, language, "13-undoing");
    }

    [Fact]
    public void A_machine_that_wants_the_program_to_end_stops_the_session_and_answers_no_question()
    {
        var (stopped, unanswered) = (false, false);
        using var wizard = Started(
            async (person, cancel) =>
            {
                try
                {
                    // As an undo asks: nothing stops it.
                    await person.Ask(ScriptedSession.Altered, CancellationToken.None);
                }
                catch (OperationCanceledException)
                {
                    unanswered = true;
                }

                stopped = cancel.IsCancellationRequested;
                return Outcomes["22-end-undone"];
            },
            "en");
        wizard.Await<AlteredScreen>();
        wizard.Flow.Close();
        wizard.Until(() => wizard.Flow.ExitCode == (int)RefusalCode.StepFailed);
        Assert.True(stopped && unanswered);
        Assert.IsNotType<EndScreen>(wizard.Flow.Shell.Current);
    }

    [Fact]
    public void A_wizard_that_is_left_before_its_session_has_a_code_of_its_own()
    {
        using var wizard = new HeadlessWizard((_, _) => throw new InvalidOperationException("it was not to begin"), "en");
        wizard.Await<WelcomeScreen>();
        wizard.Press(Key.Esc);
        wizard.Await<StopScreen>();
        wizard.Button(2);
        Assert.True(wizard.Left);
        Assert.Equal(ExitCodes.Interrupted, wizard.Flow.ExitCode);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void Esc_and_Ctrl_C_only_ask_whether_to_stop(string language)
    {
        var cancelled = false;
        using var wizard = Started(
            async (person, cancel) =>
            {
                person.Tell(new StageStarted(Stage.Apply));
                await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
                cancelled = true;
                person.Tell(new StepStarted(ScriptedSession.PatchPhase, ScriptedSession.Steps[0], 1, 1, Undoing: true));
                return new(Verdict.Undone, new(RefusalCode.Cancelled, "", "stopped"));
            },
            language);
        wizard.Await<ApplyScreen>();

        wizard.Press(Key.Esc);
        wizard.Await<StopScreen>();
        Approved.Text(wizard.Text, language, "14-stop");
        wizard.Press(Key.Enter); // The focus is on going on.
        wizard.Await<ApplyScreen>();
        Assert.False(cancelled);

        wizard.Press(Key.C.WithCtrl);
        wizard.Await<StopScreen>();
        wizard.Button(2);
        wizard.Await<EndScreen>();
        Assert.True(cancelled);
        Assert.Equal(81, wizard.Flow.ExitCode);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void To_decline_says_what_follows_and_asks_why(string language)
    {
        using var wizard = Started(async (person, cancel) =>
        {
            person.Tell(new StageStarted(Stage.Consent));
            await person.Ask(ScriptedSession.Consent, cancel);
            return ScriptedSession.Done;
        }, language);
        wizard.Await<ConsentScreen>();
        wizard.Button(2);
        wizard.Await<DeclineScreen>();
        Approved.Text(wizard.Text, language, "17-decline");
    }

    [Fact]
    public void A_question_that_comes_while_stopping_is_asked_waits_behind_it()
    {
        var go = new TaskCompletionSource();
        using var wizard = Started(
            async (person, cancel) =>
            {
                await go.Task;
                await person.Ask(ScriptedSession.Backup, cancel);
                return ScriptedSession.Done;
            },
            "en");
        wizard.Press(Key.Esc);
        wizard.Await<StopScreen>();
        go.SetResult();
        for (var round = 0; round < 20; round++)
            Assert.IsType<StopScreen>(Shown(wizard));
        wizard.Press(Key.Enter);
        wizard.Await<BackupScreen>();
    }

    [Fact]
    public void Consent_needs_the_end_of_the_serial_number()
    {
        var script = new ScriptedSession();
        using var wizard = Started(async (person, cancel) =>
        {
            script.Answers.Add(await person.Ask(ScriptedSession.Consent, cancel));
            return ScriptedSession.Done;
        }, "en");
        wizard.Await<ConsentScreen>();
        wizard.Button(1);
        Assert.Contains("These are not the last characters", wizard.Text);
        wizard.Type("50");
        wizard.Button(1);
        Assert.Contains("These are not the last characters", wizard.Text);
        Assert.Empty(script.Answers);
        wizard.Type("3");
        wizard.Button(1);
        wizard.Await<EndScreen>();
        Assert.Equal(new ConsentAnswer.Agreed("503"), Assert.Single(script.Answers));
    }

    [Fact]
    public void A_backup_that_does_not_fit_is_not_begun()
    {
        using var wizard = Started(async (person, cancel) =>
        {
            await person.Ask(ScriptedSession.Backup, cancel);
            return ScriptedSession.Done;
        }, "en");
        wizard.Await<BackupScreen>();
        // The focus is on the first button: past the other one stand the places.
        wizard.Press(Key.Tab, Key.Tab, Key.Tab, Key.Enter, Key.Tab, Key.Enter);
        wizard.Button(1);
        Assert.IsType<BackupScreen>(Shown(wizard));
        Approved.Text(wizard.Text, "en", "15-backup-too-small");
    }

    [Fact]
    public void A_finger_on_a_button_s_border_presses_it()
    {
        using var wizard = Started((_, _) => Task.FromResult(ScriptedSession.Done), language: null);
        wizard.Click(8, 6);
        wizard.Await<WelcomeScreen>();
    }

    private static PatchKit.Applier.Operators.Wizard.Screen? Shown(HeadlessWizard wizard) =>
        wizard.Text.Length > 0 ? wizard.Flow.Shell.Current : null;

    private static HeadlessWizard Started(
        Func<IOperator, CancellationToken, Task<SessionOutcome>> session,
        string? language,
        FakeTimeProvider? time = null)
    {
        var wizard = new HeadlessWizard(session, language, time);
        if (language is not null)
            wizard.Press(Key.Enter);
        return wizard;
    }

    /// <summary>Tells these events and then works for ever.</summary>
    private static Func<IOperator, CancellationToken, Task<SessionOutcome>> Holding(IEnumerable<SessionEvent> events) =>
        async (person, cancel) =>
    {
        foreach (var happened in events)
            person.Tell(happened);
        await Task.Delay(Timeout.Infinite, cancel);
        return ScriptedSession.Done;
    };
}
