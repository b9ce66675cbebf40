using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Commands;

/// <summary>How a command without an operator says no: on standard error, in the language of who reads it.</summary>
internal static class Refusing
{
    /// <summary>Prints a refusal.</summary>
    /// <param name="texts">The language.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="changed">What was changed on the instrument, said by who has the evidence; null: nothing, the command has
    /// only looked.</param>
    /// <param name="seen">What else was seen, a line each.</param>
    /// <returns>The exit code.</returns>
    public static int Say(CommandTexts texts, Refusal refusal, string? changed = null, IEnumerable<string>? seen = null)
    {
        var text = texts.Screens.Of(refusal);
        var exitCode = (int)refusal.Code;
        // Nobody has looked how the instrument stands.
        var code = SituationCode.Of(new(Verdict.Refused, refusal.Code, Mode: 0, JournalPlace.NotKnown, Step: 0, At: 0));
        string[] lines =
        [
            text.Title, text.Cause, .. seen ?? [], changed ?? texts[CommandKey.Unchanged], text.Next,
            texts.Screens[TextKey.EndCode, code.Text],
            texts.Screens[TextKey.EndSupport, $"({exitCode}) {refusal.Code}: {refusal.Reason}"],
        ];
        StandardText.Error.WriteLine(string.Join(Environment.NewLine, lines));
        return exitCode;
    }
}
