namespace PatchKit.Applier.Operators;

/// <summary>Nobody answers this question: the session ends with <c>RefusalCode.AnswerMissing</c> and names the key.</summary>
/// <param name="key">The question's key, as an answers file would write it.</param>
internal sealed class AnswerMissingException(string key) : Exception($"nobody answers '{key}'")
{
    /// <summary>The question's key.</summary>
    public string Key { get; } = key;
}
