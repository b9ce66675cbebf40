using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;

namespace PatchKit.Tests.Applier.Operators;

public class JsonPrinterTests
{
    [Fact]
    public void The_example_of_the_page_is_what_is_printed()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 10, 0, 2, TimeSpan.Zero));
        var lines = new StringWriter { NewLine = "\n" };
        var printer = new JsonPrinter(lines, clock);

        printer.Print(new StageEnded(Stage.Discover, "PK-0042"));
        clock.SetUtcNow(new DateTimeOffset(2026, 1, 5, 10, 15, 0, TimeSpan.Zero));
        printer.Print(new SessionEnded(ScriptedSession.Done));

        Assert.Equal(DocPage.Block("events.md", "json"), lines.ToString());
    }

    [Fact]
    public void Progress_comes_at_most_once_a_second_and_five_per_cent_and_at_the_end()
    {
        var clock = new FakeTimeProvider();
        var lines = new StringWriter { NewLine = "\n" };
        var printer = new JsonPrinter(lines, clock);

        for (var done = 0; done <= 1000; done++)
        {
            printer.Print(new BytesMoved(Stage.Backup, done, 1000));
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        // Ten seconds: one line a second (ten per cent each), the last at the end.
        Assert.Equal(10, lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\"done\":1000", lines.ToString());
    }
}
