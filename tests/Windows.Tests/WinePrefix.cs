using System.Globalization;
using System.Net;

namespace PatchKit.Tests.Windows;

/// <summary>
/// One boot mode of the stand-in instrument: a Windows of its own in a folder, with the copy service 2.4 installed and running as
/// LocalSystem on every address.
/// </summary>
public sealed class WinePrefix : IAsyncDisposable
{
    /// <summary>Where the service lies, below the folder of C:.</summary>
    public const string ServiceFolder = "Program Files/Illumina/Universal Copy Service";

    // Wine puts the library that Windows has under this name in the place of the desk's program, whatever path is given.
    private const string OwnFirst = "packager=n";

    private readonly Dictionary<string, string?> _environment;
    private readonly Bench _bench;

    private WinePrefix(Bench bench, string folder)
    {
        _bench = bench;
        Folder = folder;
        _environment = EnvironmentOf(folder);
    }

    /// <summary>The prefix.</summary>
    public string Folder { get; }

    /// <summary>A fresh Windows without anything of ours.</summary>
    public static async Task MakeTemplate(string folder)
    {
        Directory.CreateDirectory(folder);
        var environment = EnvironmentOf(folder);
        await Host.Must("wine", ["wineboot", "-i"], environment: environment);
        await Host.Must("wine", ["reg", "add", @"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"],
            environment: environment);
        // Whether a drive is removable is asked once, when Windows starts.
        await Host.Must("wine", ["reg", "add", @"HKLM\Software\Wine\Drives", "/v", "e:", "/d", "floppy", "/f"],
            environment: environment);
        await Host.Run("wineserver", ["-w"], environment: environment);
    }

    /// <summary>Makes a boot mode.</summary>
    internal static async Task<WinePrefix> Make(Bench bench, string mode)
    {
        var prefix = await Empty(bench, mode);
        await prefix.Populate(mode);
        return prefix;
    }

    /// <summary>Makes a Windows without anything of ours, and starts it.</summary>
    internal static async Task<WinePrefix> MakeEmpty(Bench bench)
    {
        var prefix = await Empty(bench, "empty");
        await prefix.Boot();
        await prefix.GiveVolumes();
        return prefix;
    }

    /// <summary>Makes a Windows with a drive E: and nothing else of ours, and starts it.</summary>
    internal static async Task<WinePrefix> MakeWithDrive(Bench bench, string name)
    {
        var prefix = await Empty(bench, name);
        await prefix.BootWithDrive();
        return prefix;
    }

    private static async Task<WinePrefix> Empty(Bench bench, string name)
    {
        var folder = Path.Combine(bench.Root, string.Create(CultureInfo.InvariantCulture, $"prefix-{bench.Next()}-{name}"));
        // Windows' own files are shared by hard links; the registry's files are written in place, and so are copied.
        await Host.Must("cp", ["-al", bench.Template, folder]);
        foreach (var hive in Directory.GetFiles(bench.Template, "*.reg"))
            File.Copy(hive, Relink(Path.Combine(folder, Path.GetFileName(hive))));
        return new WinePrefix(bench, folder);
    }

    /// <summary>A path of this Windows on the host.</summary>
    public string OnHost(string belowC) => Path.Combine(Folder, "drive_c", belowC);

    /// <summary>Plugs a stick in as drive E:.</summary>
    public void Plug(string stick)
    {
        Unplug();
        File.CreateSymbolicLink(Slot, stick);
    }

    /// <summary>Pulls it.</summary>
    public void Unplug() => File.Delete(Slot);

    /// <summary>From now on a drive's volume cannot be opened.</summary>
    public void TakeVolume(char drive) => File.Delete(Volume(drive));

    /// <summary>Runs a Windows program.</summary>
    /// <param name="commandLine">The program and its arguments.</param>
    /// <param name="line">Told of each line that it prints.</param>
    /// <param name="input">What it may read.</param>
    /// <param name="without">A library that this Windows shall not have.</param>
    /// <param name="folder">Where it runs, on the host.</param>
    public Task<Ended> Run(IEnumerable<string> commandLine, Action<Running, string>? line = null, string input = "",
        string? without = null, string? folder = null) => Host.Run(
        "wine", commandLine, folder, line: line, input: input,
        environment: without is null
            ? _environment
            : new Dictionary<string, string?>(_environment) { ["WINEDLLOVERRIDES"] = $"{OwnFirst};{without}=" });

    /// <summary>The real Applier, by an answers file; one JSON event a line.</summary>
    /// <param name="applier">The program; null: the published one.</param>
    /// <param name="line">Told of each line.</param>
    /// <param name="passwords">Lines ACCOUNT=PASSWORD.</param>
    public Task<Ended> Apply(string? applier = null, Action<Running, string>? line = null, string? passwords = null) => Run(
        [applier ?? Path.Combine(_bench.Applier, "Applier.exe"), "apply", "--json", "--unattended", _bench.Answers,
            .. passwords is null ? [] : (string[])["--password-fd", "0"]],
        line, passwords ?? "");

    /// <summary>Starts or stops a service.</summary>
    public Task Net(string verb, string service) => Run(["net", verb, service]);

    /// <summary>Shuts Windows down and starts it again, which first does what was left to its start.</summary>
    public async Task Restart()
    {
        await Down();
        await Boot();
    }

