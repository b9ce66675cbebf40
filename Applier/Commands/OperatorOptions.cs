using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.PlainText;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Operators.Unattended;
using PatchKit.Applier.Operators.Wizard;
using PatchKit.Applier.Sessions;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>Who answers: the wizard on a terminal that can show it, plain text on a poorer one, or an answers file.</summary>
/// <param name="language">The option that says in which language.</param>
internal sealed class OperatorOptions(LanguageOption language)
{
    private readonly Option<string?> _answers = new("--unattended")
    {
        Description = "Answer from this file instead of asking a person (docs/formats/answers.md).",
        HelpName = "FILE",
    };

    private readonly Option<bool> _plainText = new("--plain-text") { Description = "Ask in plain lines instead of the wizard." };
    private readonly Option<bool> _json = new("--json")
    { Description = "With --unattended: print one JSON object a line (docs/formats/events.md)." };

    private readonly Option<int?> _passwords = new("--password-fd")
    {
        Description = "With --unattended: read lines ACCOUNT=PASSWORD from this file descriptor; 0 is standard input.",
        HelpName = "N",
    };

    private readonly Option<bool> _plainLook = new("--plain")
    { Description = "The wizard in 16 colours and simple lines, for old consoles." };
    private readonly Option<string?> _driver = new("--driver")
    { Description = "The wizard's console driver: windows, dotnet or ansi.", HelpName = "NAME" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _driver.AcceptOnlyFromAmong("windows", "dotnet", "ansi");
        foreach (var option in new Option[] { _answers, _plainText, _json, _passwords, _plainLook, _driver })
            command.Add(option);
    }

    /// <summary>Runs a session with the operator that the command line and the terminal ask for.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="host">What the session works on.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancel">Ctrl-C.</param>
    /// <param name="wizard">Whether the wizard tells of this kind of session; plain text tells of any.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> Run(
        ParseResult line, SessionHost host, Func<IOperator, CancellationToken, Task<SessionOutcome>> session,
            CancellationToken cancel, bool wizard = true)
    {
        if (line.GetValue(_answers) is { } path)
            return await Unattended(line, host, path, session, cancel).ConfigureAwait(false);
        if (Console.IsInputRedirected)
            return Refuse(line, new Refusal(RefusalCode.AnswerMissing, "--unattended", "there is no terminal to ask at"), host);
        var console = ConsoleProbe.Choose(ConsoleProbe.Look(), line.GetValue(_driver), line.GetValue(_plainLook));
        if (!wizard || line.GetValue(_plainText) || console.Poor is not null)
            return await PlainText(line, host, session, console.Poor ?? TextKey.TerminalAsked, wizard, cancel)
                .ConfigureAwait(false);
        var states = new InstrumentStateReader(host);
        var options = new WizardOptions
        {
            Introduction = host.Introduction(states.Read()),
            State = states.Read,
            Language = language.Given(line),
            Languages = Offered(host),
            Console = console,
            Keyboard = host.Instrument.Keyboard is { } keyboard ? keyboard.Show : null,
            Terminal = new(host.Files, host.Clock),
            Output = StandardText.Out,
            Time = host.Clock,
        };
        return Wizard.Run(session, options);
    }

    /// <summary>Says why the command cannot begin.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="host">The instrument, when it could be opened: its state is told.</param>
    /// <returns>The exit code.</returns>
    public int Refuse(ParseResult line, Refusal refusal, SessionHost? host = null)
    {
        var printer = Printer(line, language.Of(line, host), TimeProvider.System);
        var outcome = SessionEnd.Refused(refusal) with
        {
            State = host is null ? InstrumentState.NotKnown : new InstrumentStateReader(host).Read(),
        };
        printer.Print(new SessionEnded(outcome));
        return outcome.ExitCode;
    }

    private async Task<int> Unattended(
        ParseResult line, SessionHost host, string path, Func<IOperator, CancellationToken, Task<SessionOutcome>> session,
            CancellationToken cancel)
    {
        if (!Answers.Read(host.Files, path).TryGet(out var answers, out var refusal))
            return Refuse(line, refusal, host);
        var passwords = Passwords(line.GetValue(_passwords));
        var person = new UnattendedOperator(answers, passwords, Printer(line, answers.Language, host.Clock), host.Clock);
        return (await Aside(session, person, cancel).ConfigureAwait(false)).ExitCode;
    }

    private async Task<int> PlainText(
        ParseResult line, SessionHost host, Func<IOperator, CancellationToken, Task<SessionOutcome>> session, TextKey why,
            bool compares, CancellationToken cancel)
    {
        var spoken = language.Given(line) ?? LanguageLines.Ask(Console.In, StandardText.Out, Offered(host));
        StandardText.Out.WriteLine(new Texts(spoken)[why]);
        var person = new PlainTextOperator(Console.In, StandardText.Out, spoken, host.Clock, HiddenLine.Read);
        try
        {
            return (await Aside(Begun, person, cancel).ConfigureAwait(false)).ExitCode;
        }
        catch (OperationCanceledException)
        {
            // Left at the fingerprint, as the wizard is at its first screen: the session has not begun.
            return ExitCodes.Interrupted;
        }

        async Task<SessionOutcome> Begun(IOperator acting, CancellationToken stop)
        {
            if (compares)
                await person.Compare(host.Introduction(new InstrumentStateReader(host).Read()), stop).ConfigureAwait(false);
            return await session(acting, stop).ConfigureAwait(false);
        }
    }

    // A session that never has to wait would otherwise be over before the command line listens for Ctrl-C and SIGTERM, which
    // would then kill it. A terminal that hangs up stops it in the same way, between two steps.
    private static async Task<SessionOutcome> Aside(
        Func<IOperator, CancellationToken, Task<SessionOutcome>> session, IOperator person, CancellationToken cancel)
    {
        // A click into the window must not hold the session up. The wizard takes the mouse itself.
        using var console = OperatingSystem.IsWindows() ? new UnselectedConsole() : null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ended = new TaskCompletionSource();
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
            // Windows ends a program whose window is closed as soon as this returns. Source: Windows, HandlerRoutine.
            if (OperatingSystem.IsWindows())
                ended.Task.Wait();
        });
        try
        {
            return await Task.Run(() => session(person, stop.Token), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private static ImmutableArray<string> Offered(SessionHost host) =>
        new OfferedLanguages(host.Files, host.Instrument.Drives).List();

    private static PasswordLines Passwords(int? descriptor)
    {
        if (descriptor is not { } number)
            return PasswordLines.None;
        if (number == 0)
            return PasswordLines.Read(Console.In);
        using var reader = new StreamReader(
            new FileStream(new SafeFileHandle(number, ownsHandle: false), FileAccess.Read, bufferSize: 0));
        return PasswordLines.Read(reader);
    }

    private IPrinter Printer(ParseResult line, string spoken, TimeProvider clock) => line.GetValue(_json)
        ? new JsonPrinter(StandardText.Out, clock)
        : new LinePrinter(StandardText.Out, new Texts(spoken), clock);
}
