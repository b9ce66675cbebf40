using System.CommandLine;
using System.IO.Abstractions;
using PatchKit.Applier.Commands;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;

ProgramCulture.Set();
if (SignatureSelfTest.Run() is { } unfit)
    return StatusCommand.Refuse(unfit);
var files = new FileSystem();
var root = new RootCommand(
    "Applies a signed PatchKit stick to this instrument, once per boot mode. Exit codes: docs/exit-codes.md.")
{
    ApplyCommand.Create(files, TimeProvider.System),
    StatusCommand.Create(files, TimeProvider.System),
    VerifyCommand.Create(files, TimeProvider.System),
    CheckCommand.Create(files, TimeProvider.System),
    DiagnoseCommand.Create(files, TimeProvider.System),
    RestoreCommand.Create(files, TimeProvider.System),
    RollbackCommand.Create(files, TimeProvider.System),
    VersionCommand.Create(files),
};
// An argument that begins with @ is what was typed: no response files.
var line = root.Parse(args.Length == 0 ? ["apply"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
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
    StandardText.SayLost();
    return line.Errors.Count > 0 ? (int)RefusalCode.Usage : exitCode;
}
catch (Exception e)
{
    // The last resort: a person gets a sentence and never a stack trace.
    return StatusCommand.Refuse(new Refusal(RefusalCode.Internal, e.GetType().Name, e.Message), StatusCommand.NotKnown);
}
