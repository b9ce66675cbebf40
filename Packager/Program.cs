using System.CommandLine;
using System.IO.Abstractions;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Shared;

ProgramCulture.Set();
using var letters = ConsoleLetters.All();
var interactive = !Console.IsInputRedirected && !Console.IsOutputRedirected;
#pragma warning disable RS0030 // The one place that may: nothing draws on a terminal behind it.
var (output, error) = (new PrintableWriter(Console.Out), new PrintableWriter(Console.Error));
#pragma warning restore RS0030
// PATCHKIT_SETTINGS names another file of settings, for a second desk at one machine; an empty one: none.
var services = new PackagerServices(new FileSystem(), TimeProvider.System, output, error, interactive)
{
    SettingsFile = Environment.GetEnvironmentVariable("PATCHKIT_SETTINGS") ?? Path.Combine(Environment.GetFolderPath(
        Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "PatchKit", "settings.json"),
};
if (!DeskSettings.Read(services, services.SettingsFile).TryGet(out var settings, out var unreadable))
    return Outcome.Refuse(services, unreadable, json: false);
services = services with { Settings = settings };
var root = new RootCommand("Builds and signs PatchKit sticks, and reads their receipts back. Exit codes: docs/exit-codes.md.")
{
    NewCommand.Create(services),
    BuildCommand.Create(services),
    PublishCommand.Create(services),
    SignCommand.Create(services),
    StickCommand.Create(services),
    LetterCommand.Create(services),
    PrevisitCommand.Create(services),
    VerifyCommand.Create(services),
    InspectCommand.Create(services),
    ReceiveCommand.Create(services),
    ReportCommand.Create(services),
    ServeCommand.Create(services),
    ToldCommand.Create(services),
    SituationCommand.Create(services),
    DeskCommand.Create(services),
    CustomersCommand.Create(services),
    ContactCommand.Create(services),
    SettleCommand.Create(services),
    InstrumentCommand.Create(services),
    WithdrawnCommand.Create(services),
    AuditCommand.Create(services),
    LedgerCommand.Create(services),
    CloseCommand.Create(services),
    KeysCommand.Create(services),
    RehearseCommand.Create(services),
    ProveCommand.Create(services),
    SettingsCommand.Create(services),
    CompletionCommand.Create(services),
};
root.SetAction(_ => FirstStart.Explain(services));
foreach (var command in StickDecisionCommands.Create(services))
    root.Add(command);
// An argument that begins with @ is what was typed: no response files.
var line = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
try
{
    var exitCode = await line.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error });
    return line.Errors.Count > 0 ? (int)RefusalCode.Usage : exitCode;
}
catch (Exception e)
{
    // The last resort: a person gets a sentence and never a stack trace.
    return Outcome.Refuse(services, new Refusal(RefusalCode.Internal, e.GetType().Name, e.Message), json: false,
        Outcome.NotKnown);
}