    /// <summary>A value of the registry as reg.exe shows it, or empty.</summary>
    public async Task<string> Value(string key, string name)
    {
        var ended = await Run(["reg", "query", key, "/v", name]);
        return ended.ExitCode == 0
            ? ended.Text.Split('\n')
                .FirstOrDefault(line => line.TrimStart().StartsWith(name, StringComparison.Ordinal))?.Split("    ")[^1].Trim()
                ?? ""
            : "";
    }

    /// <summary>The stand-in's settings file.</summary>
    public Task<string> Settings() => File.ReadAllTextAsync(OnHost("ProgramData/Illumina/Universal Copy Service/ucs.cfg"));

    /// <summary>Lets the script that takes its time go on.</summary>
    public void Go() => File.WriteAllText(OnHost("go.txt"), "");

    /// <summary>Everything is as it was before the first step.</summary>
    public async Task IsUndone(string changed)
    {
        Assert.Equal("undone", changed);
        Assert.Equal("0x1", await Value(TestCampaign.ProductKey, "RemoteAccess"));
        Assert.Equal("2.4.0", await Value(TestCampaign.ProductKey, "Version"));
    }

    /// <summary>An order to the stand-in service, for its next start.</summary>
    public async Task Order(string name, string value) =>
        await Host.Must("wine", ["reg", "add", @"HKLM\SOFTWARE\PatchKitStandIn", "/v", name, "/d", value, "/f"],
            environment: _environment);

    /// <summary>Ends everything in it, and removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await Down();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task Down()
    {
        await Host.Run("wineserver", ["-k"], environment: _environment);
        await Host.Run("wineserver", ["-w"], environment: _environment);
    }

    // Wine shuts down, services and all, when the last program of a user has ended, unless its server is told to stay. What it
    // starts with itself must not hold the pipes of a test, which would then wait for their end.
    private async Task Boot() =>
        await Host.Must("sh", ["-c", "exec </dev/null >/dev/null 2>&1; wineserver -p; exec wine wineboot"],
        environment: _environment);

    private string Slot => Path.Combine(Folder, "slot");

    // Wine's drives are folders: a volume that can be opened and flushed as a whole is a device link beside them, here to a plain
    // file.
    private async Task GiveVolumes()
    {
        var volume = Path.Combine(Folder, "volume");
        await File.WriteAllTextAsync(volume, "");
        foreach (var drive in "cz")
            File.CreateSymbolicLink(Volume(drive), volume);
    }

    private string Volume(char drive) => Path.Combine(Folder, "dosdevices", $"{drive}::");

    private async Task BootWithDrive()
    {
        File.CreateSymbolicLink(Path.Combine(Folder, "dosdevices", "e:"), "../slot");
        Plug(Directory.CreateDirectory(Path.Combine(Folder, "no-stick")).FullName);
        await Boot();
        await GiveVolumes();
    }

    private async Task Populate(string mode)
    {
        await BootWithDrive();
        Directory.CreateDirectory(OnHost("ProgramData/Illumina/Universal Copy Service"));
        await File.WriteAllTextAsync(OnHost("ProgramData/Illumina/Universal Copy Service/ucs.cfg"), "ListenAddress=0.0.0.0\r\n");
        Directory.CreateDirectory(OnHost("Program Files/Illumina"));
        await Host.Must("cp", ["-al", _bench.OldService, OnHost(ServiceFolder)]);
        File.Delete(OnHost($"{ServiceFolder}/UniversalCopyService.dll"));
        var identity = Path.Combine(Folder, "identity.reg");
        await File.WriteAllTextAsync(identity, $"""
            Windows Registry Editor Version 5.00

            [HKEY_LOCAL_MACHINE\SOFTWARE\PatchKitStandIn]
            "Port"=dword:{_bench.Port:x8}

            [HKEY_LOCAL_MACHINE\SOFTWARE\Illumina\Instrument]
            "Product"="MiSeqDx"
            "SerialNumber"="{Desk.Serial}"
            "BootMode"="{mode}"
            "Software"="4.1.0"

            [HKEY_LOCAL_MACHINE\SOFTWARE\Illumina\UniversalCopyService]
            "RemoteAccess"=dword:00000001
            """);
        await Host.Must("wine", ["reg", "import", identity], environment: _environment);
        await Host.Must(
            "wine",
            ["sc", "create", "UniversalCopyService", "binPath=",
                "\"C:\\Program Files\\Illumina\\Universal Copy Service\\UniversalCopyService.exe\"",
                "DisplayName=", "Illumina Universal Copy Service", "start=", "auto"],
            environment: _environment);
        await Host.Must("wine", ["msiexec", "/i", _bench.OldPackage, "/qn"], environment: _environment);
        for (var tries = 0; _bench.Listeners().Length == 0 && tries < 100; tries++)
            await Task.Delay(100);
        Assert.Equal([IPAddress.Any], _bench.Listeners());
    }

    private static string Relink(string path)
    {
        File.Delete(path);
        return path;
    }

    private static Dictionary<string, string?> EnvironmentOf(string folder) => new()
    {
        ["WINEPREFIX"] = folder,
        ["WINEDEBUG"] = "-all",
        ["DISPLAY"] = null,
        ["WINEDLLOVERRIDES"] = OwnFirst,
        // With the default the runtime ends with 0x80131506 in Wine 8 when a backup begins.
        ["DOTNET_EnableWriteXorExecute"] = "0",
    };
}
