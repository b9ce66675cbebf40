using System.Collections.Concurrent;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>Brings the session's questions and events to the screens' thread, and the answers back.</summary>
/// <param name="invoke">Runs an action on the screens' thread, soon.</param>
/// <param name="pages">The screens.</param>
/// <param name="language">The operator's language.</param>
internal sealed class WizardOperator(Action<Action> invoke, IPages pages, string language) : TypedOperator
{
    private readonly ConcurrentQueue<SessionEvent> _told = new();
    private int _draining;

    /// <inheritdoc/>
    public override string Language => language;

    /// <inheritdoc/>
    public override Objection? Objection => pages.Objection;

    /// <inheritdoc/>
    public override void Tell(SessionEvent happened)
    {
        _told.Enqueue(happened);

        // One call at a time: bytes may move a thousand times a second, the screen need not.
        if (Interlocked.Exchange(ref _draining, 1) == 0)
            invoke(Drain);
    }

    /// <inheritdoc/>
    public override async Task Held(CancellationToken cancel)
    {
        await pages.Decided.WaitAsync(cancel).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    protected override Task<bool> Origin(OriginQuestion question, CancellationToken cancel) =>
        Answer<bool>(answer => new OriginScreen(pages.Texts, question.Origin, () => answer(true), pages.NotNow), cancel);

    /// <inheritdoc/>
    protected override Task<bool> Checks(ChecksQuestion question, CancellationToken cancel) =>
        Answer<bool>(answer => new ChecksScreen(pages.Texts, question, () => answer(true),
            () => pages.Confirm(StopWords.GiveUp, () => answer(false))), cancel);

    /// <inheritdoc/>
    protected override Task<AttestationAnswer> Attestation(AttestationQuestion question, CancellationToken cancel) =>
        Answer<AttestationAnswer>(answer => new AttestationScreen(pages.Texts, question, answer, pages.NotNow), cancel);

    /// <inheritdoc/>
    protected override Task<LocalItAnswer> LocalIt(LocalItQuestion question, CancellationToken cancel) =>
        Answer<LocalItAnswer>(answer => new LocalItScreen(pages.Texts, question, answer,
            () => pages.Confirm(StopWords.ItNotTold, () => answer(new(null)))), cancel);

    /// <inheritdoc/>
    protected override Task<ConsentAnswer> Consent(ConsentQuestion question, CancellationToken cancel)
    {
        invoke(() => pages.Plan(question.Summary));
        return Answer<ConsentAnswer>(
            answer => new ConsentScreen(pages.Texts, question.Summary, answer,
                () => pages.Decline(why => answer(new ConsentAnswer.Declined(why)))), cancel);
    }

    /// <inheritdoc/>
    protected override Task<BackupAnswer> Backup(BackupQuestion question, CancellationToken cancel) =>
        Answer<BackupAnswer>(answer => new BackupScreen(pages.Texts, question, answer, pages.AskToStop), cancel);

    /// <inheritdoc/>
    protected override Task<ManualStepAnswer> ManualStep(ManualStepQuestion question, CancellationToken cancel) =>
        Answer<ManualStepAnswer>(answer => new ManualStepScreen(pages.Texts, question,
            () => answer(ManualStepAnswer.Done),
            () => pages.Confirm(StopWords.Undo, () => answer(ManualStepAnswer.Cancel))), cancel);

    /// <inheritdoc/>
    protected override Task<string> Password(PasswordQuestion question, CancellationToken cancel) =>
        Answer<string>(answer => new PasswordScreen(pages.Texts, question, answer, pages.AskToStop), cancel);

    /// <inheritdoc/>
    protected override Task<string> Unlock(UnlockQuestion question, CancellationToken cancel) =>
        Answer<string>(answer => new UnlockScreen(pages.Texts, question, answer, pages.AskToStop), cancel);

    /// <inheritdoc/>
    protected override Task<bool> Retry(RetryQuestion question, CancellationToken cancel) =>
        Answer<bool>(answer => new RetryScreen(pages.Texts, question, pages.Support, pages.Rail, () => answer(true),
            () => pages.Confirm(StopWords.Stop, () => answer(false))), cancel);

    /// <inheritdoc/>
    protected override Task<bool> RestoreAltered(RestoreAlteredQuestion question, CancellationToken cancel) =>
        Answer<bool>(answer => new AlteredScreen(pages.Texts, question, answer), cancel);

    /// <inheritdoc/>
    protected override Task<bool> BrokenRuns(BrokenRunsQuestion question, CancellationToken cancel) =>
        Answer<bool>(answer => new BrokenRunsScreen(pages.Texts, question, answer), cancel);

    /// <inheritdoc/>
    protected override Task<bool> EarlierMode(EarlierModeQuestion question, CancellationToken cancel) =>
        Answer<bool>(answer => new EarlierModeScreen(pages.Texts, question, answer), cancel);

    private async Task<T> Answer<T>(Func<Action<T>, Screen> screen, CancellationToken cancel)
    {
        var answered = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopped = cancel.Register(() => answered.TrySetCanceled(cancel));
        await using var closed = pages.Closed.Register(() => answered.TrySetCanceled(pages.Closed));
        invoke(() => pages.Show(screen(answer =>
        {
            pages.ShowWork();
            answered.TrySetResult(answer);
        })));
        return await answered.Task;
    }

    private void Drain()
    {
        Interlocked.Exchange(ref _draining, 0);
        while (_told.TryDequeue(out var happened))
            pages.Take(happened);
        pages.Refresh();
    }
}

/// <summary>
/// The screens, as the operator uses them. Called on the screens' thread alone, <see cref="Texts"/>, <see cref="AskToStop"/>,
/// <see cref="Objection"/>, <see cref="Decided"/> and <see cref="Closed"/> aside.
/// </summary>
internal interface IPages
{
    /// <summary>The texts.</summary>
    Texts Texts { get; }

    /// <summary>Where the session stands on the way.</summary>
    Rail Rail { get; }

    /// <summary>Whom to call, as the delivery says; null while it is not known.</summary>
    ReturnAddress? Support { get; }

    /// <summary>Shows a question.</summary>
    void Show(Screen screen);

    /// <summary>Shows the work that is under way.</summary>
    void ShowWork();

    /// <summary>Takes an event in.</summary>
    void Take(SessionEvent happened);

    /// <summary>Takes the plan in.</summary>
    void Plan(ConsentSummary summary);

    /// <summary>Draws anew what the events changed.</summary>
    void Refresh();

    /// <summary>Asks whether to stop.</summary>
    void AskToStop();

    /// <summary>Asks once more, and comes back to the screen that is shown unless it was meant.</summary>
    /// <param name="words">What is asked, and what follows.</param>
    /// <param name="yes">It was meant.</param>
    void Confirm(StopWords words, Action yes);

    /// <summary>Asks why not, and comes back to the screen that is shown unless it was meant.</summary>
    void Decline(Action<ReceiptDecline> declined);

    /// <summary>Asks why the update is not wanted now, and ends the session with a receipt of that when it is meant.</summary>
    void NotNow();

    /// <summary>What the person has said of their own accord; null while they have not.</summary>
    Objection? Objection { get; }

    /// <summary>Ends when no question whether to stop is open.</summary>
    Task Decided { get; }

    /// <summary>Cancelled when the screens close: no question is answered any more.</summary>
    CancellationToken Closed { get; }
}
