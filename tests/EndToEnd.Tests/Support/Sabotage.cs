using System.Text.Json.Nodes;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>A campaign of <c>packager new</c> in a folder of its own, to be spoilt in one way.</summary>
internal sealed class Sabotage : IDisposable
{
    public const string Script = "scripts/standard-user.sh";
    private const string Instrument = "rehearsal/example-instrument";

    private Sabotage(string template)
    {
        Folder = Directory.CreateTempSubdirectory("patchkit-sabotage-").FullName;
        Tree.Copy(template, Campaign);
    }

    public string Folder { get; }

    public string Campaign => Path.Combine(Folder, "campaign");

    public static Sabotage Of(string template) => new(template);

    public string At(string path) => Path.Combine(Campaign, path);

    /// <summary>Replaces one text of a file.</summary>
    public void Replace(string file, string old, string changed)
    {
        var text = File.ReadAllText(At(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(At(file), text.Replace(old, changed, StringComparison.Ordinal));
    }

    /// <summary>Puts another text in the place of one in campaign.yaml.</summary>
    public void Yaml(string old, string changed) => Replace("campaign.yaml", old, changed);

    /// <summary>Adds a step behind the others.</summary>
    public void Step(string kind, string members, string proof) => File.AppendAllText(At("campaign.yaml"),
        $"\n              - {{ kind: {kind}, id: sabotage, title: {{ en: Sabotage }}, {members}, proof: [{proof}] }}\n");

    /// <summary>Adds a step with an installer, and its stand-in unless that is to be missing.</summary>
    public void Installer(string proof, string more = "", string name = "patch.msi", string? standIn = StandIn)
    {
        Put(name, standIn);
        Step("run-installer", $"payload: payload/{name}{more}", proof);
    }

    /// <summary>Puts an installer into the payload, and its stand-in unless that is to be missing.</summary>
    public void Put(string name, string? standIn)
    {
        // The first bytes of a Windows program, a cabinet, an OLE compound file: more is not looked at in a rehearsal.
        File.WriteAllBytes(At($"payload/{name}"), Path.GetExtension(name) switch
        {
            ".exe" => "MZ"u8.ToArray(),
            ".msu" => "MSCF"u8.ToArray(),
            _ => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
        });
        if (standIn is null)
            return;
        Directory.CreateDirectory(At("rehearsal/standins"));
        File.WriteAllText(At($"rehearsal/standins/{name}.standin.json"), standIn);
    }

    /// <summary>Adds a step by hand, and what the make-believe hand does.</summary>
    public void Hand(string proof, string work)
    {
        File.WriteAllText(At($"{Instrument}/modes/Main/hands.json"), $$"""{ "steps": { "sabotage": {{work}} } }""");
        Step("ask-operator", "text: { en: Do it }", proof);
    }

    /// <summary>Edits a file of the instrument's mode.</summary>
    public void Edit(string file, Action<JsonNode> edit)
    {
        var path = At($"{Instrument}/modes/Main/{file}");
        var node = JsonNode.Parse(File.ReadAllText(path))!;
        edit(node);
        File.WriteAllText(path, node.ToJsonString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>A stand-in that leaves a product.</summary>
    public static string StandInOf(string product, string version) => $$"""
        { "schema": "1.0", "note": "a stand-in", "product": { "name": "{{product}}", "version": "{{version}}" },
          "files": [], "registry": [], "services": [] }
        """;

    /// <summary>A stand-in that leaves an update of Windows.</summary>
    public static string StandInOf(string update) => $$"""
        { "schema": "1.0", "note": "a stand-in", "hotfix": "{{update}}", "files": [], "registry": [], "services": [] }
        """;

    private const string StandIn = """
        { "schema": "1.0", "note": "a stand-in", "product": { "name": "Example Control", "version": "3.3.0" },
          "files": [], "registry": [], "services": [] }
        """;
}
