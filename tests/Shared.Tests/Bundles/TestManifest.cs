using System.Collections.Immutable;
using System.Text;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Bundles;

/// <summary>A small manifest that breaks no rule, and the bytes of its files.</summary>
internal static class TestManifest
{
    public static IReadOnlyDictionary<string, byte[]> Contents { get; } = new Dictionary<string, byte[]>
    {
        ["notices/n.en.md"] = "English"u8.ToArray(),
        ["notices/n.it.md"] = "Italiano"u8.ToArray(),
        ["payload/new.cfg"] = "Listen=127.0.0.1"u8.ToArray(),
        ["payload/relay-1.exe"] = "one"u8.ToArray(),
        ["payload/relay-2.exe"] = "two"u8.ToArray(),
        ["payload/patch.msi"] = "{}"u8.ToArray(),
        ["sbom.cdx.json"] = "{}"u8.ToArray(),
        ["scripts/s.sh"] = "#!/bin/sh\n"u8.ToArray(),
    };

    public static BundleManifest Create(IReadOnlyDictionary<string, byte[]>? contents = null) => new()
    {
        Schema = BundleManifest.SchemaVersion,
        Campaign = Token.Of<CampaignId>("c-1"),
        Bundle = Token.Of<BundleId>("c-1-1.0"),
        Version = Version("1.0"),
        Counter = 1,
        Released = new DateTimeOffset(2023, 4, 5, 0, 0, 0, TimeSpan.Zero),
        Title = Text("Title"),
        Summary = Text("Summary"),
        Notices = ImmutableSortedDictionary<string, MediaPath>.Empty
            .Add("en", MediaPath.Of("notices/n.en.md")).Add("it", MediaPath.Of("notices/n.it.md")),
        MinimumOsBuild = 14393,
        Languages = ["en", "it"],
        Products = [Product()],
        Files =
        [
            .. (contents ?? Contents).OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => new BundleFile(MediaPath.Of(file.Key), file.Value.Length, Sha256Digest.Of(file.Value))),
        ],
    };

    public static LocalizedText Text(string text) => new(text, ("it", $"{text} (it)"));

    public static StepId Id(string id) => Token.Of<StepId>(id);

    public static SoftwareVersion Version(string text) =>
        SoftwareVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text);

    public static string Json(BundleManifest? manifest = null) =>
        Encoding.UTF8.GetString(BundleManifest.Format.Write(manifest ?? Create()));

    private static ProductTarget Product() => new()
    {
        Product = Token.Of<ProductId>("miseqdx"),
        Name = "MiSeqDx",
        UdiDi = new(IssuingAgency.Gs1, "00816270020002"),
        CatalogueNumbers = ["DX-410-1001"],
        SerialShape = @"^M\d{5}$",
        Identity = [new RegistryProbe(@"HKLM\SOFTWARE\X", "Product") { EqualTo = "MiSeqDx" }],
        SerialSource = new FileSource(InstrumentPath.Of(@"C:\ProgramData\x.cfg"), "serial=(.*)"),
        Folders = [new("DataDir", new RegistrySource(@"HKLM\SOFTWARE\X", "DataDir"), InstrumentPath.Of(@"C:\ProgramData"))],
        IdleGate = new()
        {
            RunFolders = [InstrumentPath.Of(@"D:\Runs")],
            FinishedMarkers = ["CopyComplete*"],
            QuietMinutes = 15,
            Processes = ["Control"]
        },
        BackupSet = new() { Mandatory = [InstrumentPath.Of(@"C:\ProgramData\X")], Optional = [InstrumentPath.Of(@"D:\Runs")] },
        Modes = [Mode(SampleModes.Dx), Mode(SampleModes.Ruo)],
    };

    private static ModeTarget Mode(ModeId mode) => new()
    {
        Mode = mode,
        Detection = [new ProductProbe(mode.Text)],
        Software = "MOS",
        SoftwareVersion = new ProductSource("MOS"),
        Affected = [VersionRange.TryParse(">=4.0.1", out var range) ? range : throw new InvalidOperationException()],
        Phases = [new(Token.Of<PhaseId>("patch"), Text("Patch"), Steps())],
    };

    private static ImmutableArray<Step> Steps() =>
    [
        new RunInstallerStep(Id("install"), Text("Install"), MediaPath.Of("payload/patch.msi"))
            { Proof = [new ListenerProbe(8081)] },
        new RunScriptStep(Id("script"), Text("Script"), [MediaPath.Of("scripts/s.sh")])
            {
                Changes = [InstrumentPath.Of(@"C:\x\y.cfg")],
                Proof = [new FileProbe(InstrumentPath.Of(@"C:\x\y.cfg")) { Contains = "x" }],
            },
        new ReplaceFileStep(Id("replace"), Text("Replace"), MediaPath.Of("payload/new.cfg"), InstrumentPath.Of(@"C:\x\new.cfg")),
        new SetServiceStep(Id("service"), Text("Service"), "Svc")
            { Account = @"NT AUTHORITY\LocalService", State = ServiceRunState.Running },
        new SetAccountStep(Id("account"), Text("Account"), "ucs") { NotMemberOf = ["S-1-5-32-544"] },
        new EnableFirewallStep(Id("firewall"), Text("Firewall")) { Proof = [new FirewallProbe()] },
        new SetRegistryValueStep(Id("registry"), Text("Registry"), @"HKLM\SOFTWARE\X", "A", RegistryKind.Dword, "0"),
        new AskOperatorStep(Id("ask"), Text("Ask"), Text("Do it"))
            { Proof = [new ServiceProbe("Svc") { StandardAccount = true }] },
        new DeleteFileStep(Id("no-file"), Text("No file"), InstrumentPath.Of(@"C:\x\old.dll"))
        {
            When =
            [
                new RegistryProbe(@"HKLM\SOFTWARE\X", "Keep") { Exists = false }, new ProductProbe("Other") { Exists = false },
                new ServiceProbe("Other") { Exists = false }, new AccountProbe("other") { Exists = false },
            ],
        },
        new DeleteRegistryValueStep(Id("no-value"), Text("No value"), @"HKLM\SOFTWARE\X", "Old"),
        new SetRegistryValueStep(Id("lines"), Text("Lines"), @"HKLM\SOFTWARE\X", "B", RegistryKind.MultiText, "one\ntwo"),
        new SetRegistryValueStep(Id("bytes"), Text("Bytes"), @"HKLM\SOFTWARE\X", "C", RegistryKind.Binary, "00ff"),
        new EditConfigStep(Id("edit-ini"), Text("Edit INI"), InstrumentPath.Of(@"C:\x\a.ini"), ConfigFormat.Ini,
            [new("[Server]Port") { Value = "1" }, new("Old") { Remove = true }]),
        new EditConfigStep(Id("edit-json"), Text("Edit JSON"), InstrumentPath.Of(@"C:\x\a.json"), ConfigFormat.Json,
            [new("/server/port") { Value = "1", Type = ConfigType.Number }]),
        new EditConfigStep(Id("edit-xml"), Text("Edit XML"), InstrumentPath.Of(@"C:\x\a.config"), ConfigFormat.Xml,
            [new("/configuration/appSettings/add[@key='Port']/@value") { Value = "1" }]),
        new RunInstallerStep(Id("upgrade"), Text("Upgrade"), MediaPath.Of("payload/relay-2.exe"))
        {
            Arguments = ["/S"],
            UndoArguments = ["/U"],
            UndoPayloads = [new(Version("1.0"), MediaPath.Of("payload/relay-1.exe"))],
            Changes = [InstrumentPath.Of(@"C:\x\relay.cfg")],
            Proof = [new ProductProbe("Relay"), new FileProbe(InstrumentPath.Of(@"C:\x\relay.cfg")) { Contains = "2" }],
        },
        new UninstallStep(Id("remove"), Text("Remove"), "Agent")
        {
            When =
            [
                new FileProbe(InstrumentPath.Of(@"C:\x\a.dll"))
                    { Version = VersionRange.TryParse(">=1", out var range) ? range : null },
                new HotfixProbe("KB5012345"), new TaskProbe(@"\Agent\Upload") { Enabled = true },
                new CertificateProbe("Root", "0123456789abcdef0123456789abcdef01234567"),
                new ScriptProbe([MediaPath.Of("scripts/s.sh")]),
            ],
        },
        new UninstallStep(Id("remove-exe"), Text("Remove EXE"), "Viewer")
        {
            Program = InstrumentPath.Of(@"C:\Viewer\remove.exe"),
            Arguments = ["/S"],
            UndoPayloads = [new(Version("5.0"), MediaPath.Of("payload/relay-1.exe"))],
        },
    ];
}
