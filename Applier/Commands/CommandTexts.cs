using System.Globalization;
using PatchKit.Applier.Operators;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>
/// What the commands without an operator say to a person, in one language. The sentences lie in CommandTexts.resx (English) and
/// CommandTexts.it.resx; what an operator says too comes from the operators' own texts.
/// </summary>
/// <param name="language">A language of <c>LocalizedText.Languages</c>; English for any other.</param>
internal sealed class CommandTexts(string language)
{
    /// <summary>The sentences of all languages.</summary>
    public static LanguageTexts Sentences { get; } =
        new("PatchKit.Applier.Commands.CommandTexts", typeof(CommandTexts).Assembly);

    /// <summary>The language.</summary>
    public string Language { get; } = language;

    /// <summary>What operators say in the same language: how the instrument stands, why something was refused.</summary>
    public Texts Screens { get; } = new(language);

    /// <summary>Sizes and times as the language writes them.</summary>
    public LocalFormat Format => Screens.Format;

    /// <summary>A text with its values.</summary>
    public string this[CommandKey key, params ReadOnlySpan<string> values] =>
        Sentence.Fill(Sentences.Get(key.ToString(), Language), values);

    /// <summary>A moment, in UTC.</summary>
    public string Moment(DateTimeOffset time) => new Fact.Moment(time).In(Format);

    /// <summary>A whole number.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
