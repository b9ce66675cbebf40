using System.CommandLine;
using PatchKit.Applier.Operators;

namespace PatchKit.Applier.Commands;

/// <summary>For commands that ask nothing: a question is a mistake, and what is told is not shown.</summary>
/// <param name="language">The language of who reads what comes of it.</param>
/// <param name="code">The unlock code that the command line gives; null where it gives none.</param>
internal sealed class NobodyOperator(string language, string? code = null) : IOperator
{
    /// <summary>The option that gives it.</summary>
    public static Option<string?> UnlockCode() => new("--unlock-code")
    {
        Description = "The code of the letter, for a stick whose bundle is encrypted.",
        HelpName = "CODE",
    };

    /// <summary>The code as an answer; who has none has no answer.</summary>
    public static Task<TAnswer> Answer<TAnswer>(Question<TAnswer> question, string? code) =>
        question is UnlockQuestion { Before: null } && code is TAnswer given
            ? Task.FromResult(given)
            : throw new AnswerMissingException(question.Key);

    /// <inheritdoc/>
    public string Language => language;

    /// <inheritdoc/>
    public Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel) => Answer(question, code);

    /// <inheritdoc/>
    public Task Held(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Tell(SessionEvent happened)
    {
    }
}
