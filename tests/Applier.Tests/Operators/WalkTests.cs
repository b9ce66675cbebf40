using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Applier.Sessions;
using PatchKit.Applier.State;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>
/// The real session walked through the real wizard, on a make-believe instrument: what a technician meets, from the first screen
/// to the end, and the receipt that is left.
/// </summary>
[Collection(nameof(HeadlessWizard))]
public sealed class WalkTests : WizardWalk
{
    [Theory]
    [InlineData(Hand.Keys)]
    [InlineData(Hand.Digits)]
    [InlineData(Hand.Taps)]
    public void All_goes_well_and_a_second_start_finds_it_done(Hand hand)
    {
        With = hand;
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.Contains("UPDATE DONE", End, StringComparison.Ordinal);
        Assert.Equal("applied", VerdictOf(Receipts()[0]));
        Met.Clear();
        Assert.Equal((Verdict.AlreadyApplied, 0), Walk());
        Assert.DoesNotContain(typeof(ConsentScreen), Met);
        Assert.Equal(2, Receipts().Count);
    }

    [Theory]
    [InlineData(1, "no-product-needs-it")]
    [InlineData(2, "no-interruption")]
    public void Declined_for_each_of_the_forms_reasons(int choice, string reason)
    {
        Differently[typeof(ConsentScreen)] = wizard =>
        {
            Press(wizard, 2);
            wizard.Await<DeclineScreen>();
            wizard.Press([.. Enumerable.Repeat(Key.Tab, choice + 1), Key.Space]);
            Press(wizard, 2);
        };
        Untouched((Verdict.Declined, (int)RefusalCode.Declined));
        Assert.Equal(reason, (string?)Receipts()[0]["decline"]!["reason"]);
    }

    [Fact]
    public void Tampering_suspected()
    {
        Differently[typeof(LocalItScreen)] = wizard =>
        {
            wizard.Press(Key.F1);
            wizard.Await<HelpScreen>();
            Press(wizard, 2);
            wizard.Await<AdviceScreen>();
            Press(wizard, 2);
        };
        Untouched((Verdict.Compromised, (int)RefusalCode.Compromised));
        Assert.Equal("compromised", VerdictOf(Receipts()[0]));
        Assert.Single(Disk.Inner.Directory.GetFiles(ReceiptFolder, "diagnosis-*.zip"));
    }

    [Fact]
    public void The_fingerprint_differs()
    {
        Differently[typeof(WelcomeScreen)] = wizard =>
        {
            Press(wizard, 2);
            wizard.Await<AdviceScreen>();
            Press(wizard, 2);
        };
        Untouched((Verdict.Declined, (int)RefusalCode.Declined));
        Assert.Equal("fingerprint-differs", (string?)Receipts()[0]["decline"]!["reason"]);
    }

    [Fact]
    public void Local_IT_was_not_told()
    {
        Differently[typeof(LocalItScreen)] = wizard =>
        {
            Press(wizard, 2);
            Mean(wizard);
        };
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.Null(Receipts()[0]["localIt"]!["name"]);
    }

    [Fact]
    public void What_was_in_the_way_is_mended_and_checked_again()
    {
        Run("MiSeqOperatingSoftware");
        Differently[typeof(ChecksScreen)] = wizard =>
        {
            Assert.Contains("[XX] The instrument is busy", wizard.Text, StringComparison.Ordinal);
            Run();
            Press(wizard, 1);
        };
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.Contains(typeof(ChecksScreen), Met);
        Assert.Single(Receipts());
    }

    [Fact]
    public void What_is_in_the_way_is_given_up_with_a_receipt()
    {
        Run("MiSeqOperatingSoftware");
        Differently[typeof(ChecksScreen)] = wizard =>
        {
            Press(wizard, 2);
            Mean(wizard);
        };
        Untouched((Verdict.Refused, (int)RefusalCode.NotIdle));
        Assert.Equal("refused", VerdictOf(Receipts()[0]));
    }

    [Fact]
    public void A_step_fails_and_all_is_put_back()
    {
        Disk = PowerCutDisk.Holding(World.LastStepFails);
        Untouched((Verdict.Undone, (int)RefusalCode.StepFailed));
        Assert.Contains("UPDATE UNDONE", End, StringComparison.Ordinal);
        Assert.Matches("Step [0-9]+ \"", End);
        Assert.Equal("undone", VerdictOf(Receipts()[0]));
    }

