using System.Globalization;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Forms;

/// <summary>The sentences of the sheets in one language.</summary>
internal sealed class FormWords(string language)
{
    /// <summary>The texts.</summary>
    public static LanguageTexts Texts { get; } = new("PatchKit.Packager.Returns.Forms.FormTexts", typeof(FormWords).Assembly);

    /// <summary>The languages of the sheets.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "it"];

    /// <summary>Its name.</summary>
    public string Language => language;

    /// <summary>A text with its values.</summary>
    public string Say(string key, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, Texts.Get(key, language), values);

    /// <summary>A day as the form wants it: DD-MMM-YYYY, by the instrument's or the desk's own offset.</summary>
    public string Day(DateTimeOffset time) =>
        $"{time.Day:00}-{Texts.Get("Months", language).Split(' ')[time.Month - 1]}-{time.Year}";

    /// <summary>A state in this language.</summary>
    public string State(ModeState state) => Say($"State.{state}");
}
