using PatchKit.Shared;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>A program that has ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Ran(int ExitCode, string Output, string Error)
{
    /// <summary>Lines of a screen of the smallest console that the kit supports.</summary>
    private const int Screen = 24;

    public string All => Output + Error;

    /// <summary>The message that a person reads last: from the verdict on, or all of it.</summary>
    public string Message
    {
        get
        {
            var verdict = Output.IndexOf("*** ", StringComparison.Ordinal);
            return verdict < 0 ? All : Output[verdict..] + Error;
        }
    }

    /// <summary>It ended with this code, and the whole output is at hand when it did not.</summary>
    public Ran Ended(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}{Environment.NewLine}{All}");
        return this;
    }

    /// <summary>
    /// A refusal as the kit promises it: its own exit code, cause, what was changed (nothing), next step, one screen, no stack
    /// trace.
    /// </summary>
    public Ran Refused(RefusalCode code, string changed = "Nothing was changed on the instrument.")
    {
        Ended((int)code);
        return OneScreen(RefusalText.Of(new Refusal(code, "", ""), "en").Next, changed);
    }

    /// <summary>One screen, with these sentences, and without a stack trace.</summary>
    public Ran OneScreen(params string[] sentences)
    {
        // Shown by a runner that shows output: how the messages of a run are read through.
        TestContext.Current.TestOutputHelper?.WriteLine(Message);
        Assert.DoesNotContain("   at ", All, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", All, StringComparison.Ordinal);
        Assert.InRange(Message.Split('\n').Length, 2, Screen);
        foreach (var sentence in sentences)
            Assert.Contains(sentence, Message, StringComparison.Ordinal);
        return this;
    }
}
