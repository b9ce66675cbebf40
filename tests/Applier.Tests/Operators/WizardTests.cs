using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard;
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
    [InlineData("en", 80, 25)]
    [InlineData("it", 80, 25)]
    [InlineData("en", 120, 40)]
    [InlineData("it", 120, 40)]
    public void Every_screen_looks_as_approved(string language, int columns, int rows)
    {
        var script = new ScriptedSession();
        // The large ones in the full look; it is the process's, and the tests of this collection come one after another.
        var plain = columns == 80;
        Look.Set(plain);
        try
        {
            using var wizard = new HeadlessWizard(script.Run, language: null, size: (columns, rows));
            LookAt(wizard, language, plain ? language : $"{language}-120x40");
        }
        finally
        {
            Look.Set(plain: true);
        }
    }

    private static void LookAt(HeadlessWizard wizard, string language, string folder)
    {
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
        wizard.Await<ChecksScreen>();
        Approve("30-checks");
        wizard.Button(1);
        wizard.Await<OriginScreen>();
        Approve("34-origin");
        wizard.Button(1);
        wizard.Await<AttestationScreen>();
        Attest(wizard);
        Approve("31-attestations");
        wizard.Button(1);
        wizard.Await<LocalItScreen>();
        wizard.Type("Carlo Verdi");
        Approve("32-local-it");
        wizard.Button(1);
        wizard.Await<ConsentScreen>();
        Approve("05-consent");
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

        void Approve(string name) => Approved.Text(wizard.Text, folder, name);
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
        wizard.Await<ChecksScreen>();
        wizard.Button(1);
        wizard.Await<OriginScreen>();
        wizard.Button(1);
        wizard.Await<AttestationScreen>();
        Attest(wizard);
        wizard.Button(1);
        wizard.Await<LocalItScreen>();
        wizard.Type("Carlo Verdi");
        wizard.Button(1);
        wizard.Await<ConsentScreen>();
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

    // Name, title, the company as it stands there; yes, no, yes.
    internal static void Attest(HeadlessWizard wizard)
    {
        wizard.Type("Anna Rossi");
        wizard.Press(Key.Enter);
        wizard.Type("Tecnico");
        wizard.Press(Key.Enter, Key.Tab, Key.Space, Key.Tab, Key.Tab, Key.Tab, Key.Space, Key.Tab, Key.Space);
    }

    private static void Answer(HeadlessWizard wizard)
    {
        var before = wizard.Flow.Shell.Current;
        wizard.Press(Key.Enter);
        wizard.Until(() => wizard.Flow.Shell.Current != before && wizard.Flow.Shell.Current is ManualStepScreen or AlteredScreen);
    }
}
