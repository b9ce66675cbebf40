using System.Globalization;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators.PlainText;

/// <summary>Asks for the language in every language, before there is one.</summary>
internal static class LanguageLines
{
    /// <summary>Asks until a language is chosen, by number or by its code.</summary>
    /// <exception cref="OperationCanceledException">The input ended.</exception>
    public static string Ask(TextReader input, TextWriter output)
    {
        while (true)
        {
            for (var index = 0; index < LocalizedText.Languages.Count; index++)
            {
                var texts = new Texts(LocalizedText.Languages[index]);
                var number = (index + 1).ToString(CultureInfo.InvariantCulture);
                output.WriteLine($"  {number}  {texts[TextKey.LanguageName]} - {texts[TextKey.LanguageChoose]}");
            }

            var answer = (input.ReadLine() ?? throw new OperationCanceledException("the input ended")).Trim();
            if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var chosen)
                && chosen >= 1 && chosen <= LocalizedText.Languages.Count)
                return LocalizedText.Languages[chosen - 1];
            if (LocalizedText.Languages.Contains(answer))
                return answer;
        }
    }
}
