using System.IO.Abstractions;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>After each session of a test screen, exit code, log and receipt say the same.</summary>
internal static partial class OneVerdict
{
    /// <summary>Screen and log, of what was told.</summary>
    public static void Holds(SessionOutcome outcome, IEnumerable<SessionEvent> told)
    {
        var end = told.OfType<SessionEnded>().LastOrDefault();
        if (end is null)
            return;
        Assert.Equal(outcome, end.Outcome);
        foreach (var language in new[] { "en", "it" })
        {
            var screen = Printed(output => new LinePrinter(output, new(language), TimeProvider.System), end);
            Assert.Contains(outcome.Code.Text, screen, StringComparison.Ordinal);
            Assert.Contains(new Texts(language).Of(outcome.Verdict), screen, StringComparison.Ordinal);
            // Where all is well there is no number to read out.
            Assert.Equal(outcome.ExitCode is 0 or ExitCodes.RestartPending or ExitCodes.Outstanding ? "" : $"{outcome.ExitCode}",
                Number().Match(screen).Groups["number"].Value);
        }

        var log = JsonNode.Parse(Printed(output => new JsonPrinter(output, TimeProvider.System), end))!;
        Assert.Equal((outcome.ExitCode, outcome.Code.Text, outcome.Refusal?.Code.ToString()),
            ((int)log["exitCode"]!, (string)log["code"]!, (string?)log["refusal"]?["code"]));
    }

    /// <summary>The receipt, where one reached the stick.</summary>
    public static void Holds(SessionOutcome outcome, IFileSystem files, string stick)
    {
        var place = files.Path.Combine(stick, outcome.Receipt.Place);
        if (outcome.Receipt is not { Code: { } code, Fault: null } || !files.File.Exists(place))
            return;
        var receipt = ReceiptReader.Read(files.File.ReadAllBytes(place), place).Value.Receipt;
        Assert.Equal((outcome.Verdict, code.Text), (receipt.Verdict, receipt.Situation));
        // What a person said of their own accord is the verdict itself.
        Assert.Equal(outcome.Verdict == Verdict.Compromised ? null : outcome.Refusal?.Code, receipt.Refusal?.Code);
    }

    private static string Printed(Func<TextWriter, IPrinter> printer, SessionEnded end)
    {
        using var output = new StringWriter();
        printer(output).Print(end);
        return output.ToString();
    }

    [GeneratedRegex(@"\((?<number>\d+)\) \w+")]
    private static partial Regex Number();
}
