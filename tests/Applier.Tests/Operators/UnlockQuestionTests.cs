using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.PlainText;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Operators.Unattended;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using PatchKit.Shared.Values;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>The code of a letter is asked for by each operator, and what was wrong with the last one is said.</summary>
[Collection(nameof(HeadlessWizard))]
public class UnlockQuestionTests
{
    private const string Code = "G16G-M147-0FFR-DXCC-GF0T-CBXJ-4A";
    private static readonly UnlockQuestion First = new(Token.Of<StickId>("PK-0042"), null);
    private static readonly UnlockQuestion Mistyped = First with { Before = RefusalCode.UnlockCodeMistyped };
    private static readonly UnlockQuestion Wrong = First with { Before = RefusalCode.UnlockCodeWrong };

    [Theory]
    [InlineData("en", "typing error", "not the code of this stick")]
    [InlineData("it", "errore di battitura", "non è il codice di questa chiavetta")]
    public void The_wizard_asks_and_says_what_was_wrong(string language, string typing, string wrong)
    {
        var answers = new List<string>();
        using var wizard = new HeadlessWizard(async (person, cancel) =>
        {
            person.Tell(new StageStarted(Stage.Stage));
            foreach (var question in new[] { First, Mistyped, Wrong })
                answers.Add(await person.Ask(question, cancel));
            return ScriptedSession.Done;
        }, language, new FakeTimeProvider());
        wizard.Await<WelcomeScreen>();
        wizard.Press(Key.Enter);
        wizard.Await<UnlockScreen>();
        // Nothing is no code.
        wizard.Press(Key.Tab, Key.Enter);
        Assert.IsType<UnlockScreen>(wizard.Flow.Shell.Current);
        wizard.Type(Code);
        wizard.Press(Key.Tab, Key.Enter);
        wizard.Until(() => wizard.Text.Contains(typing, StringComparison.Ordinal));
        Approved.Text(wizard.Text, language, "33-unlock");
        wizard.Type(Code.ToLowerInvariant());
        wizard.Press(Key.Tab, Key.Enter);
        wizard.Until(() => wizard.Text.Contains(wrong, StringComparison.Ordinal));
        wizard.Type(Code);
        wizard.Press(Key.Tab, Key.Enter);
        wizard.Await<EndScreen>();
        Assert.Equal([Code, Code.ToLowerInvariant(), Code], answers);
    }

    [Theory]
    [InlineData("en", "typing error", "not the code of this stick")]
    [InlineData("it", "errore di battitura", "non è il codice di questa chiavetta")]
    public async Task Plain_text_asks_and_says_what_was_wrong(string language, string typing, string wrong)
    {
        var (lines, cancel) = (new StringWriter(), TestContext.Current.CancellationToken);
        var person = new PlainTextOperator(new StringReader($"\n{Code}\n{Code}\n{Code}\n"), lines, language, TimeProvider.System);
        Assert.Equal(Code, await person.Ask(First, cancel));
        Assert.Contains("PK-0042", lines.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(typing, lines.ToString(), StringComparison.Ordinal);
        await person.Ask(Mistyped, cancel);
        Assert.Contains(typing, lines.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, Flat(lines), StringComparison.Ordinal);
        await person.Ask(Wrong, cancel);
        Assert.Contains(wrong, Flat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answers_file_gives_it_once_and_no_line_has_it()
    {
        var (lines, cancel) = (new StringWriter(), TestContext.Current.CancellationToken);
        var answers = new Answers { Schema = "1.0", Language = "en", UnlockCode = Code };
        UnattendedOperator Person(Answers given) => new(given, PasswordLines.None, new JsonPrinter(lines, TimeProvider.System),
            TimeProvider.System);
        Assert.Equal(Code, await Person(answers).Ask(First, cancel));
        await Assert.ThrowsAsync<AnswerMissingException>(() => Person(answers).Ask(Wrong, cancel));
        await Assert.ThrowsAsync<AnswerMissingException>(() => Person(answers with { UnlockCode = null }).Ask(First, cancel));
        Assert.DoesNotContain(Code, lines.ToString(), StringComparison.Ordinal);
    }

    private static string Flat(StringWriter lines) => string.Join(' ', lines.ToString().Split((char[]?)null,
        StringSplitOptions.RemoveEmptyEntries));
}
