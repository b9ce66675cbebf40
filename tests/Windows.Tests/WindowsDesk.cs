using System.Text.Json.Nodes;

namespace PatchKit.Tests.Windows;

/// <summary>
/// A support desk at a Windows of its own: the published Packager, a copy of the release, three key files, a campaign, and a
/// drive E: for sticks. Everything lies in C:\Desk, from where its commands are given.
/// </summary>
internal sealed class WindowsDesk : IAsyncDisposable
{
    /// <summary>A customer whose name no old code page of Windows has as a whole.</summary>
    public const string Customer = "Ospedale Città di Castello / Győr – Ωμέγα";

    private readonly WinePrefix _windows;
    private readonly string _packager;

    private WindowsDesk(WinePrefix windows, string packager) => (_windows, _packager) = (windows, packager);

    /// <summary>The desk's folder on the host.</summary>
    public string Folder => _windows.OnHost("Desk");

    /// <summary>Makes a desk.</summary>
    /// <param name="bench">What all tests share.</param>
    /// <param name="campaign">The campaign's folder, which becomes C:\Desk\campaign.</param>
    public static async Task<WindowsDesk> Make(Bench bench, string campaign)
    {
        var packager = await bench.Packager();
        var desk = new WindowsDesk(await WinePrefix.MakeWithDrive(bench, "desk"), packager);
        Directory.CreateDirectory(desk.Folder);
        foreach (var (from, to) in new[]
            { (bench.Desk.Release, "release"), (bench.Desk.KeyFiles, "keys"), (campaign, "campaign") })
            await Host.Must("cp", ["-r", from, Path.Combine(desk.Folder, to)]);
        return desk;
    }

    /// <summary>Plugs a medium in as drive E:.</summary>
    public void Plug(string medium) => _windows.Plug(medium);

    /// <summary>Gives a command.</summary>
    public Task<Ended> Give(params string[] line) => _windows.Run([_packager, .. line], folder: Folder);

    /// <summary>Gives a command that must end well.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> Do(params string[] line) => Well(await Give(line), line);

    /// <summary>The same with somebody's key and the passphrase of it.</summary>
    public async Task<string> Sign(string holder, params string[] line) => Well(
        await _windows.Run([_packager, .. line, "--key", $@"keys\{holder}.key", "--passphrase-fd", "0"],
            input: $"{Desk.Words}\r\n", folder: Folder), line);

    /// <summary>The object that a command printed with <c>--json</c>, whatever stands before it on the other stream.</summary>
    public static JsonNode Json(string printed) =>
        JsonNode.Parse(printed[printed.IndexOf('{', StringComparison.Ordinal)..(printed.LastIndexOf('}') + 1)])!;

    public ValueTask DisposeAsync() => _windows.DisposeAsync();

    private static string Well(Ended ended, string[] line)
    {
        Assert.True(ended.ExitCode == 0, $"{string.Join(' ', line)} ended with {ended.ExitCode}:\n{ended.Text}");
        return ended.Text;
    }
}
