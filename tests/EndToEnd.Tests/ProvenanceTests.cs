using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>What is signed beside a published folder: of what and how it was built.</summary>
[Collection(nameof(Published))]
public sealed class ProvenanceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-provenance-").FullName;
    private readonly Published _published;

    public ProvenanceTests(Published published)
    {
        Published.Require();
        _published = published;
    }

    private string Provenance => (string)_published.Answer["provenance"]!;

    private JsonNode Statement => JsonNode.Parse(Payload(Provenance))!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Code_that_is_not_ours_verifies_it_and_finds_the_list_of_the_folder_in_it()
    {
        Needed.Programs("node");
        Needed.That(Directory.Exists(Repository.Folder("artifacts", "judges", "node_modules")), "tests/judges is not installed");
        var script = Repository.Folder("artifacts", "judges", $"{Environment.ProcessId}-provenance-dsse.mjs");
        File.Copy(Repository.Folder("tests", "judges", "dsse.mjs"), script, overwrite: true);
        try
        {
            var key = (string)JsonNode.Parse(File.ReadAllText(_published.PublicKey))!["key"]!["public"]!;
            var judged = (await Published.Tool("node", [script, $"--key={key}", Provenance])).Ended(0).Output.Trim();
            Assert.Equal("true https://in-toto.io/Statement/v1 https://slsa.dev/provenance/v1", judged);
        }
        finally
        {
            File.Delete(script);
        }

        var subject = Assert.Single(Statement["subject"]!.AsArray())!;
        var sum = (await Published.Tool("sha256sum", ["FILES.sha256"], _published.Folder)).Ended(0).Output.Split(' ');
        Assert.Equal((sum[0], sum[^1].Trim()), ((string)subject["digest"]!["sha256"]!, (string)subject["name"]!));
    }

    [Fact]
    public async Task It_names_the_commit_the_SDK_and_every_package_and_no_folder_or_host_of_the_machine()
    {
        var head = (await Published.Tool("git", ["rev-parse", "HEAD"], Repository.Root)).Ended(0).Output.Trim();
        var sdk = (await Published.Tool("dotnet", ["--version"], Repository.Root)).Ended(0).Output.Trim();
        var definition = Statement["predicate"]!["buildDefinition"]!;
        var inputs = definition["resolvedDependencies"]!.AsArray();
        Assert.Equal(("git+urn:patchkit:source", head),
            ((string)inputs[0]!["uri"]!, (string)inputs[0]!["digest"]!["gitCommit"]!));
        Assert.Contains(inputs, input => (string?)input!["uri"] == $"pkg:generic/dotnet-sdk@{sdk}");

        // The components of the list are another reading of the same lock file.
        var sbom = JsonNode.Parse(File.ReadAllText(Path.Combine(_published.Folder, "sbom.cdx.json")))!;
        var packages = sbom["components"]!.AsArray().Where(one => one!["hashes"] is not null)
            .Select(one => $"{one!["purl"]} {one["hashes"]![0]!["content"]}").Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(packages);
        Assert.Equal(packages, inputs.Where(input => input!["digest"]?["sha512"] is not null)
            .Select(input => $"{input!["uri"]} {input["digest"]!["sha512"]}").Order(StringComparer.Ordinal));

        var asked = definition["externalParameters"]!;
        Assert.Equal(("Applier", "win-x64", true),
            ((string)asked["program"]!, (string)asked["runtime"]!, (bool)asked["rehearsal"]!));
        var text = Payload(Provenance);
        string[] places =
        [
            Repository.Root, Path.GetTempPath(), Path.GetDirectoryName(_published.Folder)!, Environment.MachineName,
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + Path.DirectorySeparatorChar,
        ];
        Assert.All(places, place => Assert.DoesNotContain(place, text, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("http", text.Replace("https://slsa.dev/provenance/v1", "", StringComparison.Ordinal)
            .Replace("https://in-toto.io/Statement/v1", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Inspect_verifies_it_with_the_folder_and_refuses_an_altered_file_another_list_and_a_changed_byte()
    {
        var (copy, provenance) = Copy();
        (await Inspect(provenance, _published.PublicKey)).Ended(0).OneScreen(
            "Applier 0.1.0 for win-x64, for REHEARSALS alone", "Ada, release engineering", "every file is as it was published");

        await File.AppendAllTextAsync(Path.Combine(copy, "Applier.runtimeconfig.json"), " ",
            TestContext.Current.CancellationToken);
        (await Inspect(provenance, _published.PublicKey)).Ended((int)RefusalCode.FileAltered);

        // A list that was made anew for the altered folder is not the one that was signed.
        await File.WriteAllTextAsync(Path.Combine(copy, "FILES.sha256"), (await Published.Tool("sh",
            ["-c", "find . -type f ! -name FILES.sha256 | cut -c3- | xargs -d '\\n' sha256sum"], copy)).Ended(0).Output,
            TestContext.Current.CancellationToken);
        var relisted = (await Inspect(provenance, _published.PublicKey)).Ended((int)RefusalCode.FileAltered);
        Assert.Contains("another list", relisted.All, StringComparison.Ordinal);

        Directory.Delete(copy, recursive: true);
        (await Inspect(provenance, _published.PublicKey)).Ended(0).OneScreen("no file was looked at");

        var bytes = await File.ReadAllBytesAsync(provenance, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(provenance, bytes, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, (await Inspect(provenance, _published.PublicKey)).ExitCode);

        File.Copy(Provenance, provenance, overwrite: true);
        (await Inspect(provenance)).Ended((int)RefusalCode.Usage).OneScreen("--public-key");
    }

    private (string Folder, string Provenance) Copy()
    {
        var copy = Path.Combine(_folder, "applier");
        Tree.Copy(_published.Folder, copy);
        File.Copy(Provenance, $"{copy}.provenance.dsse.json");
        return (copy, $"{copy}.provenance.dsse.json");
    }

    private static Task<Ran> Inspect(string provenance, string? key = null) =>
        Built.Packager.Run(["inspect", provenance, .. key is null ? Array.Empty<string>() : ["--public-key", key]]);

    private static string Payload(string file) => Encoding.UTF8.GetString(
        Convert.FromBase64String((string)JsonNode.Parse(File.ReadAllText(file))!["payload"]!));
}
