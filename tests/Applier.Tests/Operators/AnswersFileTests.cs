using System.IO.Abstractions.TestingHelpers;
using System.Text;
using System.Text.Json;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Unattended;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Operators;

public class AnswersFileTests
{
    /// <summary>The example of the format's page.</summary>
    internal static byte[] Example() => Encoding.UTF8.GetBytes(DocPage.Block("answers.md", "json"));

    [Fact]
    public void The_example_of_the_page_is_read()
    {
        var answers = Answers.Format.Read(Example(), "answers.json").Value;
        Assert.Equal(new AnsweredConsent(true, "Anna Rossi", "Tecnico") { SerialEnd = "503" }, answers.Consent);
        Assert.Equal(ManualStepAnswer.Done, answers.Steps!["lrm-service-account"]);
        Assert.Equal(new RetryRule(2, 0), answers.Retry!["StickGone"]);
    }

    [Fact]
    public void Answers_saved_with_a_byte_order_mark_are_read_from_their_file()
    {
        var files = new MockFileSystem();
        files.AddFile("/answers.json", new MockFileData([0xEF, 0xBB, 0xBF, .. Example()]));
        Assert.Equal(Answers.Format.Read(Example(), "x").Value.Consent, Answers.Read(files, "/answers.json").Value.Consent);
    }

    [Fact]
    public void A_mistake_after_a_byte_order_mark_is_told_at_its_column() => Assert.Equal(
        "answers.json:1:33",
        Answers.Format.Read("\ufeff{\"schema\":\"1.0\",\"language\":\"en\",\"langauge\":\"en\"}"u8, "answers.json")
            .Refusal?.Place);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var answers = Answers.Format.Read(Example(), "answers.json").Value;
        var again = Answers.Format.Write(answers);
        Assert.Equal(again, Answers.Format.Write(Answers.Format.Read(again, "again").Value));
    }

    [Fact]
    public void What_the_schemas_judge_takes_and_refuses_is_taken_and_refused() => Assert.All(
        Directory.GetFiles(DocPage.At("tests", "judges", "answers")), file => Assert.Equal(
            Path.GetFileName(file).StartsWith("good-", StringComparison.Ordinal) ? null : RefusalCode.AuthoredInvalid,
            Answers.Format.Read(File.ReadAllBytes(file), file).Refusal?.Code));

    [Fact]
    public void The_schema_has_every_member_and_no_other()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(DocPage.At("docs", "formats", "answers.schema.json")));

        Assert.Equal(Answers.Format.Type.Properties.Select(member => member.Name).Order(StringComparer.Ordinal),
            schema.RootElement.GetProperty("properties").EnumerateObject().Select(member => member.Name)
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"schema":"1.0","language":"en","language":"it"}""")]
    [InlineData("""{"schema":"1.0","language":"en","retry":{"Nonsense":{"times":1,"waitSeconds":0}}}""")]
    [InlineData("""{"schema":"1.0","language":"en","retry":{"DiskFull":{"times":-1,"waitSeconds":0}}}""")]
    [InlineData("""{"schema":"1.0","language":"en","attestations":{"read-it":true}}""")]
    [InlineData("""{"schema":"1.0","language":"en","localIt":" "}""")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("[[[[[[[[[[[[[[[[[[")]
    public void What_is_wrong_is_refused(string json) => Assert.Equal(
        RefusalCode.AuthoredInvalid, Answers.Format.Read(Encoding.UTF8.GetBytes(json), "answers.json").Refusal?.Code);

    [Fact]
    public void A_missing_file_and_a_huge_one_are_refused()
    {
        var files = new MockFileSystem();
        files.AddFile("/huge.json", new MockFileData(new byte[Answers.Format.Longest + 1]));
        Assert.Equal(RefusalCode.InputMissing, Answers.Read(files, "/none.json").Refusal?.Code);
        Assert.Equal(RefusalCode.AuthoredInvalid, Answers.Read(files, "/huge.json").Refusal?.Code);
    }
}
