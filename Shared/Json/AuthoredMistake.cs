namespace PatchKit.Shared.Json;

/// <summary>One mistake of a person who wrote a file by hand.</summary>
/// <param name="Place">The file, with line and column where it has lines.</param>
/// <param name="Message">What was seen and what is allowed.</param>
public sealed record AuthoredMistake(string Place, string Message)
{
    /// <summary>
    /// All mistakes in one refusal: the first in its place and reason, the others line by line below.
    /// </summary>
    /// <param name="mistakes">At least one, in the order of the file.</param>
    /// <param name="code">What kind of file it is.</param>
    public static Refusal Refuse(IReadOnlyList<AuthoredMistake> mistakes, RefusalCode code = RefusalCode.AuthoredInvalid)
    {
        var reason = string.Join('\n', mistakes.Select((mistake, index) => index == 0 ? mistake.Message : mistake.ToString()));
        return new Refusal(code, mistakes[0].Place, reason).With(reason);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Message}";
}
