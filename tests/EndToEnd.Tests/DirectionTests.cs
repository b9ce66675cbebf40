using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using PatchKit.Tests.EndToEnd.Directions;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The directions between rooms, read from the compiler's symbols: Packager -> Shared &lt;- Applier and nothing else; no circle
/// between the rooms of a project; inside the Applier a stage knows the other stages' records alone.
/// </summary>
public sealed class DirectionTests
{
    private static readonly string[] Stages = ["Discovery", "Staging", "Preflight", "Backups", "Applying", "Receipts"];

    private static readonly string[] Network =
    [
        "System.Net.Http", "System.Net.Sockets", "System.Net.Requests", "System.Net.WebClient", "System.Net.WebSockets",
        "System.Net.WebSockets.Client", "System.Net.NameResolution", "System.Net.Quic", "System.Net.Mail", "System.Net.Ping",
        "System.Net.HttpListener", "System.Net.NetworkInformation", "System.Net.Security",
    ];

    public static TheoryData<string> Projects { get; } = ["Shared", "Packager", "Applier"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_compiler_knows_every_type_that_the_sources_name(string project) => Assert.Empty(Of(project).Unknown);

    [Fact]
    public void The_Packager_and_the_Applier_know_Shared_and_not_each_other()
    {
        Assert.DoesNotContain("Applier", Assemblies(Sources.Packager));
        Assert.DoesNotContain("Packager", Assemblies(Sources.Applier));
        Assert.Contains("Shared", Assemblies(Sources.Packager));
        Assert.Contains("Shared", Assemblies(Sources.Applier));
    }

    [Fact]
    public void The_qualification_program_knows_the_Applier_alone_and_nobody_knows_it()
    {
        const string own = "tests/Qualification/Qualification.csproj";
        var projects = new[] { "Shared", "Packager", "Applier", "tests" }
            .SelectMany(room => Directory.EnumerateFiles(Repository.Folder(room), "*.csproj", SearchOption.AllDirectories))
            .ToDictionary(Repository.Relative, References);
        Assert.Equal(["Applier.csproj"], projects[own]);
        Assert.DoesNotContain(projects, project => project.Value.Contains(Path.GetFileName(own)));

        static List<string> References(string project) => [.. XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileName(reference.Attribute("Include")!.Value))];
    }

