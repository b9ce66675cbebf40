using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>
/// The Applier as it goes on a stick, made once for all tests by <c>packager publish</c>: with a rehearsal's root, a stand-in for
/// Microsoft's library, and signatures by a certificate that is thrown away.
/// </summary>
[CollectionDefinition(nameof(Published))]
public sealed class Published(Round round) : ICollectionFixture<Published>, IAsyncLifetime
{
    private static readonly string[] Programs = ["git", "osslsigncode", "sha256sum", "wine", "wineserver"];
    private readonly string _root = Directory.CreateTempSubdirectory("patchkit-published-").FullName;
    private Ran? _ran;
    private Task? _windows;
    private Task<(Built, JsonNode)>? _packager;

    public string Folder => Path.Combine(_root, "applier-win-x64");

    /// <summary>The certificate that signed, which a verifier has to be told to trust.</summary>
    public string Certificate => Path.Combine(_root, "certificate.pem");

    /// <summary>A 64-bit Windows library in the place of Microsoft's.</summary>
    public string Redist => Path.Combine(_root, "redist");

    public string Root => round.Root;

    /// <summary>The public half of the key that answers for how the Applier was built.</summary>
    public string PublicKey => $"{Key}.pub";

    /// <summary>What the command printed with --json.</summary>
    public JsonNode Answer => JsonNode.Parse(_ran!.Output)!;

    /// <summary>The Packager as a desk without an SDK gets it, for this machine, and what the command printed.</summary>
    internal Task<(Built Program, JsonNode Answer)> Packager() => _packager ??= PublishPackager();

    /// <summary>Nothing is published where a program is missing that is wanted to sign or to look at it.</summary>
    internal static void Require() => Needed.Programs(Programs);

    public async ValueTask InitializeAsync()
    {
        if (!Programs.All(Needed.IsThere))
            return;
        var key = Path.Combine(_root, "key.pem");
        MakeCertificate(key);
        Directory.CreateDirectory(Redist);
        File.Copy(Path.Combine(Built.Output, "applier", "runtimes", "win-x64", "native", "libsodium.dll"),
            Path.Combine(Redist, "VCRUNTIME140.dll"));
        string[] signer = ["sign", "-certs", Certificate, "-key", key, "-h", "sha256", "-in", "{in}", "-out", "{out}"];
        var passphrase = Path.Combine(_root, "passphrase");
        await File.WriteAllTextAsync(passphrase, "rehearsal rehearsal rehearsal\n");
        (await Built.Packager.Reading(passphrase).Run(
            "keys", "create", "--holder", "Ada, release engineering", "--out", Key, "--rehearsal", "--passphrase-fd", "3"))
            .Ended(0);
        _ran = (await Built.Packager.Reading(passphrase).Run(
            ["publish", "--source", Repository.Root, "--output", Folder, "--root", Root, "--rehearsal", "--redist", Redist,
                "--json", "--key", Key, "--passphrase-fd", "3",
                "--code-signer", "osslsigncode", .. signer.Select(text => $"--code-signer-argument={text}")])).Ended(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_windows is not null)
        {
            await Tool("wineserver", ["-k"], null, Environment);
            await Tool("wineserver", ["-w"], null, Environment);
        }

        Directory.Delete(_root, recursive: true);
    }

    /// <summary>
    /// Runs a Windows program in a fresh Windows of Wine's. The last line of its standard error is the processor time that it
    /// took.
    /// </summary>
    internal Task<Ran> Wine(params string[] line) => Wine([], line);

    /// <summary>The same with more in its environment.</summary>
    internal async Task<Ran> Wine((string Name, string Value)[] environment, params string[] line)
    {
        await (_windows ??= MakeWindows());
        return await Tool("sh", ["-c", "wine \"$@\"; ended=$?; times >&2; exit $ended", "sh", .. line], null,
            [.. Environment, .. environment]);
    }

    /// <summary>Runs a program that is not of this kit.</summary>
    internal static async Task<Ran> Tool(string program, IEnumerable<string> arguments, string? folder = null,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var running = new Running(start, line: null);
        return await running.End;
    }

    private string Key => Path.Combine(_root, "ada.key");

    private async Task<(Built, JsonNode)> PublishPackager()
    {
        var folder = Path.Combine(_root, "packager-linux-x64");
        var ran = (await Built.Packager.Run("publish", "--packager", "--runtime", "linux-x64", "--source", Repository.Root,
            "--output", folder, "--rehearsal", "--json")).Ended(0);
        return (Built.PackagerIn(folder), JsonNode.Parse(ran.Output)!);
    }

    // With its default the runtime can end with 0x80131506 in Wine 8.
    private (string Name, string Value)[] Environment =>
        [("WINEPREFIX", Path.Combine(_root, "wine")), ("WINEDEBUG", "-all"), ("DISPLAY", ""),
            ("DOTNET_EnableWriteXorExecute", "0")];

    private async Task MakeWindows()
    {
        (await Tool("wine", ["wineboot", "-i"], null, Environment)).Ended(0);
        (await Tool("wine", ["reg", "add", @"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"], null, Environment))
            .Ended(0);
        // A Windows that has been started, and stays: what it starts with itself must not hold the pipes of a test, nor count as
        // the program's time.
        (await Tool("sh",
            ["-c", "exec </dev/null >/dev/null 2>&1; wineserver -k; wineserver -w; wineserver -p; exec wine wineboot"], null,
            Environment)).Ended(0);
    }

    private void MakeCertificate(string keyFile)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Thrown away after the test", key, HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
