using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.PlainText;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>A further language is a matter of texts alone: one that is longer by two fifths fits every screen.</summary>
[Collection(nameof(HeadlessWizard))]
public sealed class PseudoLanguageTests : IDisposable
{
    private readonly IDisposable _spoken = PseudoLanguage.Spoken();

    public void Dispose() => _spoken.Dispose();

    [Fact]
    public void The_whole_session_is_in_it_and_within_eighty_columns()
    {
        var script = new ScriptedSession();
        using var wizard = new HeadlessWizard(script.Run, PseudoLanguage.Name);
        WizardTests.GoToTheEnd(wizard);
        Assert.Contains("‹ÜPDÀTÉ DÕNÉ", string.Concat(wizard.Seen), StringComparison.Ordinal);
        Assert.Equal(13, script.Answers.Count);
    }

    [Fact]
    public void Every_end_is_in_it()
    {
        foreach (var (name, outcome) in WizardScreenTests.Outcomes)
        {
            using var wizard = Opened((person, _) =>
            {
                person.Tell(new SupportKnown(ScriptedSession.Support));
                return Task.FromResult(outcome);
            });
            wizard.Press(Key.Enter);
            wizard.Await<EndScreen>();
            Assert.Contains("‹", wizard.Text, StringComparison.Ordinal);
            Assert.True(wizard.Flow.ExitCode == outcome.ExitCode, name);
        }
    }

    [Fact]
    public void Every_screen_beside_the_way_is_in_it()
    {
        using var wizard = Opened(async (person, cancel) =>
        {
            person.Tell(new SupportKnown(ScriptedSession.Support));
            foreach (var happened in ScriptedSession.Verifying)
                person.Tell(happened);
            await person.Ask(ScriptedSession.LocalIt, cancel);
            await person.Ask(ScriptedSession.Consent, cancel);
            return ScriptedSession.Done;
        });
        wizard.Button(2);
        Beside<AdviceScreen>();
        wizard.Press(Key.Enter);
        wizard.Await<LocalItScreen>();
        wizard.Press(Key.F1);
        wizard.Await<HelpScreen>();
        wizard.Button(2);
        Beside<AdviceScreen>();
        wizard.Button(3);
        Beside<AdviceScreen>();
        wizard.Button(1);
        wizard.Await<LocalItScreen>();
        wizard.Button(2);
        Beside<StopScreen>();
        wizard.Press(Key.Esc);
        Beside<StopScreen>();
        wizard.Press(Key.F2);
        Beside<LogScreen>();
        wizard.Type("Carlo Verdi");
        wizard.Button(1);
        wizard.Await<ConsentScreen>();
        wizard.Button(2);
        Beside<DeclineScreen>();

        void Beside<T>()
            where T : PatchKit.Applier.Operators.Wizard.Screen
        {
            wizard.Await<T>();
            Assert.Contains("›", wizard.Text, StringComparison.Ordinal);
            wizard.Button(1);
        }
    }

    [Fact]
    public async Task The_whole_dialogue_in_plain_text_is_in_it()
    {
        var lines = new StringWriter();
        var typed = "?\n1\n?\n2\n?\n3\nñ\ný\n" // help, harm and suspicion first
            + "ý\ný\ný\ný\ný\nAnna Rossi\nTecnico\n\ný\nñ\ný\ný\nCarlo Verdi\ný\n503\n1\ný\nSegreto-1\nd\nd\ný\n";
        var person = new PlainTextOperator(new StringReader(typed), lines, PseudoLanguage.Name, new FakeTimeProvider());
        var script = new ScriptedSession();
        await person.Compare(ScriptedSession.Introduction, TestContext.Current.CancellationToken);
        await script.Run(person, TestContext.Current.CancellationToken);
        Assert.Equal(13, script.Answers.Count);
        var said = Regex.Replace(lines.ToString(), "REHEARSAL  ", "");
        Assert.Contains("‹ÜPDÀTÉ DÕNÉ", said, StringComparison.Ordinal);
        Assert.All(All, english => Assert.DoesNotContain(english, said, StringComparison.Ordinal));
    }

    // Every sentence of ours in English, up to its first value.
    private static IEnumerable<string> All => new[] { Texts.Sentences, RefusalText.Texts, ReceiptText.Texts }
        .SelectMany(texts => texts.Keys("en").Select(key => PseudoLanguage.English(texts, key)))
        .SelectMany(text => text.Split('\n'))
        .Select(line => line.Split('{', '[')[0].Trim())
        // A word or two may stand in what a campaign says, too.
        .Where(line => line.Count(letter => letter == ' ') > 1)
        .Distinct();

    [Fact]
    public void Its_texts_are_longer_by_two_fifths_and_keep_their_places()
    {
        var text = PseudoLanguage.Of("Step {0} of {1}: {2}[, since {3}]");
        Assert.InRange(text.Length, 33 * 1.4, 33 * 1.7);
        Assert.All(new[] { "{0}", "{1}", "{2}", "[", "{3}" }, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    private static HeadlessWizard Opened(Func<IOperator, CancellationToken, Task<SessionOutcome>> session)
    {
        var wizard = new HeadlessWizard(session, PseudoLanguage.Name);
        wizard.Await<WelcomeScreen>();
        return wizard;
    }
}
