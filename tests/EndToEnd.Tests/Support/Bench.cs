using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>An unpatched make-believe instrument with a fresh stick in a folder of its own, to be spoilt at will.</summary>
internal sealed class Bench : IDisposable
{
    public const string Product = "miseqdx";

    private const string Settings = "C/ProgramData/Illumina/Instrument/instrument.cfg";

    private Bench(string folder, string root, string product)
    {
        Folder = folder;
        Stick = Path.Combine(folder, "stick");
        Instrument = Path.Combine(folder, product);
        Root = root;
        // Runs count as finished only when their markers are old.
        Tree.Copy(Repository.Folder("campaigns", "fsn2023-1338", "rehearsal", product), Instrument, DateTime.UtcNow.AddDays(-1));
        if (!Directory.Exists(Path.Combine(folder, "standins")))
            Tree.Copy(Repository.Folder("campaigns", "fsn2023-1338", "rehearsal", "standins"), Path.Combine(folder, "standins"));
        File.WriteAllText(Answers, """
            {"schema":"1.0","language":"en","consent":{"agreed":true,"name":"Anna Rossi","role":"lab technician"},
            "attestations":{"received-and-understood":true,"users-informed":true,"each-mode-understood":true},
            "localIt":"Carlo Verdi","backup":{"withOptional":true},"steps":{"lrm-service-account":"done"}}
            """);
    }

    public string Folder { get; }

    public string Stick { get; }

    public string Instrument { get; }

    public string Root { get; }

    public string Answers => Path.Combine(Folder, "answers.json");

    /// <summary>The Applier's own folder in a boot mode.</summary>
    public string State(string mode = "Dx") => Path.Combine(Instrument, "modes", mode, "C", "ProgramData", "PatchKit");

    /// <summary>A bench with the stick of the whole round.</summary>
    public static Bench Of(Round round, string product = Product) => Of(round.Stick, round.Root, product);

    /// <summary>A bench with any stick.</summary>
    public static Bench Of(string stick, string root, string product = Product)
    {
        var bench = new Bench(Directory.CreateTempSubdirectory("patchkit-bench-").FullName, root, product);
        bench.PlugIn(stick);
        return bench;
    }

    /// <summary>Another instrument of the same site, which gets the same stick; it goes away with this one.</summary>
    public Bench Beside(string product) => new(Folder, Root, product);

    /// <summary>Puts a copy of a stick, without receipts, where the one of this site was.</summary>
    public void PlugIn(string stick)
    {
        if (Directory.Exists(Stick))
            Directory.Delete(Stick, recursive: true);
        Tree.Copy(stick, Stick);
        Directory.CreateDirectory(Path.Combine(Stick, "receipts"));
        foreach (var receipt in Directory.GetFiles(Path.Combine(Stick, "receipts")))
            File.Delete(receipt);
    }

    /// <summary>Gives the instrument another serial number, wherever a campaign looks for it.</summary>
    public void Rename(string serial)
    {
        var old = (string)JsonNode.Parse(File.ReadAllText(Path.Combine(Instrument, "instrument.json")))!["serial"]!;
        Replace("instrument.json", old, serial);
        foreach (var mode in new[] { "modes/Dx", "modes/RUO" })
        {
            Replace($"{mode}/registry.json", old, serial);
            // Where a product keeps it in a file.
            if (File.ReadAllText(Path.Combine(Instrument, mode, Settings)).Contains(old, StringComparison.Ordinal))
                Replace($"{mode}/{Settings}", old, serial);
        }
    }

    /// <summary>Replaces what stands in one of the instrument's files.</summary>
    public void Replace(string file, string from, string to)
    {
        var path = Path.Combine(Instrument, file);
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Runs a command of the Applier on this instrument.</summary>
    public Task<Ran> Applier(string command, params string[] more) => Applier(Built.Applier, command, more);

    /// <summary>The same by an Applier that is started in another way.</summary>
    public async Task<Ran> Applier(Built applier, string command, params string[] more)
    {
        var logged = OneVerdict.Logged(Instrument);
        var ran = await applier.Run(Arguments(command, more));
        OneVerdict.Holds(this, ran, logged);
        return ran;
    }

    public Task<Ran> Apply(params string[] more) => Applier("apply", ["--unattended", Answers, .. more]);

    /// <summary>An application that ends at the operator's no: the stick was staged, and what it says is remembered.</summary>
    public async Task Remember()
    {
        var no = Path.Combine(Folder, "no.json");
        File.WriteAllText(no, File.ReadAllText(Answers).Replace("\"agreed\":true",
            "\"agreed\":false,\"decline\":{\"reason\":\"no-interruption\"}", StringComparison.Ordinal));
        (await Applier("apply", "--unattended", no)).Ended((int)Shared.RefusalCode.Declined);
    }

    /// <summary>Starts <c>apply</c>.</summary>
    public Running StartApply(Action<Running, string>? line = null) => Start("apply", line);

    /// <summary>Starts a command that the answers file answers.</summary>
    public Running Start(string command, Action<Running, string>? line) =>
        Built.Applier.Start(Arguments(command, ["--unattended", Answers]), line);

    public void Boot(string mode) => Edit("instrument.json", file => file["booted"] = mode);

    /// <summary>Edits one of the instrument's files.</summary>
    public void Edit(string file, Action<JsonNode> edit)
    {
        var path = Path.Combine(Instrument, file);
        var node = JsonNode.Parse(File.ReadAllText(path))!;
        edit(node);
        File.WriteAllText(path, node.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>Edits the entry of the stick in drives.json.</summary>
    public void EditStick(Action<JsonObject> edit) => Edit("drives.json", drives => edit(DriveOf(drives, "E:")));

    /// <summary>Edits an entry of drives.json.</summary>
    public static JsonObject DriveOf(JsonNode drives, string name) =>
        drives.AsArray().Single(drive => (string?)drive!["name"] == name)!.AsObject();

    /// <summary>The receipts on the stick.</summary>
    public IReadOnlyList<string> Receipts =>
        [.. Directory.EnumerateFiles(Path.Combine(Stick, "receipts"), "*.dsse.json").Order(StringComparer.Ordinal)];

    /// <summary>
    /// What the receipts on the stick say, oldest first; read by nothing of the kit: the envelope's payload is base64.
    /// </summary>
    public IReadOnlyList<JsonNode> Told() => [.. Receipts.Select(Told).OrderBy(receipt => (long)receipt["sequence"]!)];

    /// <summary>What one receipt says, read likewise.</summary>
    public static JsonNode Told(string path) => JsonNode.Parse(Encoding.UTF8.GetString(
        Convert.FromBase64String((string)JsonNode.Parse(File.ReadAllText(path))!["payload"]!)))!["predicate"]!;

    /// <summary>The command line of a command on this instrument.</summary>
    public IEnumerable<string> Arguments(string command, IEnumerable<string> more) =>
        [command, "--rehearsal", Instrument, "--root", Root, .. more];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
