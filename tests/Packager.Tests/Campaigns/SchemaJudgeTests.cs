using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>
/// The schema in other hands: ajv, in its strict mode and with formats, judges YAML that another library read, and an editor's
/// language server completes by it. Both stand in tests/judges.
/// </summary>
public sealed class SchemaJudgeTests : IDisposable
{
    private const string Title = "title: { en: A, it: B }";
    private static readonly string Schema = Path.Combine(Sample.Repository, "docs", "formats", "campaign.schema.json");
    private static readonly string Unwritten = Sample.Campaign("unwritten");
    private readonly TestFolder _folder = new();

    // What stands before the caret, and what belongs to that is offered.
    private static readonly (string Text, string[] Offered)[] Completed =
    [
        ("products:\n  - modes:\n      - phases:\n          - steps:\n              - kind: replace-file\n                ",
            ["payload", "target", "proof"]),
        ("x-steps:\n  - &a\n    kind: set-registry-value\n    ", ["key", "value", "view", "title", "when"]),
        ("x-mine:\n  - &a\n    kind: ", ["set-registry-value", "edit-config", "registry"]),
        ("x-steps:\n  - &a\n    kind: set-service\n    start: ", ["automatic", "disabled"]),
        ("x-step: &a\n  kind: run-script\n  ", ["scripts", "changes"]),
        ("x-probes:\n  - &a\n    kind: service\n    ", ["standardAccount", "state"]),
        ("x-serial: &a\n  kind: file\n  pattern: (x)\n  ", ["path"]),
        ("x-phases:\n  - &a\n    id: x\n    steps:\n      - kind: edit-config\n        ", ["target", "format", "edits"]),
        ("x-modes:\n  - &a\n    phases: []\n    ", ["software", "affected", "detection"]),
    ];

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateDirectories(Path.Combine(Sample.Repository, "campaigns"))
            .Select(folder => Path.GetFileName(folder)!)
            .Order()];

    /// <summary>A step with one mistake, and the one error: its place below the step, and the schema's word.</summary>
    public static TheoryData<string, string> WrongSteps => new()
    {
        { $"{{ kind: enable-firewalls, id: s, {Title} }}", "/kind enum" },
        { $"{{ kind: ~, id: s, {Title} }}", "/kind enum" },
        { $"{{ id: s, {Title} }}", " required" },
        { "enable-firewall", " type" },
        { $"{{ kind: enable-firewall, {Title} }}", " required" },
        { $"{{ kind: enable-firewall, id: Firewall on, {Title} }}", "/id pattern" },
        { "{ kind: enable-firewall, id: s, title: On }", "/title type" },
        { "{ kind: enable-firewall, id: s, title: { it: B } }", "/title required" },
        { "{ kind: enable-firewall, id: s, title: { en: A, Italian: B } }", "/title additionalProperties" },
        { $"{{ kind: enable-firewall, id: s, {Title}, proof: [{{ kind: fire }}] }}", "/proof/0/kind enum" },
        { $"{{ kind: enable-firewall, id: s, {Title}, proof: {{ kind: firewall }} }}", "/proof type" },
        { $"{{ kind: enable-firewall, id: s, {Title}, wenn: [] }}", " additionalProperties" },
        { $"{{ kind: enable-firewall, id: s, {Title}, mayAlreadyBe: often }}", "/mayAlreadyBe type" },
        { $"{{ kind: replace-file, id: s, {Title}, payload: payload/x }}", " required" },
        { $"{{ kind: replace-file, id: s, {Title}, payload: payload\\x, target: 'C:\\x' }}", "/payload pattern" },
        { $"{{ kind: replace-file, id: s, {Title}, payload: payload/x, target: 'C:/x' }}", "/target pattern" },
        { $"{{ kind: delete-file, id: s, {Title}, target: '\\\\server\\x' }}", "/target pattern" },
        { $"{{ kind: run-installer, id: s, {Title}, payload: payload/x.msi, timeLimitMinutes: long }}",
            "/timeLimitMinutes type" },
        { $"{{ kind: run-installer, id: s, {Title}, payload: payload/x.msi, doneCodes: [] }}", "/doneCodes minItems" },
        { $"{{ kind: run-script, id: s, {Title}, scripts: [scripts/x.py] }}", "/scripts/0 pattern" },
        { $"{{ kind: run-script, id: s, {Title}, scripts: [scripts/x.sh], changes: [x] }}", "/changes/0 pattern" },
        { $"{{ kind: edit-config, id: s, {Title}, target: 'C:\\x', format: yaml, edits: [{{ at: x }}] }}", "/format enum" },
        { $"{{ kind: edit-config, id: s, {Title}, target: 'C:\\x', format: ini, edits: [{{ value: x }}] }}",
            "/edits/0 required" },
        { $"{{ kind: set-service, id: s, {Title}, service: x, start: auto }}", "/start enum" },
        { $"{{ kind: set-account, id: s, {Title}, account: x, memberOf: [Users] }}", "/memberOf/0 pattern" },
        { $"{{ kind: set-registry-value, id: s, {Title}, key: HKCU\\X, name: x, type: dword, value: 0 }}", "/key pattern" },
        { $"{{ kind: set-registry-value, id: s, {Title}, key: HKLM\\X, name: x, type: number, value: 0 }}", "/type enum" },
        { $"{{ kind: set-registry-value, id: s, {Title}, key: HKLM\\X, name: x, type: dword, value: [0] }}", "/value type" },
        { $"{{ kind: uninstall, id: s, {Title} }}", " required" },
        { $"{{ kind: uninstall, id: s, {Title}, product: x, program: x.exe }}", "/program pattern" },
        { $"{{ kind: enable-firewall, id: s, {Title}, proof: [{{ kind: hotfix, kb: 5012345 }}] }}", "/proof/0/kb type" },
        { $"{{ kind: enable-firewall, id: s, {Title}, when: [{{ kind: task, task: Relay }}] }}", "/when/0/task pattern" },
        { $"{{ kind: ask-operator, id: s, {Title}, text: {{ en: C, it: D }}, tries: 0 }}", "/tries minimum" },
        { $"{{ kind: ask-operator, id: s, {Title}, text: {{ en: '', it: D }} }}", "/text/en pattern" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_campaign_brings_the_schema_and_nobody_has_anything_against_it()
    {
        var campaign = new NewCampaign(new FileSystem(), TimeProvider.System).Write(_folder.At("new")).Value;
        var file = Path.Combine(campaign, "campaign.yaml");
        Assert.Equal(await File.ReadAllTextAsync(Schema, TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(campaign, "campaign.schema.json"), TestContext.Current.CancellationToken));

        Assert.Empty(Assert.Single(await Ajv([file])));
        await using var server = await Server();
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Empty(await server.Open(file, text));
        var told = await server.Open(file + ".wrong.yaml", text.Replace("type: dword", "type: number", StringComparison.Ordinal));
        Assert.Contains("expandable-text", Assert.Single(told), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Samples))]
    public async Task A_sample_fits_in_the_eyes_of_ajv(string campaign) =>
        Assert.Empty(Assert.Single(await Ajv([Sample.Campaign(campaign)])));

    [Fact]
    public async Task Ajv_takes_what_the_reader_takes_and_refuses_what_the_schema_is_to_refuse()
    {
        var documents = SchemaTable.Documents().ToList();
        var files = documents.Select((document, index) => Write($"{index}.yaml", document.Text)).ToList();

        var found = await Ajv(files);
        Assert.Empty(documents.Zip(found).Where(pair => pair.First.ForSchema != (pair.Second.Length == 0))
            .Select(pair => $"{pair.First.Written}: {string.Join(", ", pair.Second)}"));
    }

    [Fact]
    public async Task A_wrong_step_is_one_error_at_its_place()
    {
        const string step = "/products/0/modes/0/phases/0/steps/0";
        var rows = WrongSteps.Select(row => row.Data).ToList();
        var files = rows.Select((row, index) => Write($"{index}.yaml", WithStep(row.Item1))).ToList();

        var found = await Ajv(files);
        Assert.All(rows.Zip(found), pair => Assert.Equal([step + pair.First.Item2], pair.Second));
        Assert.Empty(Assert.Single(await Ajv([Write("good.yaml", WithStep($"{{ kind: enable-firewall, id: s, {Title} }}"))])));
    }

    [Fact]
    public async Task What_only_warns_fits_and_an_editor_sees_half_of_the_mistakes()
    {
        var sample = await File.ReadAllTextAsync(Sample.Campaign("fsn2023-1338"), TestContext.Current.CancellationToken);
        var mistakes = AuthoringMistakes.All;
        var found = await Ajv([.. mistakes.Select((mistake, index) =>
            Write($"{index}.yaml", WithOnce(sample, mistake.Old, mistake.Changed)))]);

        Assert.Empty(mistakes.Zip(found).Where(pair => pair.First.Warned && pair.Second.Length > 0)
            .Select(pair => pair.First.Changed));
        Assert.InRange(found.Count(errors => errors.Length > 0), found.Count / 2, found.Count);
    }

    [Fact]
    public async Task An_editor_has_nothing_against_a_sample_and_tells_one_mistake_once()
    {
        await using var server = await Server();
        foreach (var file in Samples.Select(sample => Sample.Campaign(sample.Data)))
            Assert.Empty(await server.Open(file, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));

        // In a fragment that several plans use.
        var text = await File.ReadAllTextAsync(Sample.Campaign("fsn2023-1338"), TestContext.Current.CancellationToken);
        var told = await server.Open(Unwritten, WithOnce(text, "type: dword", "type: number"));
        Assert.Contains("expandable-text", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_editor_completes_in_a_step_and_in_a_fragment()
    {
        await using var server = await Server();
        foreach (var (index, (text, offered)) in Completed.Index())
        {
            var file = $"{Unwritten}.{index}.yaml";
            var lines = $"# yaml-language-server: $schema={new Uri(Schema).AbsoluteUri}\n{text}".Split('\n');
            await server.Open(file, string.Join('\n', lines));
            var found = await server.Offered(file, lines.Length - 1, lines[^1].Length);
            Assert.All(offered, label => Assert.Contains(label, found));
        }
    }

    private static Task<LanguageServer> Server()
    {
        Judges.Installed();
        return LanguageServer.Start(Judges.Folder, TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<string[]>> Ajv(IReadOnlyList<string> files) =>
    [
        .. (await Judges.Run("ajv.mjs", [Schema, .. files])).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<string[]>(line)!),
    ];

    private static string WithStep(string step)
    {
        var page = File.ReadAllText(Path.Combine(Sample.Repository, "docs", "formats", "campaign.md"));
        var example = page.Split("```yaml\n")[1].Split("```")[0];
        return example[..example.IndexOf("- kind: enable-firewall", StringComparison.Ordinal)] + "- " + step + "\n";
    }

    private static string WithOnce(string text, string old, string changed)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), changed, text.AsSpan(at + old.Length));
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.At(name), text);
        return _folder.At(name);
    }
}
