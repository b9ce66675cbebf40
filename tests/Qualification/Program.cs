using System.CommandLine;
using System.Runtime.Versioning;
using PatchKit.Qualification;
using PatchKit.Shared;

[assembly: SupportedOSPlatform("windows")]

ProgramCulture.Set();
if (!OperatingSystem.IsWindows())
{
    Console.WriteLine("This is no Windows: there is nothing to prove here.");
    return Qualifier.Refused;
}

var output = new Option<DirectoryInfo>("--output")
{
    Description = "Where qualification.json and the page go; by default here.",
    DefaultValueFactory = _ => new DirectoryInfo(Environment.CurrentDirectory),
};
var disposable = new Option<bool>("--disposable")
{
    Description = "This physical machine may be thrown away.",
};
var afterRestart = new Option<bool>("--after-restart")
{
    Description = "The second phase: goes on from the report in --output.",
};
var withoutRestart = new Option<bool>("--without-restart")
{
    Description = "Leaves the second phase out.",
};
var clean = new Option<bool>("--clean")
{
    Description = "Removes what a start that did not end has left, and does nothing else.",
};
var part = new Option<string[]>("--part")
{
    Description = "Only this part, for example services. May be given several times.",
};
var pause = new Option<int?>("--pause")
{
    Hidden = true,
    Description = "After so many made things it waits to be killed.",
};
var name = new Argument<string>("name");
var service = new Command("service", "Runs as one of its own services. Windows starts this, nobody else.") { name };
service.SetAction(line => TestService.Run(line.GetValue(name)!));
var root = new RootCommand(
    "Proves on a disposable Windows machine what the Applier relies on: docs/qualification/README.md. " +
        "Exit codes: 0 nothing failed, 1 a claim failed, 2 nothing was begun, 3 something was left behind.")
{
    output, disposable, afterRestart, withoutRestart, clean, part, pause, service,
};
root.SetAction((line, _) =>
{
    var qualifier = new Qualifier(
        new Wishes(line.GetValue(output)!.FullName, line.GetValue(disposable), line.GetValue(afterRestart),
            line.GetValue(withoutRestart), [.. line.GetValue(part) ?? []], line.GetValue(pause)),
        Console.Out);
    return line.GetValue(clean) ? Task.FromResult(qualifier.CleanUp()) : qualifier.Run();
});
return await root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null }).InvokeAsync();
