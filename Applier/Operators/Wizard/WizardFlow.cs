using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using Terminal.Gui.App;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>
/// The wizard from language to end: which screen comes when. Lives on the screens' thread; the session runs on a task of its own.
/// </summary>
internal sealed class WizardFlow : IPages, IDisposable
{
    private readonly IApplication _app;
    private readonly Func<IOperator, CancellationToken, Task<SessionOutcome>> _session;
    private readonly WizardOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Story _story;
    private readonly StringWriter _told = new();
    private readonly object? _ticking;
    private LinePrinter? _log;
    private Screen? _beforeStop;
    private Screen? _behind;
    private Objection? _objection;
    private TaskCompletionSource? _deciding;
    private Task? _running;
    private bool _ended;
    private bool _closing;

    /// <summary>Makes the wizard and shows its first screen.</summary>
    public WizardFlow(IApplication app, Func<IOperator, CancellationToken, Task<SessionOutcome>> session, WizardOptions options)
    {
        _app = app;
        _session = session;
        _options = options;
        _story = new(options.Time);
        Texts = new(options.Language ?? LocalizedText.Languages[0]);
        var deaf = new DeafTime(options.Time);
        Shell = new(options.Introduction, deaf) { QuitPressed = AskToStop, HelpPressed = Help, LogPressed = Log };

        // Before any view sees it: Terminal.Gui would quit by Esc, whatever has the focus.
        app.Keyboard.KeyDown += (_, key) =>
        {
            deaf.Key();
            key.Handled |= Shell.Swallows(key);
        };
        app.Mouse.MouseEvent += (_, mouse) => deaf.Mouse(mouse);
        // How long a step takes so far is told while nothing else happens, too.
        _ticking = app.AddTimeout(TimeSpan.FromSeconds(1), () =>
        {
            Shell.Current?.Refresh();
            return true;
        });
        if (options.Language is null)
            Display(new LanguageScreen(Texts, options.Languages, Welcome));
        else
            Welcome(options.Language);
    }

    /// <summary>The view to run.</summary>
    public WizardShell Shell { get; }

    /// <summary>The exit code; that of an interruption until the session has ended.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Interrupted;

    /// <summary>How the session ended; null while it has not, or when it broke.</summary>
    public SessionOutcome? Outcome { get; private set; }

    /// <summary>What the session threw, when it broke.</summary>
    public Exception? Fault { get; private set; }

    /// <inheritdoc/>
    public Texts Texts { get; private set; }

    /// <inheritdoc/>
    public Rail Rail => _story.Current switch
    {
        Stage.Discover or Stage.Stage or Stage.Identify or Stage.Preflight => Rail.Check,
        Stage.Consent => Rail.Consent,
        Stage.Backup or Stage.ProveRestore => Rail.Backup,
        _ => Rail.Apply,
    };

    /// <inheritdoc/>
    public ReturnAddress? Support => _story.Support;

    /// <inheritdoc/>
    public void Show(Screen screen) => Put(screen);

    /// <inheritdoc/>
    public void ShowWork() => Put(Work());

    /// <inheritdoc/>
    public void Take(SessionEvent happened)
    {
        _log?.Print(happened);
        var couldStop = _story.MayStop;
        _story.Take(happened);
        if (Shell.Current is WorkScreen or ApplyScreen or StopScreen && (happened is StageStarted || couldStop != _story.MayStop))
            ShowWork();
        if (happened is not BytesMoved && Shell.Current is StopScreen open)
            open.Look();
    }

    /// <inheritdoc/>
    public void Plan(ConsentSummary summary) => _story.Take(summary);

    /// <inheritdoc/>
    public void Refresh() => Shell.Current?.Refresh();

    /// <inheritdoc/>
    public void AskToStop()
    {
        if (Shell.Current is StopScreen)
            return;
        if (_ended || !_story.MayStop)
        {
            // What is asked there can be left all the same: the receipt is kept.
            if (!_ended && Shell.Current is RetryScreen retry)
                retry.Stop();
            // The session may be waiting for whoever reads there.
            if (Shell.Current is HelpScreen or AdviceScreen or LogScreen)
                Back();
            return;
        }

        _beforeStop = Shell.Current;
        Volatile.Write(ref _deciding, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Display(new StopScreen(Texts, StopWords.Stop, Rail, _options.State, Stop, GoOn));
    }

    /// <inheritdoc/>
    public void Confirm(StopWords words, Action yes)
    {
        var back = WayBack();
        Display(new StopScreen(Texts, words, Rail, _options.State, Meant, back));

        // What comes next does not wait behind a question that is answered.
        void Meant()
        {
            back();
            yes();
        }
    }

    /// <inheritdoc/>
    public void Decline(Action<ReceiptDecline> declined)
    {
        var back = WayBack();
        Display(new DeclineScreen(Texts, WayRail, _options.State(), Meant, back));

        void Meant(ReceiptDecline why)
        {
            back();
            declined(why);
        }
    }

    /// <inheritdoc/>
    public void NotNow() => Decline(why => Object(new Objection.NotNow(why)));

    /// <inheritdoc/>
    public Objection? Objection => Volatile.Read(ref _objection);

    private Action WayBack()
    {
        var before = Shell.Current!;
        return () => Display(before);
    }

    /// <inheritdoc/>
    public Task Decided => Volatile.Read(ref _deciding)?.Task ?? Task.CompletedTask;

    /// <inheritdoc/>
    public CancellationToken Closed => _closed.Token;

    /// <summary>
    /// The machine wants the program to end. A session that works stops as if the person had said so, between two steps; then
    /// the screens close without asking anything more.
    /// </summary>
    public void Close()
    {
        _closing = true;
        _closed.Cancel();
        if (_ended)
            Leave();
        else
            Stop();
    }

    /// <summary>
    /// After the screens: a session that still works (the window was closed) is told to stop, and waited for, so that it undoes
    /// what it began.
    /// </summary>
    public async Task Finish()
    {
        if (_running is not { IsCompleted: false } running)
            return;
        await _stop.CancelAsync();
        await _closed.CancelAsync();
        Volatile.Read(ref _deciding)?.TrySetResult();
        await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ticking is not null)
            _app.RemoveTimeout(_ticking);
        _told.Dispose();
        _stop.Dispose();
        _closed.Dispose();
        Shell.Dispose();
    }

