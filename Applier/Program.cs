using System.CommandLine;
using System.IO.Abstractions;
using PatchKit.Applier.Commands;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;

ProgramCulture.Set();
var language = new LanguageOption();
var files = new FileSystem();
var root = new RootCommand(
    "Applies a signed PatchKit stick to this instrument, once per boot mode. Exit codes: docs/exit-codes.md.")
{
    ApplyCommand.Create(files, TimeProvider.System, language),
    StatusCommand.Create(files, TimeProvider.System, language),
    VerifyCommand.Create(files, TimeProvider.System, language),
    CheckCommand.Create(files, TimeProvider.System, language),
    DiagnoseCommand.Create(files, TimeProvider.System, language),
    RestoreCommand.Create(files, TimeProvider.System, language),
    RollbackCommand.Create(files, TimeProvider.System, language),
    VersionCommand.Create(files, language),
    language.Option,
};
// An argument that begins with @ is what was typed: no response files.
var line = root.Parse(args.Length == 0 ? ["apply"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (SignatureSelfTest.Run() is { } unfit)
    return Refusing.Say(language.Texts(line), unfit);
try
{
    var exitCode = await line.InvokeAsync(new InvocationConfiguration
    {
        // Undoing after Ctrl-C may take its time; nothing ends it in the middle.
        ProcessTerminationTimeout = TimeSpan.FromMinutes(10),
        EnableDefaultExceptionHandler = false,
        Output = StandardText.Out,
        Error = StandardText.Error,
    });
    StandardText.SayLost(fault => language.Texts(line)[CommandKey.OutputLost, fault]);
    return line.Errors.Count > 0 ? (int)RefusalCode.Usage : exitCode;
}
catch (Exception e)
{
    // The last resort: a person gets a sentence and never a stack trace.
    var texts = language.Texts(line);
    return Refusing.Say(texts, new Refusal(RefusalCode.Internal, e.GetType().Name, e.Message), texts[CommandKey.NotKnown]);
}
