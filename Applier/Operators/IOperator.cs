using PatchKit.Shared;

namespace PatchKit.Applier.Operators;

/// <summary>
/// The person before the instrument, or the answers file in their place. The session speaks to a person through this alone:
/// questions with typed answers, and events. A screen can never do what a script cannot.
/// </summary>
internal interface IOperator
{
    /// <summary>The language that the operator reads: of <c>LocalizedText.Languages</c>.</summary>
    string Language { get; }

    /// <summary>
    /// What the person has said of their own accord; null while they have not. Who says it ends the question that is open.
    /// </summary>
    Objection? Objection => null;

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="OperationCanceledException">The operator closed the program: no answer will come.</exception>
    Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel);

    /// <summary>
    /// Hears what will be asked, before anything is changed. Who cannot ask anybody, and has no answer, says so now.
    /// </summary>
    /// <returns>Why the session cannot go on; null when it can.</returns>
    Refusal? Foresee(Foreseen ahead) => null;

    /// <summary>
    /// Waits as long as the person is deciding whether to stop: asked just before each change, so that nothing is changed behind
    /// an open question.
    /// </summary>
    /// <exception cref="OperationCanceledException">They stopped.</exception>
    Task Held(CancellationToken cancel);

    /// <summary>Tells; returns at once. May be called from any thread.</summary>
    void Tell(SessionEvent happened);
}
