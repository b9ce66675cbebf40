using System.Text.Json;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Operators.Unattended;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Operators;

public class UnattendedOperatorTests : OperatorContract
{
    private static readonly Answers Good = Answers.Format.Read(AnswersFileTests.Example(), "answers.json").Value;
    private static readonly PasswordLines Passwords = PasswordLines.Read(new StringReader(".\\ucs=Segreto-1\n"));

    internal override async Task<string> Drive(Func<IOperator, CancellationToken, Task<SessionOutcome>> session, string language)
    {
        var lines = new StringWriter();
        await session(
            new UnattendedOperator(Good with
            { Language = language }, Passwords, new LinePrinter(lines, new(language), TimeProvider.System),
                TimeProvider.System),
            TestContext.Current.CancellationToken);
        return lines.ToString();
    }

    [Fact]
    public async Task What_the_file_does_not_answer_is_named()
    {
        var person = Operator(new Answers { Schema = "1.0", Language = "en" }, PasswordLines.None);

        Assert.Equal("broken-runs", await MissingKey(person, ScriptedSession.BrokenRuns));
        Assert.Equal("consent", await MissingKey(person, ScriptedSession.Consent));
        Assert.Equal("backup", await MissingKey(person, ScriptedSession.Backup));
        Assert.Equal("step.lrm-service-account", await MissingKey(person, ScriptedSession.ManualStep(1)));
        Assert.Equal("password..\\ucs", await MissingKey(person, ScriptedSession.Password(wrongBefore: false)));
    }

    [Fact]
    public void A_sentence_that_the_file_does_not_answer_is_told_before_anything_starts()
    {
        var ahead = new Foreseen(
            [.. FormSentences.All.Select(sentence => $"attestations.{sentence.Id()}"), "consent", "backup"], [], []);
        var person = Operator(
            Good with { Steps = null, ModesDone = null, Attestations = Good.Attestations!.Remove("users-informed") }, Passwords);
        var refusal = person.Foresee(ahead);
        Assert.Equal((RefusalCode.AnswerMissing, "attestations.users-informed"), (refusal?.Code, refusal?.Place));
        Assert.Null(Operator(Good with { Steps = null, ModesDone = null }, Passwords).Foresee(ahead));
    }

