using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Applying;
using PatchKit.Tests.Applier.Instruments;
using PatchKit.Tests.Shared.Bundles;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>A plan for the sample campaign's MiSeqDx with every kind of step, a new file in new folders among them.</summary>
internal static class EveryKindPlan
{
    /// <summary>The registry value that the step by hand sets.</summary>
    private const string ByHand = "ByHand";

    private const string Ucs = @"C:\ProgramData\Illumina\Universal Copy Service";
    private const string UcsKey = @"HKLM\SOFTWARE\Illumina\UniversalCopyService";
    private const string Instrument = @"HKLM\SOFTWARE\Illumina\Instrument";

    /// <summary>The make-believe hand of the plan's step by hand.</summary>
    public static string Hands { get; } = $$$"""
        { "steps": { "manual": {
            "registry": [ { "key": "{{{Escaped(UcsKey)}}}", "name": "{{{ByHand}}}", "type": "text",
                "value": "yes", "view": "64" } ],
            "takenBack": { "registry": [ { "key": "{{{Escaped(UcsKey)}}}", "name": "{{{ByHand}}}", "type": "text",
                "value": "no", "view": "64" } ] } } } }
        """;

    /// <summary>The entry of <c>registry.json</c> before the step by hand.</summary>
    public static JsonNode NotYetByHand => JsonNode.Parse($$"""
        { "key": "{{Escaped(UcsKey)}}", "name": "{{ByHand}}", "kind": "text", "text": "no", "view": "64" }
        """)!;

    /// <summary>The installer.</summary>
    public static MediaPath Patch { get; } = MediaPath.Of("payload/ucs.msi");

    /// <summary>An EXE that replaces a version of its product, and the installer of that version, with their stand-ins.</summary>
    public static IReadOnlyDictionary<MediaPath, string> Relays { get; } = new Dictionary<MediaPath, string>
    {
        [MediaPath.Of("payload/relay-2.exe")] = Relay("2.0", $$"""
            , { "target": "{{Escaped(RelaySettings)}}", "text": "set by 2.0" }
            """),
        [MediaPath.Of("payload/relay-1.exe")] = Relay("1.0", ""),
    };

    /// <summary>The files of the version that is replaced, and what a site has set.</summary>
    public static IReadOnlyDictionary<string, string> RelayFiles { get; } = new Dictionary<string, string>
    {
        [RelayProgram] = "relay 1.0",
        [RelaySettings] = "set by the site",
    };

    /// <summary>The entries of <c>products.json</c> and <c>registry.json</c> of the version that is replaced.</summary>
    public static (JsonNode Product, JsonNode Value) RelayEntries => (
        JsonNode.Parse("""{ "name": "Copy Relay", "version": "1.0" }""")!,
        JsonNode.Parse($$"""
            { "key": "{{Escaped(UcsKey)}}", "name": "Relay", "kind": "text", "text": "1.0", "view": "64" }
            """)!);

    private const string RelayProgram = @"C:\Program Files\Illumina\Relay\relay.txt";
    private const string RelaySettings = @"C:\ProgramData\Illumina\Relay\relay.cfg";

    private static string Relay(string version, string more) => $$"""
        { "schema": "1.0", "note": "a stand-in", "product": { "name": "Copy Relay", "version": "{{version}}" },
          "files": [ { "target": "{{Escaped(RelayProgram)}}", "text": "relay {{version}}" }{{more}} ],
          "registry": [ { "key": "{{Escaped(UcsKey)}}", "name": "Relay", "type": "text", "value": "{{version}}", "view": "64" } ],
          "services": [] }
        """;

    /// <summary>The folder that the instrument tells.</summary>
    public static IReadOnlyDictionary<string, string> Folders { get; } =
        new Dictionary<string, string> { ["DataDir"] = @"C:\ProgramData\Illumina\Instrument" };

