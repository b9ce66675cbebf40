using PatchKit.Applier.Operators;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>What every operator has to do, whoever answers: a subclass a kind of operator.</summary>
public abstract class OperatorContract
{
    /// <summary>
    /// Runs the session through this kind of operator, answering each question in the good way; gives back what a person read.
    /// </summary>
    internal abstract Task<string> Drive(Func<IOperator, CancellationToken, Task<SessionOutcome>> session, string language);

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public async Task Every_question_is_answered_and_every_event_is_taken(string language)
    {
        var script = new ScriptedSession();

        await Drive(script.Run, language);

        Assert.Collection(
            script.Answers,
            retry => Assert.Equal(true, retry),
            broken => Assert.Equal(true, broken),
            earlier => Assert.Equal(true, earlier),
            checks => Assert.Equal(true, checks),
            origin => Assert.Equal(true, origin),
            attestation =>
            {
                var answer = Assert.IsType<AttestationAnswer>(attestation);
                Assert.Equal(new ReceiptOperator("Anna Rossi", "Tecnico") { Company = "Ospedale San Luca" }, answer.By);
                Assert.Equal([true, false, true], answer.Given.Values);
            },
            told => Assert.Equal(new LocalItAnswer("Carlo Verdi"), told),
            consent => Assert.Equal(new ConsentAnswer.Agreed("503"), consent),
            backup => Assert.Equal(new BackupAnswer("/instrument/D/PatchKit", WithOptional: false), backup),
            password => Assert.Equal("Segreto-1", password),
            first => Assert.Equal(ManualStepAnswer.Done, first),
            second => Assert.Equal(ManualStepAnswer.Done, second),
            altered => Assert.Equal(true, altered));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public async Task The_operator_speaks_the_language_and_never_shows_a_password(string language)
    {
        var spoken = "";

        var read = await Drive(
            async (person, cancel) =>
            {
                spoken = person.Language;
                return await new ScriptedSession().Run(person, cancel);
            },
            language);

        Assert.Equal(language, spoken);
        Assert.DoesNotContain("Segreto-1", read);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public async Task A_rehearsal_says_so(string language) =>
        Assert.Contains("REHEARSAL", await Drive(new ScriptedSession().Run, language));

    [Fact]
    public async Task Events_may_come_from_any_thread()
    {
        await Drive(
            async (person, cancel) =>
            {
                person.Tell(ScriptedSession.Introduction);
                await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
                    () =>
                    {
                        foreach (var happened in ScriptedSession.Verifying)
                            person.Tell(happened);
                    },
                    cancel)));
                return await new ScriptedSession().Run(person, cancel);
            },
            "it");
    }
}
