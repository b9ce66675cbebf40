using System.Globalization;

namespace PatchKit.Applier.Operators.PlainText;

/// <summary>Asks for the language in every language, before there is one.</summary>
internal static class LanguageLines
{
    /// <summary>Asks until a language is chosen, by number or by its code.</summary>
    /// <param name="input">Where the answer comes from.</param>
    /// <param name="output">Where the question goes.</param>
    /// <param name="languages">The languages on offer.</param>
    /// <exception cref="OperationCanceledException">The input ended.</exception>
    public static string Ask(TextReader input, TextWriter output, IReadOnlyList<string> languages)
    {
        while (true)
        {
            for (var index = 0; index < languages.Count; index++)
            {
                var texts = new Texts(languages[index]);
                var number = (index + 1).ToString(CultureInfo.InvariantCulture);
                output.WriteLine($"  {number}  {texts.Format.LanguageName} - {texts[TextKey.LanguageChoose]}");
            }

            var answer = (input.ReadLine() ?? throw new OperationCanceledException("the input ended")).Trim();
            if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var chosen)
                && chosen >= 1 && chosen <= languages.Count)
                return languages[chosen - 1];
            if (languages.Contains(answer))
                return answer;
        }
    }
}
