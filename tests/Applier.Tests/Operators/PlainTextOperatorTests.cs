using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.PlainText;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Operators;

public class PlainTextOperatorTests : OperatorContract
{
    internal override async Task<string> Drive(Func<IOperator, CancellationToken, Task<SessionOutcome>> session, string language)
    {
        // A wrong answer before each right one: it is asked again.
        var typed = language == "it"
            ? "no\nno\nsì\nforse\nsì\nsì\nsì\nsì\nno\nno\nsì\nAnna Rossi\nTecnico\n\nsì\nno\nsì\nsì\nCarlo Verdi\n"
                + "\nSÌ\n999\n503\n9\n1\nno\nSegreto-1\nboh\nfatto\nf\nsì\n"
            : "no\nno\nyes\nmaybe\nyes\nyes\nyes\nyes\nno\nno\nyes\nAnna Rossi\nTecnico\n\nyes\nno\nyes\nyes\nCarlo Verdi\n"
                + "\nYES\n999\n503\n9\n1\nno\nSegreto-1\nwhat\ndone\nd\nyes\n";
        var lines = new StringWriter();
        var person = new PlainTextOperator(new StringReader(typed), lines, language, new FakeTimeProvider());
        await person.Compare(ScriptedSession.Introduction, TestContext.Current.CancellationToken);
        await session(person, TestContext.Current.CancellationToken);
        return lines.ToString();
    }

    [Fact]
    public async Task A_fingerprint_that_differs_is_said_twice_and_nothing_is_asked_after_it()
    {
        var lines = new StringWriter();
        var person = new PlainTextOperator(new StringReader("no\nyes\n"), lines, "en", TimeProvider.System);
        await person.Compare(ScriptedSession.Introduction, TestContext.Current.CancellationToken);
        Assert.Equal(new Objection.NotNow(new(DeclineReason.FingerprintDiffers)), person.Objection);
        person.Tell(ScriptedSession.Introduction);
        Assert.Single(Regex.Matches(lines.ToString(), "42189"));
    }

    [Fact]
    public async Task The_end_of_the_input_means_that_nobody_is_there()
    {
        var person = new PlainTextOperator(new StringReader(""), TextWriter.Null, "en", TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            person.Ask(ScriptedSession.Consent, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_no_is_asked_once_more_and_says_why()
    {
        var typed = new StringReader("no\nno\nno\nyes\n3\nwe wait for the service visit\n");
        var person = new PlainTextOperator(typed, TextWriter.Null, "en", TimeProvider.System);
        Assert.Equal(
            new ConsentAnswer.Declined(new(DeclineReason.Other) { Text = "we wait for the service visit" }),
            await person.Ask(ScriptedSession.Consent, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stick_that_is_not_gone_on_with_is_declined_with_a_reason()
    {
        var lines = new StringWriter();
        var person = new PlainTextOperator(new StringReader("no\nyes\n2\n"), lines, "en", TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            person.Ask(ScriptedSession.Origin, TestContext.Current.CancellationToken));
        Assert.Equal(new Objection.NotNow(new(DeclineReason.NoInterruption)), person.Objection);
        Assert.Contains("Ada Rossi, release engineering", lines.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_without_room_is_not_taken()
    {
        // F: has 4 GB, the run data want 12.3.
        var lines = new StringWriter();
        var person = new PlainTextOperator(new StringReader("2\ny\n2\nn\n"), lines, "en", TimeProvider.System);
        Assert.Equal(
            new BackupAnswer("/usb/PatchKit", WithOptional: false),
            await person.Ask(ScriptedSession.Backup, TestContext.Current.CancellationToken));
        Assert.Contains("Not enough room there", lines.ToString());
    }

    [Theory]
    [InlineData("2\n", "it")]
    [InlineData("fr\nen\n", "en")]
    public void The_language_is_asked_in_every_language(string typed, string expected)
    {
        var lines = new StringWriter();
        Assert.Equal(expected, LanguageLines.Ask(new StringReader(typed), lines, ["en", "it"]));
        Assert.Contains("Choose the language.", lines.ToString());
        Assert.Contains("Scegliere la lingua.", lines.ToString());
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public async Task The_whole_dialogue_reads_as_approved(string language) =>
        Approved.Text(await Drive(new ScriptedSession().Run, language), language, "plain-text");
}
