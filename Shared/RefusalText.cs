namespace PatchKit.Shared;

/// <summary>
/// What a person reads of a refusal: what it is, what was seen, what to do now. One set of sentences a code and a language.
/// </summary>
/// <param name="Title">A few words.</param>
/// <param name="Cause">What was seen; quotes the place and the facts where there are any.</param>
/// <param name="Next">What to do now.</param>
public sealed record RefusalText(string Title, string Cause, string Next)
{
    /// <summary>The sentences, by code and part.</summary>
    public static LanguageTexts Texts { get; } = new("PatchKit.Shared.RefusalTexts", typeof(RefusalText).Assembly);

    /// <summary>
    /// The sentences for <paramref name="refusal"/> in a language of <c>LocalizedText.Languages</c>; English for any other.
    /// </summary>
    public static RefusalText Of(Refusal refusal, string language)
    {
        var format = new LocalFormat(language);
        string[] values = [Named(refusal, format), .. refusal.Facts.Select(fact => fact.In(format))];
        return new(
            Find(refusal.Code, "Title", language),
            Sentence.Fill(Find(refusal.Code, "Cause", language), values),
            Find(refusal.Code, "Next", language));
    }

    // The sentence about a step that failed has the word itself.
    private static string Named(Refusal refusal, LocalFormat format) => refusal.Subject switch
    {
        null => refusal.Place,
        Fact.Step step when refusal.Code != RefusalCode.StepFailed =>
            Sentence.Fill(Texts.Get(nameof(Fact.Step), format.Language), [step.In(format)]),
        var subject => subject.In(format),
    };

    private static string Find(RefusalCode code, string part, string language) => Texts.Get($"{code}_{part}", language);
}
