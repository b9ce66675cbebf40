using System.Reflection;
using System.Text.RegularExpressions;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The directions between rooms: Packager -> Shared &lt;- Applier and nothing else; inside the Applier a stage knows the other
/// stages' records alone.
/// </summary>
public partial class DirectionTests
{
    private static readonly string[] Stages = ["Discovery", "Staging", "Preflight", "Backups", "Applying", "Receipts"];

    [Fact]
    public void The_Packager_and_the_Applier_know_Shared_and_not_each_other()
    {
        Assert.DoesNotContain("Applier", References("Packager"));
        Assert.DoesNotContain("Packager", References("Applier"));
        Assert.Contains("PatchKit.Shared", References("Packager"));
        Assert.Contains("PatchKit.Shared", References("Applier"));
    }

    [Fact]
    public void Shared_knows_no_screen_no_command_line_and_no_database() =>
        Assert.DoesNotContain(References("PatchKit.Shared"), name =>
            name.StartsWith("Terminal.Gui", StringComparison.Ordinal) || name.StartsWith("Spectre", StringComparison.Ordinal)
            || name.StartsWith("System.CommandLine", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Data", StringComparison.Ordinal)
            || name is "Applier" or "Packager" or "System.Console");

    [Theory]
    [InlineData("PatchKit.Shared")]
    [InlineData("Applier")]
    public void Neither_Shared_nor_the_Applier_can_reach_a_network(string assembly) =>
        Assert.DoesNotContain(References(assembly),
            name => name is "System.Net.Http" or "System.Net.Sockets" or "System.Net.Requests"
            or "System.Net.WebClient" or "System.Net.WebSockets" or "System.Net.WebSockets.Client" or "System.Net.NameResolution"
            or "System.Net.Quic" or "System.Net.Mail" or "System.Net.Ping" or "System.Net.HttpListener"
            or "System.Net.NetworkInformation");

    [Fact]
    public void Only_the_wizard_knows_Terminal_Gui() =>
        AssertNowhere("Applier", TerminalGui(), except: "Applier/Operators/Wizard/");

    [Fact]
    public void Only_the_Windows_instrument_calls_Windows() =>
        AssertNowhere("Applier", NativeCall(), except: "Applier/Instruments/Windows/");

    [Fact]
    public void A_stage_knows_the_records_of_other_stages_and_not_their_insides()
    {
        var insides = Stages.ToDictionary(stage => stage, stage => Repository.Sources($"Applier/{stage}")
            .SelectMany(file => ClassDeclaration().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal));
        var trespasses =
            from stage in Stages
            from file in Repository.Sources($"Applier/{stage}")
            let types = TypeUse().Matches(WithoutComments(File.ReadAllText(file)))
                .Select(match => match.Groups.Values.Skip(1).First(part => part.Success).Value).ToHashSet(StringComparer.Ordinal)
            from other in Stages
            where other != stage
            from inside in insides[other]
            where types.Contains(inside) && !insides[stage].Contains(inside)
            select $"{Repository.Relative(file)} uses {inside} of {other}";
        Assert.Empty(trespasses);
    }

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var rooms = new[] { "Shared", "Packager", "Applier", "tests" };
        Assert.Empty(rooms.SelectMany(Repository.Sources)
            .Where(file => File.ReadLines(file).Count() > 400)
            .Select(Repository.Relative));
    }

    [Fact]
    public void No_line_is_wider_than_130_characters()
    {
        var rooms = new[] { "Shared", "Packager", "Applier", "tests" };
        Assert.Empty(rooms.SelectMany(Repository.Sources)
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (File: file, Width: line.Length, Number: index + 1)))
            .Where(line => line.Width > 130)
            .Select(line => $"{Repository.Relative(line.File)}:{line.Number}"));
    }

    private static HashSet<string> References(string assembly) =>
        [.. Assembly.LoadFrom(Output(assembly)).GetReferencedAssemblies().Select(name => name.Name!)];

    private static string Output(string assembly)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");
        return File.Exists(beside) ? beside : Path.Combine(Built.Output, "applier", $"{assembly}.dll");
    }

    private static void AssertNowhere(string room, Regex pattern, string except) => Assert.Empty(Repository.Sources(room)
        .Where(file =>
            !Repository.Relative(file).StartsWith(except, StringComparison.Ordinal)
            && pattern.IsMatch(WithoutComments(File.ReadAllText(file))))
        .Select(Repository.Relative));

    private static string WithoutComments(string source) => Comment().Replace(source, "");

    [GeneratedRegex(@"\busing\s+Terminal\.Gui|\bTerminal\.Gui\.")]
    private static partial Regex TerminalGui();

    [GeneratedRegex(@"\[(Library|Dll)Import\(|\bMicrosoft\.Win32\b(?!\.SafeHandles)|\bSystem\.ServiceProcess\b|\[ComImport\]")]
    private static partial Regex NativeCall();

    [GeneratedRegex(@"^(?:internal|public) (?:sealed |static |abstract |partial )*(?:class|interface) (\w+)",
        RegexOptions.Multiline)]
    private static partial Regex ClassDeclaration();

    // A type by its name: what stands after a dot, or is given a value, is a member that happens to be called so.
    // new X, X.member, <X>, X name: a word that is a type there, and not a member that happens to be called the same.
    [GeneratedRegex(@"\bnew ([A-Z]\w+)|(?<![.\w])([A-Z]\w+)\.|<([A-Z]\w+)[>?,]|(?<![.\w])([A-Z]\w+)\?? [a-z_]\w*\b")]
    private static partial Regex TypeUse();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