    [Fact]
    public void Shared_knows_no_screen_no_command_line_and_no_database() =>
        Assert.DoesNotContain(Assemblies(Sources.Shared), name =>
            name.StartsWith("Terminal.Gui", StringComparison.Ordinal) || name.StartsWith("Spectre", StringComparison.Ordinal)
            || name.StartsWith("System.CommandLine", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Data", StringComparison.Ordinal)
            || name is "Applier" or "Packager" or "System.Console");

    [Theory]
    [InlineData("Shared")]
    [InlineData("Applier")]
    public void Neither_Shared_nor_the_Applier_can_reach_a_network(string project) =>
        AssertNoUse(Of(project), use => Network.Contains(use.Type.ContainingAssembly?.Name), except: "nowhere");

    [Fact]
    public void Only_the_wizard_knows_Terminal_Gui() => AssertNoUse(
        Sources.Applier,
        use => use.Type.ContainingAssembly?.Name.StartsWith("Terminal.Gui", StringComparison.Ordinal) == true,
        except: "Applier/Operators/Wizard/");

    [Theory]
    [InlineData("Shared", "Shared/Disks/")]
    [InlineData("Packager", "nowhere")]
    [InlineData("Applier", "Applier/Instruments/Windows/")]
    public void Native_calls_stand_in_two_rooms_alone(string project, string except) =>
        AssertNoUse(Of(project), IsNative, except);

    [Fact]
    public void Nothing_that_trusts_metadata_reads_a_draft()
    {
        Assert.Empty(FilesThat(Sources.Applier, use => use.Type.Name == "DraftMetadata"));
        Assert.Equal(
            ["Shared/Trust/DraftMetadata.cs", "Shared/Trust/MetaFile.cs", "Shared/Trust/MetadataWriter.cs"],
            FilesThat(Sources.Shared, use => use.Type.Name == "DraftMetadata" || use.Symbol.Name == "AsDraft"));
    }

    [Fact]
    public void A_place_vouches_for_a_root_and_for_nothing_else()
    {
        Assert.Equal(["Shared/Trust/SignedMetadata.cs"], FilesThat(Sources.Shared, use => use.Symbol.Name == "AsAnchor"));
        Assert.Equal(["Shared/Trust/TrustAnchor.cs"],
            FilesThat(Sources.Shared, use => use is { Symbol.Name: "Anchor", Type.Name: "SignedMetadata" }));
    }

    [Fact]
    public void A_stage_knows_the_records_of_other_stages_and_not_their_insides()
    {
        var stages = Stages.Select(stage => $"Applier/{stage}/").ToList();
        Assert.Empty(Sources.Applier.Uses
            .Where(use => use.Type is { IsRecord: false, TypeKind: TypeKind.Class or TypeKind.Interface }
                && use.Declared is { } declared
                && stages.Find(stage => use.File.StartsWith(stage, StringComparison.Ordinal)) is { } own
                && stages.Find(stage => declared.StartsWith(stage, StringComparison.Ordinal)) is { } other
                && own != other)
            .Select(use => $"{use} of {use.Declared}"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_room_knows_one_that_knows_it(string project) => Assert.Empty(new Rooms(Of(project)).Circles());

    [Fact]
    public void A_planted_circle_is_seen_and_named()
    {
        var planted = Sources.InMemory(
            "Kit",
            ("Kit/Trust/Key.cs", "namespace Kit.Trust; public class Key { public Kit.Media.Stick? On; }"),
            ("Kit/Media/Stick.cs", "namespace Kit.Media; public class Stick { public object Make() => Kit.Values.Name.Of(); }"),
            ("Kit/Values/Name.cs",
                "namespace Kit.Values; public class Name { public static object Of() => new Kit.Trust.Key(); }"),
            ("Kit/Json/Door.cs", "namespace Kit.Json; public class Door { public Kit.Values.Name? Name; }"));
        Assert.Equal(
            ["Media -> Values: Kit/Media/Stick.cs:1 uses Name; Values -> Trust: Kit/Values/Name.cs:1 uses Key; "
                + "Trust -> Media: Kit/Trust/Key.cs:1 uses Stick"],
            new Rooms(planted).Circles());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_table_of_rooms_in_the_design_page_is_what_the_code_does(string project)
    {
        var page = File.ReadLines(Repository.Folder("docs", "design.md"))
            .Where(line => line.StartsWith($"| `{project}/", StringComparison.Ordinal)).ToList();
        var rooms = new Rooms(Of(project));
        var code = rooms.All.Select(room => TableRow(project, room, rooms.KnownTo(room))).ToList();
        Assert.True(
            page.Order(StringComparer.Ordinal).SequenceEqual(code),
            $"docs/design.md differs from the code, whose rows are:\n{string.Join('\n', code)}");
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

    private static Sources Of(string project) => project switch
    {
        "Shared" => Sources.Shared,
        "Packager" => Sources.Packager,
        _ => Sources.Applier,
    };

    private static HashSet<string> Assemblies(Sources sources) =>
        [.. sources.Uses.Select(use => use.Type.ContainingAssembly?.Name).OfType<string>()];

    private static bool IsNative(Use use) =>
        use.Type.Name is "LibraryImportAttribute" or "DllImportAttribute" or "ComImportAttribute" or "NativeLibrary"
        || use.Type.ContainingNamespace.ToDisplayString() is "Microsoft.Win32" or "System.ServiceProcess"
        || use.Symbol is IMethodSymbol { IsExtern: true };

    private static IEnumerable<string> FilesThat(Sources sources, Func<Use, bool> use) =>
        sources.Uses.Where(use).Select(found => found.File).Distinct().Order(StringComparer.Ordinal);

    private static void AssertNoUse(Sources sources, Func<Use, bool> forbidden, string except) => Assert.DoesNotContain(
        sources.Uses, use => forbidden(use) && !use.File.StartsWith(except, StringComparison.Ordinal));

    private static string TableRow(string project, string room, IEnumerable<string> known)
    {
        var names = string.Join(", ", known.Select(other => $"`{other}`"));
        return $"| `{project}/{room}` | {(names.Length == 0 ? "none" : names)} |";
    }
}
