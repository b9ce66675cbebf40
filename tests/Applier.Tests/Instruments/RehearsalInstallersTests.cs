using System.Net;
using System.Text.Json.Nodes;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Instruments;

public sealed class RehearsalInstallersTests : IDisposable
{
    private const string Package = """
        {
          "schema": "1.0",
          "note": "stands in for an installer",
          "product": { "name": "Universal Copy Service", "version": "2.5.0" },
          "files": [
            { "target": "C:\\Program Files\\Illumina\\Universal Copy Service\\UniversalCopyService.txt",
              "text": "Universal Copy Service 2.5.0" },
            { "target": "C:\\Program Files\\Made\\By\\Package.txt", "text": "new" }
          ],
          "registry": [
            { "key": "HKLM\\SOFTWARE\\Illumina\\UniversalCopyService", "name": "Version", "type": "text", "value": "2.5.0",
              "view": "64" },
            { "key": "HKLM\\SOFTWARE\\Made", "name": "ByPackage", "type": "dword", "value": "1", "view": "32" }
          ],
          "services": [ { "name": "UniversalCopyService", "state": "running", "listens": ["127.0.0.1:8081"] } ]
        }
        """;

    private readonly RehearsalBench _bench = RehearsalBench.OnDisk();
    private readonly MediaPath _payload = MediaPath.Of("payload/ucs/patch.msi");
    private readonly InstallerCall _call;

