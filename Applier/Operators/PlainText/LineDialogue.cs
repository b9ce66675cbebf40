using System.Globalization;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;

namespace PatchKit.Applier.Operators.PlainText;

/// <summary>Questions and answers in lines: what any terminal can do, and a screen reader can read.</summary>
/// <param name="input">Where the person types.</param>
/// <param name="printer">Where they read.</param>
/// <param name="texts">Their language.</param>
/// <param name="hidden">Reads a line without showing it; null reads it like any other.</param>
internal sealed class LineDialogue(TextReader input, LinePrinter printer, Texts texts, Func<CancellationToken, string?>? hidden)
{
    private const string HelpMark = "?";

    /// <summary>Shows a line.</summary>
    public void Say(string line = "") => printer.Say(line);

    /// <summary>Shows a paragraph, folded to a screen's width.</summary>
    public void SayFolded(string text)
    {
        foreach (var line in Folding.FoldHanging(text, 78))
            printer.Say(line);
    }

    /// <summary>What a question mark in the place of an answer leads to; it may end the question by an exception.</summary>
    public Func<CancellationToken, Task> Help { get; set; } = _ => Task.CompletedTask;

    /// <summary>Asks for a line that is not blank.</summary>
    /// <param name="prompt">What is asked.</param>
    /// <param name="cancel">Stops asking.</param>
    /// <param name="known">What a blank line stands for; empty when there is no such thing.</param>
    public async Task<string> AskLine(string prompt, CancellationToken cancel, string known = "")
    {
        while (true)
        {
            Say(known.Length > 0 ? $"{prompt} [{known}]" : prompt);
            var answer = (await Next(input.ReadLine, cancel)).Trim();
            if (answer == HelpMark)
            {
                await Help(cancel);
                continue;
            }

            if ((answer.Length > 0 ? answer : known) is { Length: > 0 } given)
                return given;
            Say(texts[TextKey.PlainAgain]);
        }
    }

    /// <summary>Asks for a line that is not shown.</summary>
    public async Task<string> AskHidden(string prompt, CancellationToken cancel)
    {
        while (true)
        {
            Say(prompt);
            var answer = await Next(() => hidden is null ? input.ReadLine() : hidden(cancel), cancel);
            if (answer.Length > 0)
                return answer;
            Say(texts[TextKey.PasswordEmpty]);
        }
    }

    /// <summary>Yes or no. A blank line is neither.</summary>
    public Task<bool> AskYesNo(string question, CancellationToken cancel) =>
        AskWords($"{question} {texts[TextKey.PlainYesNo]}", TextKey.PlainYesWords, TextKey.PlainNoWords, cancel);

    /// <summary>One of two, by the words of the language; true for the first.</summary>
    public async Task<bool> AskWords(string prompt, TextKey first, TextKey second, CancellationToken cancel)
    {
        while (true)
        {
            var answer = await AskLine(prompt, cancel);
            if (IsOneOf(answer, first))
                return true;
            if (IsOneOf(answer, second))
                return false;
            Say(texts[TextKey.PlainAgain]);
        }
    }

    /// <summary>One of several, by its number; the index from 0.</summary>
    public async Task<int> AskNumber(IReadOnlyList<string> choices, CancellationToken cancel)
    {
        for (var index = 0; index < choices.Count; index++)
            Say($"  {(index + 1).ToString(CultureInfo.InvariantCulture)}  {choices[index]}");
        while (true)
        {
            var answer = await AskLine(texts[TextKey.PlainNumber], cancel);
            if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
                && number <= choices.Count)
                return number - 1;
            Say(texts[TextKey.PlainAgain]);
        }
    }

    private bool IsOneOf(string answer, TextKey words) =>
        texts[words].Split(' ').Contains(answer, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Reads on another thread, because a console's read cannot be cancelled. The end of input means that nobody is there.
    /// </summary>
    private static async Task<string> Next(Func<string?> read, CancellationToken cancel) =>
        await Task.Run(read, cancel).WaitAsync(cancel) ?? throw new OperationCanceledException("the input ended");
}
