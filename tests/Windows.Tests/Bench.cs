using System.IO.Abstractions;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using PatchKit.Packager.Sticks;
using PatchKit.Tests.Windows;

[assembly: AssemblyFixture(typeof(Bench))]

// Each test has a Windows of its own, but all share one port: the stand-in service listens for real. The qualification needs it
// not, and runs beside them.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace PatchKit.Tests.Windows;

/// <summary>
/// What all tests share, made once a run: the published Applier, the stand-in service in two versions, its packages, a fresh
/// Windows.
/// </summary>
public sealed class Bench : IAsyncLifetime
{
    private static readonly string[] Programs = ["wine", "wineserver", "wixl", "msibuild", "msiinfo", "cp"];
    private readonly SemaphoreSlim _publishing = new(1);
    private int _numbers;
    private Desk? _desk;

    public string Root { get; } = Directory.CreateTempSubdirectory("patchkit-windows-").FullName;

    public Desk Desk => _desk!;

    public string Applier => Path.Combine(Root, "applier");

    /// <summary>The qualification program, published when it is first asked for.</summary>
    public async Task<string> Qualify()
    {
        var folder = Path.Combine(Root, "qualify");
        if (!Directory.Exists(folder))
            await Publish("tests/Qualification", folder, "-p:PublishReadyToRun=false");
        return Path.Combine(folder, "PatchKit.Qualify.exe");
    }

    /// <summary>The desk's program, published when it is first asked for.</summary>
    public async Task<string> Packager()
    {
        var folder = Path.Combine(Root, "packager");
        if (!Directory.Exists(folder))
            await Publish("Packager", folder, "-p:PublishReadyToRun=false");
        return Path.Combine(folder, "Packager.exe");
    }

    public string Template => Path.Combine(Root, "template");

    public string OldService => Path.Combine(Root, "service-2.4.0");

    public string OldPackage => Path.Combine(Root, "ucs-2.4.0.msi");

    public string Patch => Path.Combine(Root, "ucs-2.5.0.msi");

    public string Answers => Path.Combine(Root, "answers.json");

    /// <summary>Where the stand-in service listens: a port that was free a moment ago.</summary>
    public int Port { get; } = FreePort();

    public int Next() => Interlocked.Increment(ref _numbers);

    /// <summary>The Windows build is driven where Wine is.</summary>
    public static void Require() => Needed.Programs(Programs);

    public async ValueTask InitializeAsync()
    {
        if (!Programs.All(Needed.IsThere))
            return;
        _desk = new Desk(Root);
        var template = WinePrefix.MakeTemplate(Template);
        await Publish("Applier", Applier, $"-p:PinnedRoot={_desk.TrustedRoot}");
        new FileList(new FileSystem()).Write(Applier);
        foreach (var version in new[] { "2.4.0", "2.5.0" })
        {
            var service = Path.Combine(Root, $"service-{version}");
            await Publish("tests/Windows.Tests/StandIn", service, $"-p:StandInVersion={version}");
            await Package(version, Path.Combine(Root, $"ucs-{version}.msi"));
        }

        await File.WriteAllTextAsync(Answers, """
            { "schema": "1.0", "language": "en", "consent": { "agreed": true, "name": "Test Operator", "role": "tests" },
              "attestations":{"received-and-understood":true,"users-informed":true,"each-mode-understood":true},
              "localIt": "Carlo Verdi", "backup": { "withOptional": false } }
            """);
        await template;
    }

    /// <summary>The patch with further rows in its tables.</summary>
    public async Task<string> PatchWith(string name, params string[] queries)
    {
        var package = Path.Combine(Root, name);
        File.Copy(Patch, package);
        foreach (var query in queries)
            await Host.Must("msibuild", [package, "-q", query]);
        return package;
    }

    /// <summary>A stick with a campaign of these steps.</summary>
    public string Stick(string name, string[] steps, params (string Path, string Source)[] files) =>
        Desk.StickOf(TestCampaign.Write(Path.Combine(Root, $"campaign-{name}"), name, Next(), steps, files), name, applier: null);

    /// <summary>A file with this text, for a campaign.</summary>
    public string TextFile(string name, string text)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, text.ReplaceLineEndings("\r\n"));
        return path;
    }

    public ValueTask DisposeAsync()
    {
        _desk?.Dispose();
        _publishing.Dispose();
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The addresses on which the stand-in service listens, as the host sees it.</summary>
    public IPAddress[] Listeners() => [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Where(listener => listener.Port == Port)
        .Select(listener => listener.Address)];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // A folder of their own for what is built on the way, so that a build that runs beside the tests is not disturbed.
    // One at a time: the qualification asks for its program beside the other tests.
    private async Task Publish(string project, string output, string property)
    {
        await _publishing.WaitAsync();
        try
        {
            await Host.Must(
                "dotnet",
                ["publish", Path.Combine(Host.Repository, project), "-r", "win-x64", "--self-contained", "-o", output, property,
                    "-p:EnforceCodeStyleInBuild=false", "-p:RunAnalyzers=false",
                    $"-p:ArtifactsPath={Path.Combine(Host.Repository, "artifacts", "windows-tests")}"]);
        }
        finally
        {
            _publishing.Release();
        }
    }

    private async Task Package(string version, string output) => await Host.Must(
        "wixl",
        ["-a", "x64", "-D", $"Version={version}", "-D", "Files=.", "-o", output,
            Path.Combine(Host.Repository, "tests/Windows.Tests/StandIn/copy-service.wxs")],
        folder: Path.Combine(Root, $"service-{version}"));
}