    private void Welcome(string language)
    {
        Texts = new(language);
        Display(new WelcomeScreen(Texts, _options.Introduction, Start, FingerprintDiffers));
    }

    private void Start()
    {
        _log = new(_told, Texts, _options.Time);
        Display(Work());
        var person = new WizardOperator(_app.Invoke, this, Texts.Language);
        var running = Task.Run(() => _session(person, _stop.Token));
        _running = running;
        running.ContinueWith(session => _app.Invoke(() => End(session)), CancellationToken.None, TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private void End(Task<SessionOutcome> session)
    {
        _ended = true;
        if (session.IsCompletedSuccessfully)
        {
            (Outcome, ExitCode) = (session.Result, session.Result.ExitCode);
            if (_closing)
                Leave();
            else
                Display(new EndScreen(Texts, session.Result, _story.Support, Leave));
            return;
        }

        Fault = session.Exception?.InnerException;
        Leave();
    }

    private void Stop()
    {
        if (_running is null)
        {
            Leave();
            return;
        }

        _story.Stopping = true;
        _stop.Cancel();
        // What is asked on the way to the receipt of an objection listens to nothing else.
        if (_objection is not null)
            _closed.Cancel();
        Display(Work());
    }

    // Until the first change a person may say no at any screen; from then on there is Stop, which puts everything back.
    private bool MayObject => !_ended && _objection is null && !_story.Stopping && (_running is null || Rail != Rail.Apply);

    private Rail WayRail => _running is null ? Rail.None : Rail;

    private Screen Work() =>
        Rail == Rail.Apply ? new ApplyScreen(Texts, _story, AskToStop) : new WorkScreen(Texts, _story, Rail, AskToStop);

    // Nothing is changed behind what a person reads there.
    private void Help()
    {
        if (Shell.Current is not { IsAside: false } shown)
            return;
        _behind = shown;
        if (Decided.IsCompleted)
            Volatile.Write(ref _deciding, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Display(new HelpScreen(Texts, shown.Help, WayRail, _story.Support, new(Back, Suspect, Adverse, MayObject ? NotNow : null,
            _options.Keyboard is { } open ? Keyboard : null)));

        void Keyboard()
        {
            _options.Keyboard!();
            Back();
        }
    }

    // Nothing waits for whoever reads there; a question that comes does.
    private void Log()
    {
        if (Shell.Current is not { IsAside: false } shown || _log is null)
            return;
        _behind = shown;
        Display(new LogScreen(Texts, WayRail, Told, Back));
    }

    private string[] Told() => _told.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n');

    private void Back() => Display(_behind is null or WorkScreen or ApplyScreen ? Work() : _behind);

    private void Adverse() =>
        Display(new AdviceScreen(Texts, WayRail, Texts[TextKey.AdverseTitle], [Texts.AdverseEvent(_story.Support)], WayBack(),
            null));

    private void Suspect()
    {
        var may = MayObject;
        var follows = Texts[may ? _options.State().SuspicionFollows
            : _ended || Rail != Rail.Apply ? TextKey.SuspectEnding : TextKey.SuspectLater];
        string[] advice = [Texts[TextKey.SuspectText], "", Whom(), "", follows];
        Display(new AdviceScreen(Texts, WayRail, Texts[TextKey.SuspectTitle], advice, WayBack(), may
            ? new Press(Texts[TextKey.SuspectYes], () => Object(new Objection.Compromised()), PressKind.Dangerous)
            : null));
    }

    private void FingerprintDiffers() => Display(new AdviceScreen(Texts, WayRail, Texts[TextKey.DiffersTitle],
        [Texts[TextKey.DiffersText]], WayBack(), new Press(Texts[TextKey.DiffersYes],
            () => Object(new Objection.NotNow(new(DeclineReason.FingerprintDiffers))), PressKind.Dangerous)));

    private string Whom() => _story.Support is { } support ? Texts.Of(support) : Texts[TextKey.HelpLetter];

    private void Object(Objection objection)
    {
        if (!MayObject)
        {
            // The first change came before: what can be done now stands there.
            Suspect();
            return;
        }

        Volatile.Write(ref _objection, objection);
        if (_running is null)
        {
            Start();
            return;
        }

        _stop.Cancel();
        Display(Work());
    }

    private void GoOn()
    {
        if (_beforeStop is { } screen)
            Display(screen);
    }

    /// <summary>
    /// A question that comes while the operator is asked whether to stop waits behind that, as long as stopping is possible; it
    /// waits behind the help, too.
    /// </summary>
    private void Put(Screen screen)
    {
        if (Shell.Current is StopScreen && _story.MayStop)
            _beforeStop = screen;
        else if (Shell.Current is { IsAside: true } and not StopScreen)
            _behind = screen;
        else
            Display(screen);
    }

    // A session that waits for an answer to the Stop question goes on when another screen stands in its place.
    private void Display(Screen screen)
    {
        Shell.Show(screen, Texts);
        if (!screen.IsAside)
            Volatile.Read(ref _deciding)?.TrySetResult();
    }

    private void Leave() => _app.RequestStop(Shell);
}
