using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>What the kit owes to others: every package has a licence that is allowed, a published program says which.</summary>
public sealed class LicenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-licences-").FullName;

    public static TheoryData<string> LockFiles =>
    [
        .. new[] { "Shared", "Applier", "Packager", "tests" }
            .SelectMany(room => Directory.EnumerateFiles(
                Repository.Folder(room), "packages.lock.json", SearchOption.AllDirectories))
            .Select(Repository.Relative),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(LockFiles))]
    public async Task Every_package_of_a_lock_file_has_a_licence_that_is_allowed(string lockFile)
    {
        // The stand-in is no part of the solution: what it needs is restored when it is wanted.
        if (lockFile.Contains("StandIn", StringComparison.Ordinal))
        {
            var project = Path.GetDirectoryName(Repository.Folder(lockFile))!;
            (await Published.Tool("dotnet", ["restore", project, "--locked-mode", "--nologo"])).Ended(0);
        }

        var allowed = Directory.EnumerateFiles(Repository.Folder("licences"), "*.txt")
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.DoesNotContain(allowed, licence => licence!.Contains("GPL", StringComparison.OrdinalIgnoreCase));
        var packages = JsonNode.Parse(File.ReadAllText(Repository.Folder(lockFile)))!["dependencies"]!.AsObject()
            .SelectMany(framework => framework.Value!.AsObject())
            .Where(package => (string?)package.Value!["type"] != "Project")
            .Select(package => (Name: package.Key, Version: (string)package.Value!["resolved"]!))
            .Distinct().ToList();
        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Contains(Licence(package.Name, package.Version), allowed));
    }

    [Fact]
    public void Every_npm_package_of_the_judges_has_a_licence_that_is_allowed_and_names_no_registry()
    {
        var text = File.ReadAllText(Repository.Folder("tests", "judges", "package-lock.json"));
        var packages = JsonNode.Parse(text)!["packages"]!.AsObject().Where(package => package.Key.Length > 0).ToList();

        Assert.NotEmpty(packages);
        // Copyleft of its own files alone, or words and drawings under Creative Commons, and never shipped:
        // docs/adr/0009-dependencies.md.
        string[] apart = ["axe-core", "railroad-diagrams", "spdx-exceptions", "spdx-license-ids"];
        Assert.All(packages.Where(package => !apart.Contains(package.Key.Split('/')[^1])), package => Assert.True(
            File.Exists(Repository.Folder("licences", $"{package.Value!["license"]}.txt")), $"{package}"));
        Assert.DoesNotContain("\"resolved\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_published_Packager_says_what_others_made_and_under_which_licence()
    {
        (await Publish()).Ended(0);
        Says(_folder, "Packager");
    }

    [Fact]
    public async Task A_package_with_a_licence_that_is_not_allowed_ends_the_publication()
    {
        var allowed = Path.Combine(_folder, "allowed");
        Directory.CreateDirectory(allowed);
        File.Copy(Repository.Folder("licences", "MIT.txt"), Path.Combine(allowed, "MIT.txt"));
        var ran = await Publish($"-p:AllowedLicences={allowed}{Path.DirectorySeparatorChar}");
        Assert.NotEqual(0, ran.ExitCode);
        Assert.Contains("Dapper 2", ran.All, StringComparison.Ordinal);
        Assert.Contains("'Apache-2.0' is no licence that this kit allows", ran.All, StringComparison.Ordinal);
    }

    /// <summary>The notices of a published folder name all that was delivered, with its licence, and hold the texts.</summary>
    internal static void Says(string folder, string program)
    {
        var notices = File.ReadAllText(Path.Combine(folder, "THIRD-PARTY-NOTICES.txt"));
        var libraries = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, $"{program}.deps.json")))!["libraries"]!.AsObject()
            .Where(library => (string?)library.Value!["type"] == "package").Select(library => library.Key.Split('/')).ToList();
        Assert.NotEmpty(libraries);
        foreach (var library in libraries)
        {
            var licence = Licence(library[0], library[1]);
            var name = Regex.Escape($"{library[0]} {library[1]}");
            Assert.Matches($"\n{name}\n  supplier   .+\n  licence    {licence}\n  copyright  ", notices);
            var text = File.ReadAllText(Repository.Folder("licences", $"{licence}.txt"));
            Assert.Contains(text, notices, StringComparison.Ordinal);
        }

        // The runtime's own.
        Assert.Contains("License notice for Unicode data", notices, StringComparison.Ordinal);
    }

    private Task<Ran> Publish(params string[] more)
    {
        var configuration = Path.GetFileName(Built.Output);
        return Published.Tool("dotnet",
            ["publish", Repository.Folder("Packager"), "--no-build", "-c", configuration, "-o", _folder, "--nologo", .. more]);
    }

    // Of several that a package offers, the first that is allowed.
    private static string? Licence(string name, string version) => Offered(name, version)?.Split(" OR ")
        .FirstOrDefault(licence => File.Exists(Repository.Folder("licences", $"{licence}.txt")));

    private static string? Offered(string name, string version) => XDocument.Load(Specification(name, version)).Descendants()
        .SingleOrDefault(one => one.Name.LocalName == "license" && (string?)one.Attribute("type") == "expression")?.Value;

    private static string Specification(string name, string version)
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.Combine(packages, name.ToLowerInvariant(), version, $"{name.ToLowerInvariant()}.nuspec");
    }
}
