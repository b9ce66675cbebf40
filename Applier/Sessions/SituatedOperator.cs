using System.Collections.Immutable;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Receipts;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// The operator, and where the session is: so that every refusal that a person reads, and every end, has its code.
/// </summary>
internal sealed class SituatedOperator(IOperator person, InstrumentStateReader states) : IOperator
{
    private ImmutableArray<StepId> _steps = [];
    private int _mode;
    private LocalizedText? _called;

    /// <inheritdoc/>
    public string Language => person.Language;

    /// <inheritdoc/>
    public Objection? Objection => person.Objection;

    /// <summary>What is known once the instrument is.</summary>
    public void Know(ReceiptFacts facts) => (_mode, _called, _steps) = (
        facts.Instrument.Modes.IndexOf(facts.Instrument.Mode) + 1,
        facts.NamesOf(facts.Instrument.Product).Of(facts.Instrument.Mode),
        [.. facts.Plan.SelectMany(phase => phase.Steps).Select(step => step.Step)]);

    /// <summary>The outcome with the instrument's state and the place in the plan.</summary>
    public SessionOutcome Situated(SessionOutcome outcome) => outcome with
    {
        Refusal = outcome.Refusal is { } refusal ? Numbered(refusal) : null,
        State = states.Read(),
        Mode = _mode,
        Called = _called,
        Step = outcome.Regressed is { Id: var gone } ? _steps.IndexOf(gone) + 1
            : outcome.Refusal is { Place: var place } && Token.TryParse<StepId>(place, out var step) ? _steps.IndexOf(step) + 1
            : 0,
    };

    /// <inheritdoc/>
    public Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel) =>
        person.Ask((Question<TAnswer>)Situated(question), cancel);

    /// <inheritdoc/>
    public Refusal? Foresee(Foreseen ahead) => person.Foresee(ahead);

    /// <inheritdoc/>
    public Task Held(CancellationToken cancel) => person.Held(cancel);

    /// <inheritdoc/>
    public void Tell(SessionEvent happened) => person.Tell(happened);

    // What is asked about is in the way, and nothing has come of it yet.
    private object Situated(object question) => question switch
    {
        RetryQuestion retry => retry with
        {
            Refusal = Numbered(retry.Refusal),
            Stands = retry.Refusal.Code == RefusalCode.ReceiptNotWritten ? states.Read() : null,
            Code = Situated(new SessionOutcome(Verdict.Refused, retry.Refusal)).Code,
        },
        ChecksQuestion checks => checks with { Stop = Numbered(checks.Stop) },
        _ => question,
    };

    // A person counts steps as the screen does.
    private Refusal Numbered(Refusal refusal) => refusal.Subject is Fact.Title { Words: var title }
        && Token.TryParse<StepId>(refusal.Place, out var step) && _steps.IndexOf(step) is >= 0 and var index
            ? refusal with { Subject = new Fact.Step(index + 1, title) }
            : refusal;
}
