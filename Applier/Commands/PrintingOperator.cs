using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;

namespace PatchKit.Applier.Commands;

/// <summary>For commands that tell what they see and ask nothing.</summary>
/// <param name="printer">Takes what is told.</param>
/// <param name="language">The reader's language.</param>
/// <param name="code">The unlock code that the command line gives; null where it gives none.</param>
internal sealed class PrintingOperator(IPrinter printer, string language, string? code) : IOperator
{
    /// <inheritdoc/>
    public string Language => language;

    /// <inheritdoc/>
    public Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel) =>
        NobodyOperator.Answer(question, code);

    /// <inheritdoc/>
    public Task Held(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Tell(SessionEvent happened) => printer.Print(happened);
}