    [Fact]
    public async Task Whether_local_IT_was_told_is_answered_before_anything_starts_by_a_name_or_by_saying_that_nobody_was()
    {
        var ahead = new Foreseen([LocalItQuestion.Name], [], []);
        var silent = Good with { Steps = null, ModesDone = null, LocalIt = null };
        Assert.Equal((RefusalCode.AnswerMissing, "local-it"),
            (Operator(silent, Passwords).Foresee(ahead)?.Code, Operator(silent, Passwords).Foresee(ahead)?.Place));
        Assert.Equal("local-it", await MissingKey(Operator(silent, Passwords), ScriptedSession.LocalIt));
        Assert.Null(Operator(silent with { LocalIt = "Carlo Verdi" }, Passwords).Foresee(ahead));
        var meant = Operator(silent with { LocalItNotTold = true }, Passwords);
        Assert.Null(meant.Foresee(ahead));
        Assert.Equal(new LocalItAnswer(null), await meant.Ask(ScriptedSession.LocalIt, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task From_whom_the_stick_is_needs_no_answer_and_the_record_says_what_there_was_to_be_seen()
    {
        var lines = new StringWriter();
        var person = new UnattendedOperator(Good, PasswordLines.None, new JsonPrinter(lines, TimeProvider.System),
            TimeProvider.System);
        Assert.True(await person.Ask(ScriptedSession.Origin, TestContext.Current.CancellationToken));
        Assert.Contains("PK-0042 for Ospedale San Luca", lines.ToString(), StringComparison.Ordinal);
        Assert.Contains("Ada Rossi, release engineering", lines.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mode_that_the_file_does_not_list_is_not_done()
    {
        var cancel = TestContext.Current.CancellationToken;
        var person = Operator(Good, PasswordLines.None);
        Assert.True(await person.Ask(ScriptedSession.EarlierMode, cancel));
        Assert.False(await person.Ask(ScriptedSession.EarlierMode with { Mode = SampleModes.Ruo }, cancel));
        Assert.False(await Operator(Good with { ModesDone = null }, PasswordLines.None).Ask(ScriptedSession.EarlierMode, cancel));
    }

    [Fact]
    public async Task What_differs_is_left_as_it_is_unless_the_file_says_yes()
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.False(await Operator(Good with { RestoreAltered = null }, Passwords).Ask(ScriptedSession.Altered, cancel));
        Assert.False(await Operator(Good with { RestoreAltered = false }, Passwords).Ask(ScriptedSession.Altered, cancel));
        Assert.True(await Operator(Good with { RestoreAltered = true }, Passwords).Ask(ScriptedSession.Altered, cancel));
    }

    [Fact]
    public async Task A_place_that_is_not_offered_is_not_answered() =>
        Assert.Equal(
            "backup.place",
            await MissingKey(Operator(Good with { Backup = new(WithOptional: false) { Place = "X:" } }, Passwords),
                ScriptedSession.Backup));

    [Fact]
    public async Task A_folder_of_one_s_own_is_taken() =>
        Assert.Equal(
            new BackupAnswer("/mnt/nas", WithOptional: true),
            await Operator(Good with { Backup = new(WithOptional: true) { Folder = "/mnt/nas" } }, Passwords)
                .Ask(ScriptedSession.Backup, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_password_that_was_wrong_is_not_given_twice() =>
        Assert.Equal("password..\\ucs", await MissingKey(Operator(Good, Passwords), ScriptedSession.Password(wrongBefore: true)));

    [Fact]
    public async Task A_refusal_is_tried_again_as_often_as_its_rule_says_and_not_at_all_without_one()
    {
        var person = Operator(Good, Passwords);
        var cancel = TestContext.Current.CancellationToken;

        Assert.True(await person.Ask(ScriptedSession.Retry, cancel));
        Assert.True(await person.Ask(ScriptedSession.Retry, cancel));
        Assert.False(await person.Ask(ScriptedSession.Retry, cancel));
        Assert.False(await person.Ask(new RetryQuestion(new(RefusalCode.DiskFull, "D:", "full")), cancel));
    }

    [Fact]
    public async Task Json_lines_are_each_an_object_with_event_and_time()
    {
        var lines = new StringWriter();
        await new ScriptedSession().Run(
            new UnattendedOperator(Good, Passwords, new JsonPrinter(lines, TimeProvider.System), TimeProvider.System),
            TestContext.Current.CancellationToken);

        var events = lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.All(events, line => Assert.Matches("^[0-9TZ:-]{20}$", line.GetProperty("time").GetString()));
        Assert.Equal("introduced", events[0].GetProperty("event").GetString());
        Assert.Contains(events,
            line => line.GetProperty("event").GetString() == "answered" && line.GetProperty("key").GetString() == "consent");
        var end = events[^1];
        Assert.Equal("session-ended", end.GetProperty("event").GetString());
        Assert.Equal("applied", end.GetProperty("verdict").GetString());
        Assert.Equal(0, end.GetProperty("exitCode").GetInt32());
        Assert.Equal("RUO", end.GetProperty("outstanding")[0].GetProperty("mode").GetString());
        Assert.Equal("done", end.GetProperty("state").GetProperty("standing").GetString());
        Assert.DoesNotContain("Segreto-1", lines.ToString());
    }

    private static UnattendedOperator Operator(Answers answers, PasswordLines passwords) =>
        new(answers, passwords, new LinePrinter(TextWriter.Null, new("en"), TimeProvider.System), TimeProvider.System);

    private static async Task<string> MissingKey<T>(UnattendedOperator person, Question<T> question) =>
        (await Assert.ThrowsAsync<AnswerMissingException>(() => person.Ask(question, TestContext.Current.CancellationToken))).Key;
}
