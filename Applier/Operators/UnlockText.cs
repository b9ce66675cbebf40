using PatchKit.Shared;

namespace PatchKit.Applier.Operators;

/// <summary>What a person reads who is asked for an unlock code, the same on every screen.</summary>
internal static class UnlockText
{
    /// <summary>What was wrong with the last one, and where the code stands.</summary>
    public static IEnumerable<string> Of(UnlockQuestion question, Texts texts)
    {
        if (Trouble(question, texts) is { } trouble)
            yield return trouble;
        yield return texts[TextKey.UnlockText];
    }

    /// <summary>What was wrong with the last one; null at first.</summary>
    public static string? Trouble(UnlockQuestion question, Texts texts) => question.Before switch
    {
        null => null,
        RefusalCode.UnlockCodeMistyped => texts[TextKey.UnlockMistyped],
        _ => texts[TextKey.UnlockWrong],
    };
}
