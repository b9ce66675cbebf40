using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard.Screens;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

[Collection(nameof(HeadlessWizard))]
public class WizardTests : OperatorContract
{
    internal override Task<string> Drive(Func<IOperator, CancellationToken, Task<SessionOutcome>> session, string language)
    {
        using var wizard = new HeadlessWizard(session, language);
        GoToTheEnd(wizard);
        return Task.FromResult(string.Join('\n', wizard.Seen));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public void Every_screen_looks_as_approved(string language)
    {
        var script = new ScriptedSession();
        using var wizard = new HeadlessWizard(script.Run, language: null);

        Approve("01-language");
        wizard.Press(language == "it" ? Key.I.WithAlt : Key.E.WithAlt);
        Approve("02-welcome");
        wizard.Press(Key.Enter);
        wizard.Await<RetryScreen>();
        Approve("04-retry");
        wizard.Press(Key.Enter);
        wizard.Await<BrokenRunsScreen>();
        Approve("15-broken-runs");
        wizard.Press(BrokenOff(language));
        wizard.Await<EarlierModeScreen>();
        Approve("16-earlier-mode");
        wizard.Press(IsDone(language));
        wizard.Await<ConsentScreen>();
        Approve("05-consent");
        wizard.Type("Anna Rossi");
        wizard.Press(Key.Tab);
        wizard.Type("Tecnico");
        wizard.Press(Key.Tab, Key.Enter);
        wizard.Await<BackupScreen>();
        Approve("06-backup");
        wizard.Press(BackUpNow(wizard.Flow.Texts.Language));
        wizard.Await<PasswordScreen>();
        wizard.Type("Segreto-1");
        Approve("08-password");
        wizard.Press(Key.Tab, Key.Enter);
        wizard.Await<ManualStepScreen>();
        Approve("09-manual-step");
        Answer(wizard);
        wizard.Until(() =>
            wizard.Text.Contains("2 of 3", StringComparison.Ordinal) || wizard.Text.Contains("2 di 3", StringComparison.Ordinal));
        Approve("10-manual-step-again");
        Answer(wizard);
        wizard.Await<AlteredScreen>();
        Approve("14-altered");
        wizard.Press(PutBack(language));
        wizard.Await<EndScreen>();
        Approve("12-end-done");

        void Approve(string name) => Approved.Text(wizard.Text, language, name);
    }

    // "_Back up now" and "_Copiare ora".
    private static Key BackUpNow(string language) => language == "it" ? Key.C.WithAlt : Key.B.WithAlt;

    // "_Put back" and "_Ripristinare".
    private static Key PutBack(string language) => language == "it" ? Key.R.WithAlt : Key.P.WithAlt;

    // "_Broken off" and "_Interrotte".
    private static Key BrokenOff(string language) => language == "it" ? Key.I.WithAlt : Key.B.WithAlt;

    // "_It is done there" and "_Già fatto".
    private static Key IsDone(string language) => language == "it" ? Key.G.WithAlt : Key.I.WithAlt;

    private static void GoToTheEnd(HeadlessWizard wizard)
    {
        wizard.Await<WelcomeScreen>();
        wizard.Press(Key.Enter);
        wizard.Await<RetryScreen>();
        wizard.Press(Key.Enter);
        wizard.Await<BrokenRunsScreen>();
        wizard.Press(BrokenOff(wizard.Flow.Texts.Language));
        wizard.Await<EarlierModeScreen>();
        wizard.Press(IsDone(wizard.Flow.Texts.Language));
        wizard.Await<ConsentScreen>();
        wizard.Type("Anna Rossi");
        wizard.Press(Key.Tab);
        wizard.Type("Tecnico");
        wizard.Press(Key.Tab, Key.Enter);
        wizard.Await<BackupScreen>();
        wizard.Press(BackUpNow(wizard.Flow.Texts.Language));
        wizard.Await<PasswordScreen>();
        wizard.Type("Segreto-1");
        wizard.Press(Key.Tab, Key.Enter);
        wizard.Await<ManualStepScreen>();
        Answer(wizard);
        wizard.Await<ManualStepScreen>();
        Answer(wizard);
        wizard.Await<AlteredScreen>();
        wizard.Press(PutBack(wizard.Flow.Texts.Language));
        wizard.Await<EndScreen>();
    }

    private static void Answer(HeadlessWizard wizard)
    {
        var before = wizard.Flow.Shell.Current;
        wizard.Press(Key.Enter);
        wizard.Until(() => wizard.Flow.Shell.Current != before && wizard.Flow.Shell.Current is ManualStepScreen or AlteredScreen);
    }
}
