using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The Applier as it goes on a stick: what its files say, read by programs that are not ours where there are any.
/// </summary>
[Collection(nameof(Published))]
public sealed class PublishTests
{
    private readonly Published _published;

    public PublishTests(Published published)
    {
        Published.Require();
        _published = published;
    }

    public static TheoryData<string> Ours =>
        ["Applier.exe", "Applier.dll", "PatchKit.Shared.dll"];

    [Fact]
    public async Task Every_file_stands_in_the_list_with_its_digest()
    {
        (await Published.Tool("sha256sum", ["--check", "--strict", "--quiet", "FILES.sha256"], _published.Folder)).Ended(0);
        var listed = File.ReadLines(Path.Combine(_published.Folder, "FILES.sha256")).Select(line => line[66..]);
        var there = Tree.Whole(_published.Folder).Keys.Select(path => path.Replace('\\', '/'))
            .Where(path => path != "FILES.sha256");
        Assert.Equal(there.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.Contains("redist/VCRUNTIME140.dll", listed);
        Assert.DoesNotContain(listed, path => Path.GetExtension(path) is ".pdb" or ".xml" or ".signed");
    }

    [Fact]
    public void It_says_what_others_made_and_under_which_licence()
    {
        LicenceTests.Says(_published.Folder, "Applier");
        var notices = File.ReadAllText(Path.Combine(_published.Folder, "THIRD-PARTY-NOTICES.txt"));
        Assert.Contains("\nMicrosoft.NETCore.App.Runtime.win-x64 ", notices, StringComparison.Ordinal);
    }

    [Theory, InlineData("Applier.exe"), InlineData("Applier.dll"), InlineData("PatchKit.Shared.dll")]
    public async Task Version_and_commit_stand_in_the_properties_of_a_file(string file)
    {
        var head = (await Published.Tool("git", ["rev-parse", "HEAD"], Repository.Root)).Ended(0).Output.Trim();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_published.Folder, file), TestContext.Current.CancellationToken);
        Assert.True(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes($"{(string)_published.Answer["version"]!}+{head}")) > 0);
        Assert.StartsWith(head, (string)_published.Answer["commit"]!, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Ours))]
    public void No_file_of_ours_names_the_folder_that_it_was_built_in(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(_published.Folder, file)).AsSpan();
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
            Assert.Equal(-1, bytes.IndexOf(encoding.GetBytes(Repository.Root)));
    }

    [Theory, MemberData(nameof(Ours))]
    public async Task Every_program_file_of_ours_is_signed_and_a_changed_one_does_not_verify(string file)
    {
        var path = Path.Combine(_published.Folder, file);
        (await Verify(path)).Ended(0);
        Assert.Equal(Ours.Count, (int)_published.Answer["signed"]!);

        var changed = Path.GetTempFileName();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(changed, bytes, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, (await Verify(changed)).ExitCode);
        File.Delete(changed);
    }

    [Fact]
    public void The_components_are_those_of_the_lock_file_and_of_the_publication()
    {
        var sbom = JsonNode.Parse(File.ReadAllText(Path.Combine(_published.Folder, "sbom.cdx.json")))!;
        Assert.Equal(("CycloneDX", "1.6", 1), ((string)sbom["bomFormat"]!, (string)sbom["specVersion"]!, (int)sbom["version"]!));
        var components = sbom["components"]!.AsArray();
        var references = components.Select(one => (string)one!["bom-ref"]!).ToList();
        Assert.Equal(references.Distinct(), references);

        var delivered = JsonNode.Parse(
            File.ReadAllText(Path.Combine(_published.Folder, "Applier.deps.json")))!["libraries"]!.AsObject()
            .Where(library => (string?)library.Value!["type"] == "package")
                .Select(library => $"pkg:nuget/{library.Key.Replace('/', '@')}");
        Assert.Equal(
            delivered.Order(StringComparer.Ordinal),
            components.Where(one => one!["hashes"] is not null && one["scope"] is null).Select(one => (string)one!["purl"]!)
                .Order(StringComparer.Ordinal));
        Assert.Contains(components,
            one => ((string)one!["name"]!, (string)one["type"]!) == ("Microsoft.NETCore.App.Runtime.win-x64", "framework"));
        Assert.Contains(components,
            one => ((string)one!["name"]!, (string?)one["scope"]) == ("Microsoft.CodeAnalysis.BannedApiAnalyzers", "excluded"));

        string[] known = [(string)sbom["metadata"]!["component"]!["bom-ref"]!, .. references];
        var dependencies = sbom["dependencies"]!.AsArray();
        Assert.All(dependencies.SelectMany(one => one!["dependsOn"]!.AsArray()),
            needed => Assert.Contains((string)needed!, known));
        Assert.Equal(known.Order(StringComparer.Ordinal), dependencies.Select(one => (string)one!["ref"]!)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_list_of_components_says_whose_they_are_and_passes_the_strict_judge_of_its_format()
    {
        var (_, packager) = await _published.Packager();
        var lists = new[] { _published.Folder, (string)packager["folder"]! }
            .Select(folder => Path.Combine(folder, "sbom.cdx.json")).ToList();
        Needed.Programs("node");
        Needed.That(Directory.Exists(Repository.Folder("artifacts", "judges", "node_modules")), "tests/judges is not installed");
        // A script finds its packages beside it.
        var script = Repository.Folder("artifacts", "judges", $"{System.Environment.ProcessId}-cyclonedx.mjs");
        File.Copy(Repository.Folder("tests", "judges", "cyclonedx.mjs"), script, overwrite: true);
        try
        {
            var judged = (await Published.Tool("node", [script, .. lists])).Ended(0).Output;
            Assert.Equal("null\nnull\n", judged.ReplaceLineEndings("\n"));
        }
        finally
        {
            File.Delete(script);
        }

        var committed = (await Published.Tool("git", ["show", "--no-patch", "--format=%cI", "HEAD"], Repository.Root)).Output;
        foreach (var sbom in lists.Select(list => JsonNode.Parse(File.ReadAllText(list))!))
        {
            Assert.Equal(DateTimeOffset.Parse(committed, CultureInfo.InvariantCulture).UtcDateTime,
                ((DateTimeOffset)sbom["metadata"]!["timestamp"]!).UtcDateTime);
            Assert.NotEmpty((string)sbom["metadata"]!["authors"]![0]!["name"]!);
            Assert.NotEmpty((string)sbom["metadata"]!["supplier"]!["name"]!);
            var delivered = sbom["components"]!.AsArray()
                .Where(one => (string?)one!["scope"] != "excluded" && one["purl"] is not null).ToList();
            Assert.All(delivered, one => Assert.NotEmpty((string)one!["supplier"]!["name"]!));
            Assert.All(delivered, one => Assert.NotEmpty((string)one!["licenses"]![0]!["license"]!["id"]!));
            Assert.All([.. sbom["components"]!.AsArray(), sbom["metadata"]!["component"]], SaysHowItIsSupported);
        }

        // A line that fits nothing any more would be believed to.
        var supported = lists.Select(list => JsonNode.Parse(File.ReadAllText(list))!)
            .SelectMany(sbom => sbom["components"]!.AsArray().Append(sbom["metadata"]!["component"]))
            .Select(one => (string)one!["name"]!).ToList();
        var lines = JsonNode.Parse(File.ReadAllText(Repository.Folder("licences", "support.json")))!["components"]!.AsArray();
        Assert.All(lines, line => Assert.Contains(supported,
            name => name.StartsWith(((string)line!["name"]!).TrimEnd('*'), StringComparison.Ordinal)));
    }

    private static void SaysHowItIsSupported(JsonNode? component)
    {
        var said = component!["properties"]!.AsArray()
            .ToDictionary(one => (string)one!["name"]!, one => (string)one!["value"]!);
        Assert.NotEmpty(said["patchkit:support:level"]);
        Assert.True(said.ContainsKey("cdx:lifecycle:milestone:endOfSupport")
            || said["patchkit:support:endOfSupport"] == "not known", $"{component}");
        if ((string)component["type"]! == "framework")
            Assert.Equal("2028-11-14", said["cdx:lifecycle:milestone:endOfSupport"]);
    }

    // Processor time, because the clock of a machine that builds and tests beside this only ever adds; the quickest of several
    // starts.
    [Fact]
    public async Task The_program_starts_in_Wine_within_two_seconds_and_says_what_it_is()
    {
        var times = new List<double>();
        for (var start = 0; start < 6; start++)
        {
            var ran = (await _published.Wine(Path.Combine(_published.Folder, "Applier.exe"), "version", "--json")).Ended(0);
            times.Add(ran.Error.TrimEnd().Split('\n')[^1].Split(' ').Sum(Seconds));
            var answer = JsonNode.Parse(ran.Output)!;
            foreach (var member in new[] { "version", "commit", "root" })
                Assert.Equal((string)_published.Answer[member]!, (string)answer[member]!);
            Assert.True((bool)answer["rehearsal"]!);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", times.Select(time => $"{time:0.00} s")));
        Assert.InRange(times.Min(), 0.01, 2);
    }

    // As the shell's times prints it: 0m0.210s
    private static double Seconds(string told)
    {
        var parts = told.TrimEnd('s').Split('m');
        return (60 * double.Parse(parts[0], CultureInfo.InvariantCulture)) + double.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Where_Windows_lacks_the_library_one_screen_says_which_and_where_to_put_it()
    {
        var copy = Directory.CreateTempSubdirectory("patchkit-applier-").FullName;
        Tree.Copy(_published.Folder, copy);
        Directory.Delete(Path.Combine(copy, "redist"), recursive: true);
        var ran = await _published.Wine([("WINEDLLOVERRIDES", "vcruntime140=")], Path.Combine(copy, "Applier.exe"), "version");
        ran.Ended((int)RefusalCode.PlatformUnfit)
            .OneScreen("VCRUNTIME140.dll is missing", "redist", "This command changed nothing.");
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task A_stick_takes_no_Applier_that_is_not_as_it_was_published()
    {
        var copy = Directory.CreateTempSubdirectory("patchkit-applier-").FullName;
        Tree.Copy(_published.Folder, copy);
        await Stick(copy, RefusalCode.InputMissing); // all is well with the Applier, and the order is not there
        await File.AppendAllTextAsync(Path.Combine(copy, "Applier.runtimeconfig.json"), " ",
            TestContext.Current.CancellationToken);
        await Stick(copy, RefusalCode.FileAltered);
        File.Delete(Path.Combine(copy, "Applier.runtimeconfig.json"));
        await Stick(copy, RefusalCode.FileMissing);
        File.Copy(Path.Combine(_published.Folder, "Applier.runtimeconfig.json"),
            Path.Combine(copy, "Applier.runtimeconfig.json"));
        await File.WriteAllTextAsync(Path.Combine(copy, "version.dll"), "loaded before the system's",
            TestContext.Current.CancellationToken);
        await Stick(copy, RefusalCode.FileAltered);
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task A_stick_takes_no_Applier_that_trusts_the_root_of_another_release()
    {
        using var foundry = new Foundry();
        using var bench = foundry.Make(DateTimeOffset.UtcNow, "OTHER-1");
        await Stick(_published.Folder, RefusalCode.RootForeign, Path.Combine(bench.Stick, "release"));
    }

    private Task Stick(string applier, RefusalCode code) =>
        Stick(applier, code, Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(_published.Root))!, "release"));

    private static async Task Stick(string applier, RefusalCode code, string release)
    {
        var nowhere = Path.Combine(Path.GetTempPath(), "patchkit-nowhere");
        var ran = await Built.Packager.Run("stick", $"{nowhere}.json", "--release", release, "--output", nowhere, "--applier",
            applier);
        ran.Ended((int)code);
        Assert.False(Directory.Exists(nowhere));
    }

    private Task<Ran> Verify(string file) =>
        Published.Tool("osslsigncode", ["verify", "-CAfile", _published.Certificate, "-in", file]);
}
