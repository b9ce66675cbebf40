using PatchKit.Applier.Operators;

namespace PatchKit.Applier.Commands;

/// <summary>For commands that ask nothing: a question is a mistake, and what is told is not shown.</summary>
internal sealed class NobodyOperator : IOperator
{
    /// <summary>The only one needed.</summary>
    public static NobodyOperator Instance { get; } = new();

    /// <inheritdoc/>
    public string Language => "en";

    /// <inheritdoc/>
    public Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel) =>
        throw new AnswerMissingException(question.Key);

    /// <inheritdoc/>
    public Task Held(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Tell(SessionEvent happened)
    {
    }
}
