using System.Text.Json.Nodes;
using PatchKit.Tests.EndToEnd.Faults;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>A support desk of a test's own: release, keys, order, and a ledger that waits for everything.</summary>
internal sealed class DeskBench(Round round) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-desk-").FullName;

    public string Release => At("release");

    public string Ledger => At("ledger.db");

    public string Root => At("keys", "root.json");

    public string At(params string[] names) => Path.Combine([_folder, .. names]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Puts all of it there.</summary>
    public async Task Prepare()
    {
        await File.WriteAllTextAsync(At("passphrase"), "rehearsal rehearsal rehearsal\n", TestContext.Current.CancellationToken);
        round.CopyOfRelease(_folder);
        Tree.Copy(Path.Combine(round.Folder, "keys"), At("keys"));
        File.Copy(Path.Combine(round.Folder, "order.json"), At("order.json"));
        await Ledgers.WithoutReceipts(round.Ledger, Ledger);
    }

    /// <summary>Makes a stick by the round's order, under another name.</summary>
    public Task<Ran> Stick(string name, string ledger, params string[] more) =>
        Signing("stick", [Order(name), "--release", Release, "--output", At(name), "--ledger", ledger, .. more]);

    /// <summary>Makes sticks by the round's order, under other names, in one run.</summary>
    public Task<Ran> Sticks(string[] names, params string[] more) => Signing("stick write",
        [.. names.Select(Order), "--to", .. names.Select(name => At(name)), "--release", Release, "--ledger", Ledger, .. more]);

    /// <summary>Writes the round's order under another name; gives its file.</summary>
    private string Order(string name)
    {
        var order = JsonNode.Parse(File.ReadAllText(At("order.json")))!;
        order["stick"] = name;
        File.WriteAllText(At($"{name}.json"), order.ToJsonString());
        return At($"{name}.json");
    }

    /// <summary>Runs a command that signs with the desk's key.</summary>
    public Task<Ran> Signing(string command, params string[] arguments) => SigningBy("support-desk", command, arguments);

    /// <summary>Runs a command that signs with a holder's key.</summary>
    public Task<Ran> SigningBy(string holder, string command, params string[] arguments) =>
        Program.Run(Line(holder, command, arguments));

    /// <summary>The Packager, which reads the passphrase of every key here.</summary>
    public Built Program => Built.Packager.Reading(At("passphrase"));

    /// <summary>The command line of a command that signs with a holder's key.</summary>
    public IReadOnlyList<string> Line(string holder, string command, params string[] arguments) =>
        [.. command.Split(' '), .. arguments, "--key", At("keys", $"{holder}.key.json"), "--passphrase-fd", "3"];
}
