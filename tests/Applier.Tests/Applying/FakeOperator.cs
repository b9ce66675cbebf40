using PatchKit.Applier.Operators;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>Answers by a function, and remembers what it was asked and told.</summary>
internal sealed class FakeOperator : IOperator
{
    public string Language => "en";

    public Func<Objection?> Objects { get; set; } = () => null;

    public Objection? Objection => Objects();

    public Func<object, object?> Answer { get; set; } = _ => null;

    public Func<Foreseen, PatchKit.Shared.Refusal?> Foresees { get; set; } = _ => null;

    public PatchKit.Shared.Refusal? Foresee(Foreseen ahead) => Foresees(ahead);

    public List<object> Questions { get; init; } = [];

    public List<SessionEvent> Events { get; } = [];

    public Action<SessionEvent> OnEvent { get; set; } = _ => { };

    public Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel)
    {
        Questions.Add(question);
        return Answer(question) is TAnswer answer
            ? Task.FromResult(answer)
            : throw new OperationCanceledException("the fake operator has no answer");
    }

    public Func<CancellationToken, Task> Hold { get; set; } = _ => Task.CompletedTask;

    public Task Held(CancellationToken cancel) => Hold(cancel);

    public void Tell(SessionEvent happened)
    {
        Events.Add(happened);
        OnEvent(happened);
    }
}