    public RehearsalInstallersTests()
    {
        _bench.StandIn(_payload, Package);
        _call = new(
            Path.Combine(_bench.Beside, "content", "payload", "ucs", "patch.msi"),
            _payload,
            [],
            [],
            Path.Combine(_bench.Beside, "logs", "install.log"),
            new(TimeSpan.FromMinutes(1), TimeSpan.Zero, () => { }));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_stand_in_package_is_carried_out()
    {
        var instrument = _bench.Open();
        Assert.Equal(0, await instrument.Installers.Install(_call, Cancel));

        Assert.Equal("2.5.0", instrument.Products.Find("Universal Copy Service")?.Version);
        Assert.Equal([new(IPAddress.Loopback, ListenerOwner.Other)], instrument.Listeners.On(8081, null));
        Assert.Equal("2.5.0",
            instrument.Registry.ReadBack(@"HKLM\SOFTWARE\Illumina\UniversalCopyService", "Version", RegistryView.Bits64)?.Text);
        Assert.Equal("1", instrument.Registry.ReadBack(@"HKLM\SOFTWARE\Made", "ByPackage", RegistryView.Bits32)?.Text);
        Assert.Equal(
            "Universal Copy Service 2.5.0",
            await File.ReadAllTextAsync(
                instrument.Places.OnHost(@"C:\Program Files\Illumina\Universal Copy Service\UniversalCopyService.txt"), Cancel));
        Assert.Contains("exit code 0", await File.ReadAllTextAsync(_call.Log, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_leaves_every_byte_as_it_was_even_when_called_twice()
    {
        var instrument = _bench.Open();
        var before = _bench.Snapshot();
        var captured = instrument.Installers.Capture(_call);

        await instrument.Installers.Install(_call, Cancel);
        Assert.NotEqual(before, _bench.Snapshot());
        Assert.Equal(0, await instrument.Installers.Undo(_call, captured, Cancel));
        Assert.Equal(before, _bench.Snapshot());
        Assert.False(Directory.Exists(instrument.Places.OnHost(@"C:\Program Files\Made")));

        Assert.Equal(0, await instrument.Installers.Undo(_call, captured, Cancel));
        Assert.Equal(before, _bench.Snapshot());
    }

    // As the real ones do: only Windows Installer keeps what a package replaces.
    [Fact]
    public async Task An_EXE_that_removes_itself_brings_no_earlier_version_back()
    {
        var exe = _call with { Payload = MediaPath.Of("payload/ucs/patch.exe") };
        _bench.StandIn(exe.Payload, Package);
        var instrument = _bench.Open();
        Assert.Equal("2.0.0", instrument.Products.Find("Universal Copy Service")?.Version);
        var captured = instrument.Installers.Capture(exe);

        await instrument.Installers.Install(exe, Cancel);
        Assert.Equal(0, await instrument.Installers.Undo(exe, captured, Cancel));
        Assert.Null(instrument.Products.Find("Universal Copy Service"));
        Assert.False(File.Exists(instrument.Places.OnHost(
            @"C:\Program Files\Illumina\Universal Copy Service\UniversalCopyService.txt")));
        Assert.Null(instrument.Registry.Read(@"HKLM\SOFTWARE\Illumina\UniversalCopyService", "Version", RegistryView.Bits64));
        Assert.False(Directory.Exists(instrument.Places.OnHost(@"C:\Program Files\Made")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_patch_and_an_update_are_taken_back_to_what_stood_before(bool isUpdate)
    {
        var payload = MediaPath.Of(isUpdate ? "payload/windows.msu" : "payload/ucs.msp");
        var package = JsonNode.Parse(Package)!;
        if (isUpdate)
        {
            package.AsObject().Remove("product");
            package["hotfix"] = "KB5012345";
        }

        _bench.StandIn(payload, package.ToJsonString());
        _bench.FileSystem.File.WriteAllText(Path.Combine(_bench.Folder, "modes", "Dx", "inventory.json"),
            """{ "hotfixes": ["KB7000000"], "tasks": [], "certificates": [] }""");
        var instrument = _bench.Open();
        var call = _call with { Payload = payload, Update = isUpdate ? "KB5012345" : null };
        var captured = instrument.Installers.Capture(call);
        // Once, so that its files stand as the program writes them.
        await instrument.Installers.Install(call, Cancel);
        await instrument.Installers.Undo(call, captured, Cancel);
        var before = _bench.Snapshot();
        Assert.Equal(0, await instrument.Installers.Install(call, Cancel));
        Assert.Equal(isUpdate, instrument.Inventory.HasHotfix("KB5012345"));
        Assert.Equal(isUpdate ? "2.0.0" : "2.5.0", instrument.Products.Find("Universal Copy Service")?.Version);

        Assert.Equal(0, await instrument.Installers.Undo(call, captured, Cancel));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Theory]
    [InlineData("""{ "name": "X", "version": "1" }""", "\"KB5012345\"", false)]
    [InlineData("", "", false)]
    [InlineData("", "\"5012345\"", false)]
    [InlineData("", "\"KB5012345\"", true)]
    public void A_stand_in_leaves_a_product_or_an_update(string product, string update, bool good)
    {
        var package = JsonNode.Parse(Package)!;
        package.AsObject().Remove("product");
        foreach (var (name, value) in new[] { ("product", product), ("hotfix", update) }.Where(one => one.Item2.Length > 0))
            package[name] = JsonNode.Parse(value);
        var read = StandInPackage.Format.Read(System.Text.Encoding.UTF8.GetBytes(package.ToJsonString()), "x");
        Assert.Equal(good, read.Refusal is null);
    }

    [Fact]
    public async Task An_installer_can_say_success_and_do_nothing()
    {
        _bench.EditMachine(machine => machine["lies"] = new JsonArray("installers.install"));
        var instrument = _bench.Open();
        var before = _bench.Snapshot();
        Assert.Equal(0, await instrument.Installers.Install(_call, Cancel));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Theory]
    [InlineData(1618, "2.0.0")]
    [InlineData(1603, "2.0.0")]
    [InlineData(3010, "2.5.0")]
    public async Task An_exit_code_is_played(int code, string version)
    {
        _bench.EditMachine(machine => machine["installerExitCode"] = code);
        var instrument = _bench.Open();
        Assert.Equal(code, await instrument.Installers.Install(_call, Cancel));
        Assert.Equal(version, instrument.Products.Find("Universal Copy Service")?.Version);
    }

    [Theory]
    [InlineData("schema", "2.0", 1620)]
    [InlineData("surprise", "x", 1620)]
    public async Task A_package_that_is_none_is_not_carried_out(string property, string value, int code)
    {
        var node = JsonNode.Parse(Package)!;
        node[property] = value;
        _bench.StandIn(_payload, node.ToJsonString());
        var instrument = _bench.Open();
        var before = _bench.Snapshot();

        Assert.Equal(code, await instrument.Installers.Install(_call, Cancel));
        Assert.Throws<InstrumentFault>(() => instrument.Installers.Capture(_call));
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task An_installer_without_a_stand_in_is_never_run_and_the_missing_file_is_named()
    {
        File.Delete(Path.Combine(_bench.Beside, StandInPackage.Place(_payload)));
        var instrument = _bench.Open();
        var fault = Assert.Throws<InstrumentFault>(() => instrument.Installers.Capture(_call));
        Assert.EndsWith(Path.Combine("standins", "ucs", "patch.msi.standin.json"), fault.Place, StringComparison.Ordinal);
        Assert.Equal(1620, await instrument.Installers.Install(_call, Cancel));
    }
}