    [Theory]
    [InlineData(typeof(OriginScreen), Verdict.Refused)]
    [InlineData(typeof(AttestationScreen), Verdict.Refused)]
    [InlineData(typeof(LocalItScreen), Verdict.Refused)]
    [InlineData(typeof(ConsentScreen), Verdict.Refused)]
    [InlineData(typeof(BackupScreen), Verdict.Refused)]
    [InlineData(typeof(ManualStepScreen), Verdict.Undone)]
    public void Stopped_at_any_question(Type screen, Verdict verdict)
    {
        Differently[screen] = wizard =>
        {
            wizard.Press(Key.Esc);
            Mean(wizard);
        };
        var before = World.Snapshot(Disk.Inner);
        var end = Walk();
        Assert.Contains(screen, Met);
        Assert.Equal((verdict, before), (end.Verdict, World.Snapshot(Disk.Inner)));
    }

    [Theory]
    [InlineData(nameof(Stage.Stage), Verdict.Refused)]
    [InlineData(nameof(Stage.Preflight), Verdict.Refused)]
    [InlineData(nameof(Stage.Backup), Verdict.Refused)]
    [InlineData(nameof(Stage.ProveRestore), Verdict.Refused)]
    [InlineData(nameof(Stage.Apply), Verdict.Undone)]
    public void Stopped_at_work_in_any_stage(string named, Verdict verdict)
    {
        var stage = Enum.Parse<Stage>(named);
        using var asked = new ManualResetEventSlim();
        using var meant = new ManualResetEventSlim();
        Happens = happened =>
        {
            // The session stands still while the person decides; once the changes have begun, after the first of them.
            var now = stage == Stage.Apply ? happened is StepEnded : happened is StageStarted one && one.Stage == stage;
            if (asked.IsSet || !now)
                return;
            asked.Set();
            meant.Wait(TimeSpan.FromSeconds(30));
        };
        Stopper = wizard =>
        {
            if (meant.IsSet || !asked.IsSet)
                return;
            wizard.Press(Key.Esc);
            Mean(wizard);
            meant.Set();
        };
        Untouched(verdict);
        Assert.True(meant.IsSet);
    }

    [Fact]
    public async Task A_start_after_a_cut_goes_on_without_asking_for_consent()
    {
        await CutOff();
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.DoesNotContain(typeof(ConsentScreen), Met);
        Assert.Single(Receipts());
    }

    [Fact]
    public async Task What_does_not_fit_together_is_neither_old_nor_new_and_is_not_gone_on_with()
    {
        await CutOff();
        var kept = new StateFile<OpenSession>(Disk.Inner, Path.Combine(World.State, "session"), OpenSession.Format);
        var open = kept.Read().Value.Value!;
        kept.Write(open with
        {
            Facts = open.Facts with { Backup = open.Facts.Backup! with { Proof = Sha256Digest.Of("another"u8) } },
        });
        Assert.Equal((Verdict.Inconsistent, (int)RefusalCode.Inconsistent), Walk());
        Assert.Contains("DO NOT USE THE INSTRUMENT", End, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stick_that_is_plugged_in_again_takes_the_receipt()
    {
        Happens = AtTheReceipt(Take);
        Differently[typeof(RetryScreen)] = wizard =>
        {
            Assert.Contains("The update is in place; every step was checked.", wizard.Text, StringComparison.Ordinal);
            Bring();
            Press(wizard, 1);
        };
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.Contains(typeof(RetryScreen), Met);
        Assert.Single(Receipts());
    }

    [Fact]
    public void Another_stick_in_its_place_takes_nothing_and_the_end_says_so()
    {
        Happens = AtTheReceipt(() =>
        {
            Take();
            Disk.Inner.Directory.CreateDirectory(World.Stick);
        });
        Differently[typeof(RetryScreen)] = wizard =>
        {
            Press(wizard, 2);
            Mean(wizard);
        };
        Assert.Equal((Verdict.Applied, (int)RefusalCode.ReceiptNotWritten), Walk());
        Assert.Contains("kept on the instrument", End.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Empty(Disk.Inner.Directory.GetFileSystemEntries(World.Stick));
    }

    [Fact]
    public void A_stick_that_is_full_keeps_the_receipt_on_the_instrument()
    {
        var full = false;
        World.Disk = files => new WatchedDisk(files, call =>
        {
            if (full && new[] { "CreateNew", World.Stick }.All(part => call.Contains(part, StringComparison.Ordinal)))
                throw new IOException("No space left on device", 28);
        });
        Happens = AtTheReceipt(() => full = true);
        Differently[typeof(RetryScreen)] = wizard =>
        {
            full = false;
            Press(wizard, 1);
        };
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.Contains(typeof(RetryScreen), Met);
        Assert.Single(Receipts());
    }
}