    /// <summary>The entry of <c>registry.json</c> that tells it, as an installer may have written it.</summary>
    public static JsonNode DataDir => JsonNode.Parse($$"""
        { "key": "{{Escaped(Instrument)}}", "name": "DataDir", "kind": "text",
          "text": "c:\\ProgramData\\Illumina\\Instrument\\", "view": "64" }
        """)!;

    /// <summary>The entry of <c>registry.json</c> that the plan removes.</summary>
    public static JsonNode Legacy => JsonNode.Parse($$"""
        { "key": "{{Escaped(UcsKey)}}", "name": "Legacy", "kind": "multi-text", "text": "one\ntwo", "view": "64" }
        """)!;

    /// <summary>The bundle.</summary>
    public static SimulatedBundle Bundle()
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["payload/ucs.cfg"] = "ListenAddress=127.0.0.1\nListenPort=8081\n"u8.ToArray(),
            ["payload/new.cfg"] = "new"u8.ToArray(),
            [Patch.Text] = "stands for an installer"u8.ToArray(),
            ["scripts/ucs-users.sh"] = File.ReadAllBytes(RehearsalBench.Campaign("scripts/ucs-users.sh")),
        };
        foreach (var installer in Relays.Keys.Concat(Removed.Keys).Concat(OfWindows.Keys))
            contents[installer.Text] = Encoding.UTF8.GetBytes($"stands for {installer}");
        foreach (var own in new[] { "notices/n.en.md", "notices/n.it.md", "sbom.cdx.json" })
            contents[own] = TestManifest.Contents[own];
        var sample = TestManifest.Create(contents);
        return new(sample with { Products = [Product(sample.Products[0])] }, contents);
    }

    private static ProductTarget Product(ProductTarget sample) => sample with
    {
        Identity = [new RegistryProbe(Instrument, "Product") { EqualTo = "MiSeqDx" }],
        SerialSource = new RegistrySource(Instrument, "SerialNumber"),
        Folders = [new("DataDir", new RegistrySource(Instrument, "DataDir"), InstrumentPath.Of(@"C:\ProgramData"))],
        IdleGate = new()
        {
            RunFolders = [InstrumentPath.Of(@"D:\Illumina\MiSeq Temp")],
            FinishedMarkers = ["RTAComplete*", "CopyComplete*"],
            QuietMinutes = 15,
            Processes = ["MiSeqOperatingSoftware"],
        },
        UndoDays = 30,
        BackupSet = new()
        {
            Mandatory =
            [
                InstrumentPath.Of(@"C:\ProgramData\Illumina"),
                InstrumentPath.Of(@"C:\Program Files\Illumina\Universal Copy Service"),
            ],
            Optional = [InstrumentPath.Of(@"D:\Illumina\MiSeq Temp")],
        },
        Modes =
        [
            sample.Modes[0] with
            {
                Detection = [new RegistryProbe(Instrument, "BootMode") { EqualTo = "Dx" }],
                SoftwareVersion = new ProductSource("MiSeq Operating Software"),
                Phases =
                [
                    Phase("patch", Replace("known", "payload/ucs.cfg", $@"{Ucs}\ucs.cfg"), Installer(), Patched(), Updated(),
                        Upgrade(), Script(),
                        new UninstallStep(Bench.Id("agent"), Bench.Title("Agent"), "Remote Agent"), Viewer(),
                        Replace("new", "payload/new.cfg", @"C:\Made\By\Plan\new.cfg"), Value(), NotNeeded(),
                        new DeleteFileStep(Bench.Id("unwanted"), Bench.Title("Unwanted"),
                            InstrumentPath.Of(@"C:\ProgramData\Illumina\MiSeq Control Software\settings.cfg")),
                        new DeleteRegistryValueStep(Bench.Id("legacy"), Bench.Title("Legacy"), UcsKey, "Legacy"),
                        new EditConfigStep(Bench.Id("edit"), Bench.Title("Edit"),
                            InstrumentPath.Of(@"${DataDir}\instrument.cfg"), ConfigFormat.Ini,
                            [new("[Remote]Access") { Value = "off" }])),
                    Phase("user", Account(), Service(), Manual(),
                        new EnableFirewallStep(Bench.Id("firewall"), Bench.Title("Firewall"))),
                ],
            },
        ],
    };

    private static Phase Phase(string id, params Step[] steps) =>
        new(PatchKit.Shared.Values.Token.Of<PhaseId>(id), Bench.Title(id), [.. steps]);

    private static ReplaceFileStep Replace(string id, string payload, string target) =>
        new(Bench.Id(id), Bench.Title(id), MediaPath.Of(payload), InstrumentPath.Of(target));

    private static RunInstallerStep Installer() =>
        new(Bench.Id("install"), Bench.Title("Install"), Patch)
        {
            Proof =
        [
            new ProductProbe("Universal Copy Service")
                { Version = Range(">=2.5.0") },
            new FileProbe(InstrumentPath.Of(@"C:\Program Files\Illumina\Universal Copy Service\UniversalCopyService.txt"))
            {
                Contains = "2.5.0",
            },
            new RegistryProbe(UcsKey, "Version") { EqualTo = "2.5.0" },
            new ListenerProbe(8081) { Service = "UniversalCopyService" },
        ],
        };

    private static RunInstallerStep Patched() => new(Bench.Id("patched"), Bench.Title("Patched"), OfWindows.Keys.First())
    {
        Proof = [new ProductProbe("Universal Copy Service") { Version = Range(">=2.5.1") }],
    };

    private static RunInstallerStep Updated() => new(Bench.Id("updated"), Bench.Title("Updated"), OfWindows.Keys.Last())
    {
        Proof = [new HotfixProbe("KB5012345")],
    };

    /// <summary>A patch of Windows Installer and an update of Windows, with their stand-ins.</summary>
    public static IReadOnlyDictionary<MediaPath, string> OfWindows { get; } = new Dictionary<MediaPath, string>
    {
        [MediaPath.Of("payload/ucs-2.5.1.msp")] = $$"""
            { "schema": "1.0", "note": "a stand-in", "product": { "name": "Universal Copy Service", "version": "2.5.1" },
              "files": [ { "target": "C:\\Program Files\\Made\\By\\Patch.txt", "text": "new" } ],
              "registry": [ { "key": "{{Escaped(UcsKey)}}", "name": "Patch", "type": "text", "value": "1", "view": "64" } ],
              "services": [] }
            """,
        [MediaPath.Of("payload/windows10.0-kb5012345-x64.msu")] = """
            { "schema": "1.0", "note": "a stand-in", "hotfix": "KB5012345",
              "files": [ { "target": "C:\\Windows\\Made\\update.txt", "text": "new" } ], "registry": [], "services": [] }
            """,
    };

    private static RunInstallerStep Upgrade() =>
        new(Bench.Id("upgrade"), Bench.Title("Upgrade"), MediaPath.Of("payload/relay-2.exe"))
        {
            Arguments = ["/S"],
            UndoArguments = ["/U"],
            UndoPayloads = [new(Version("1.0"), MediaPath.Of("payload/relay-1.exe")) { Arguments = ["/S"] }],
            Changes = [InstrumentPath.Of(RelaySettings)],
            Proof =
            [
                new ProductProbe("Copy Relay") { Version = Range(">=2.0") },
                new FileProbe(InstrumentPath.Of(RelaySettings)) { Contains = "set by 2.0" },
            ],
        };

    private static UninstallStep Viewer() => new(Bench.Id("viewer"), Bench.Title("Viewer"), "Remote Viewer")
    {
        Program = InstrumentPath.Of(@"C:\Program Files\Viewer\remove.exe"),
        UndoPayloads = [new(Version("5.0"), MediaPath.Of("payload/viewer.exe"))],
        Changes = [InstrumentPath.Of(@"C:\ProgramData\Illumina\other.cfg")],
    };

    /// <summary>Products that are removed, with what stands for their installers.</summary>
    public static IReadOnlyDictionary<MediaPath, string> Removed { get; } = new Dictionary<MediaPath, string>
    {
        [MediaPath.Of("payload/agent.msi")] = StandIn("Remote Agent", "3.1", "agent"),
        [MediaPath.Of("payload/viewer.exe")] = StandIn("Remote Viewer", "5.0", "viewer"),
    };

    /// <summary>What they have left: their entries, and a file each.</summary>
    public static IReadOnlyList<(string Name, string Version, string File)> RemovedProducts { get; } =
        [("Remote Agent", "3.1", @"C:\Program Files\Remote\agent.txt"),
            ("Remote Viewer", "5.0", @"C:\Program Files\Remote\viewer.txt")];

    private static string StandIn(string product, string version, string file) => $$"""
        { "schema": "1.0", "note": "a stand-in", "product": { "name": "{{product}}", "version": "{{version}}" },
          "files": [ { "target": "C:\\Program Files\\Remote\\{{file}}.txt", "text": "{{product}}" } ],
          "registry": [], "services": [] }
        """;

    private static SoftwareVersion Version(string text) =>
        SoftwareVersion.TryParse(text, out var version) ? version : throw new InvalidOperationException(text);

    private static RunScriptStep Script() =>
        new(Bench.Id("script"), Bench.Title("Script"), [MediaPath.Of("scripts/ucs-users.sh")])
        {
            Changes = [InstrumentPath.Of($@"{Ucs}\ucs-users.cfg")],
            Proof = [new FileProbe(InstrumentPath.Of($@"{Ucs}\ucs-users.cfg")) { Contains = "RunAs=standard" }],
        };

    private static SetRegistryValueStep Value() =>
        new(Bench.Id("value"), Bench.Title("Value"), UcsKey, "RemoteAccess", RegistryKind.Dword, "0")
        {
            When = [new ServiceProbe("UniversalCopyService") { State = ServiceRunState.Running }],
        };

    private static ReplaceFileStep NotNeeded() => Replace("not-needed", "payload/new.cfg", $@"{Ucs}\ucs.cfg") with
    {
        When = [new ProductProbe("A program that this instrument has not") { Version = Range("<1.0") }],
    };

    private static VersionRange? Range(string text) => VersionRange.TryParse(text, out var range) ? range : null;

    private static SetAccountStep Account() =>
        new(Bench.Id("account"), Bench.Title("Account"), "ucs") { NotMemberOf = [IAccounts.Administrators] };

    private static SetServiceStep Service() => new(Bench.Id("service"), Bench.Title("Service"), "UniversalCopyService")
    {
        Account = @"NT AUTHORITY\LocalService",
        Start = ServiceStart.Manual,
        State = ServiceRunState.Running,
    };

    private static AskOperatorStep Manual() => new(Bench.Id("manual"), Bench.Title("Manual"), Bench.Title("Do it"))
    {
        Proof = [new RegistryProbe(UcsKey, ByHand) { EqualTo = "yes" }],
    };

    private static string Escaped(string path) => path.Replace(@"\", @"\\", StringComparison.Ordinal);

    /// <summary>The stand-in of <see cref="Patch"/>.</summary>
    public const string Package = """
        {
          "schema": "1.0",
          "note": "stands in for an installer",
          "product": { "name": "Universal Copy Service", "version": "2.5.0" },
          "files": [
            { "target": "C:\\Program Files\\Illumina\\Universal Copy Service\\UniversalCopyService.txt", "text": "2.5.0" },
            { "target": "C:\\Program Files\\Made\\By\\Package.txt", "text": "new" }
          ],
          "registry": [
            { "key": "HKLM\\SOFTWARE\\Illumina\\UniversalCopyService", "name": "Version", "type": "text", "value": "2.5.0",
              "view": "64" }
          ],
          "services": [ { "name": "UniversalCopyService", "state": "running", "listens": ["127.0.0.1:8081"] } ]
        }
        """;
}
