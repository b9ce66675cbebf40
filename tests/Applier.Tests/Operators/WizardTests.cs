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
        wizard.Button(language == "it" ? 2 : 1);
        Approve("02-welcome");
        wizard.Press(Key.Enter);
        wizard.Await<RetryScreen>();
        Approve("04-retry");
        wizard.Press(Key.Enter);
        wizard.Await<BrokenRunsScreen>();
        Approve("15-broken-runs");
        wizard.Button(2);
        wizard.Await<EarlierModeScreen>();
        Approve("16-earlier-mode");
        wizard.Button(2);
        wizard.Await<ConsentScreen>();
        Approve("05-consent");
        wizard.Type("Anna Rossi");
        wizard.Press(Key.Enter);
        wizard.Type("Tecnico");
        wizard.Press(Key.Enter);
        wizard.Type("503");
        wizard.Press(Key.Enter, Key.Enter);
        wizard.Await<BackupScreen>();
        Approve("06-backup");
        wizard.Button(1);
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
        wizard.Button(2);
        wizard.Await<EndScreen>();
        Approve("12-end-done");

        void Approve(string name) => Approved.Text(wizard.Text, language, name);
    }

    internal static void GoToTheEnd(HeadlessWizard wizard)
    {
        wizard.Await<WelcomeScreen>();
        wizard.Press(Key.Enter);
        wizard.Await<RetryScreen>();
        wizard.Press(Key.Enter);
        wizard.Await<BrokenRunsScreen>();
        wizard.Button(2);
        wizard.Await<EarlierModeScreen>();
        wizard.Button(2);
        wizard.Await<ConsentScreen>();
        wizard.Type("Anna Rossi");
        wizard.Press(Key.Enter);
        wizard.Type("Tecnico");
        wizard.Press(Key.Enter);
        wizard.Type("503");
        wizard.Press(Key.Enter, Key.Enter);
        wizard.Await<BackupScreen>();
        wizard.Button(1);
        wizard.Await<PasswordScreen>();
        wizard.Type("Segreto-1");
        wizard.Press(Key.Tab, Key.Enter);
        wizard.Await<ManualStepScreen>();
        Answer(wizard);
        wizard.Await<ManualStepScreen>();
        Answer(wizard);
        wizard.Await<AlteredScreen>();
        wizard.Button(2);
        wizard.Await<EndScreen>();
    }

    private static void Answer(HeadlessWizard wizard)
    {
        var before = wizard.Flow.Shell.Current;
        wizard.Press(Key.Enter);
        wizard.Until(() => wizard.Flow.Shell.Current != before && wizard.Flow.Shell.Current is ManualStepScreen or AlteredScreen);
    }
}
