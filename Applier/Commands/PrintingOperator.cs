using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;

namespace PatchKit.Applier.Commands;

/// <summary>For commands that tell what they see and ask nothing.</summary>
internal sealed class PrintingOperator(IPrinter printer, string language) : IOperator
{
    /// <inheritdoc/>
    public string Language => language;

    /// <inheritdoc/>
    public Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel) =>
        throw new AnswerMissingException(question.Key);

    /// <inheritdoc/>
    public Task Held(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Tell(SessionEvent happened) => printer.Print(happened);
}
