using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using PatchKit.Applier.Preflight;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Instruments;

namespace PatchKit.Tests.Applier.Preflight;

/// <summary>
/// A MiSeqDx in Dx mode with a bundle and a delivery that fit it: everything passes until a test changes something.
/// </summary>
internal sealed class PreflightBench : IDisposable
{
    public static readonly LocalizedText Text = new("text", ("it", "testo"));

    public RehearsalBench Rehearsal { get; } = RehearsalBench.OnDisk();

    public FakeTimeProvider Time { get; } = new(RehearsalBench.Now);

    public PreflightRequest Request { get; set; } = new(
        new(Product(), Mode(), Token.Of<SerialNumber>("M70503"), Version("4.0.1"), []),
        Delivery(),
        Manifest(),
        new(RehearsalBench.Now, RehearsalBench.Now.AddDays(-1)),
        null,
        [],
        Reserve: true)
    {
        EarlierShown = true,
    };

    public void Dispose() => Rehearsal.Dispose();

    /// <summary>Runs all checks and gives the one that is asked for.</summary>
    public Finding Check(CheckId check) => Assert.Single(Run().Findings, finding => finding.Check == check);

    public PreflightReport Run() => new PreflightChecks(Rehearsal.FileSystem, Rehearsal.Open(), Time).Run(Request);

    public static SoftwareVersion Version(string text) =>
        SoftwareVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text);

    public static VersionRange Range(string text) =>
        VersionRange.TryParse(text, out var range) ? range : throw new ArgumentException(text);

    public static ExpectedInstrument Expected(string serial, params ModeId[] modes) =>
        new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>(serial), [.. modes]);

    public void Change(Func<PreflightRequest, PreflightRequest> change) => Request = change(Request);

    public void ChangeProduct(Func<ProductTarget, ProductTarget> change) =>
        Change(request => request with { Instrument = request.Instrument with { Product = change(request.Instrument.Product) } });

    private static ProductTarget Product() => new()
    {
        Product = Token.Of<ProductId>("miseqdx"),
        Name = "MiSeqDx",
        UdiDi = new(IssuingAgency.Gs1, "00816270020002"),
        CatalogueNumbers = ["DX-410-1001"],
        SerialShape = "M[0-9]{5}",
        Identity = [],
        SerialSource = new RegistrySource(@"HKLM\SOFTWARE\Illumina\Instrument", "SerialNumber"),
        IdleGate = new()
        {
            RunFolders = [InstrumentPath.Of(@"D:\Illumina\MiSeq Temp"), InstrumentPath.Of(@"D:\Illumina\MiSeqTemp")],
            FinishedMarkers = ["RTAComplete*", "CopyComplete*"],
            QuietMinutes = 15,
            Processes = ["MiSeqOperatingSoftware", "RTA"],
        },
        BackupSet = new() { Mandatory = [], Optional = [] },
        Modes = [Mode(), Mode() with { Mode = SampleModes.Ruo, After = null }],
    };

    private static ModeTarget Mode() => new()
    {
        Mode = SampleModes.Dx,
        After = SampleModes.Ruo,
        Detection = [],
        Software = "MiSeq Operating Software",
        SoftwareVersion = new ProductSource("MiSeq Operating Software"),
        Affected = [Range(">=4.0.1")],
        Phases =
        [
            new(Token.Of<PhaseId>("patch"), Text,
            [
                new RunScriptStep(Token.Of<StepId>("script"), Text, [MediaPath.Of("scripts/a.sh")]),
            ]),
        ],
    };

    private static Delivery Delivery() => new()
    {
        Schema = "1.0",
        Stick = Token.Of<StickId>("PK-0042"),
        Customer = new(Token.Of<CustomerId>("lab-1"), "Laboratory"),
        Campaign = Token.Of<CampaignId>("fsn2023-1338"),
        Bundles = [],
        Instruments = [Expected("M70503", SampleModes.Dx), Expected("M70504", SampleModes.Dx, SampleModes.Ruo)],
        Nonce = "00112233445566778899aabbccddeeff",
        Languages = ["en"],
        ReturnTo = new(["Support"], "+00"),
        Issued = RehearsalBench.Now.AddDays(-1),
    };

    private static BundleManifest Manifest() => new()
    {
        Schema = "1.0",
        Campaign = Token.Of<CampaignId>("fsn2023-1338"),
        Bundle = Token.Of<BundleId>("fsn2023-1338-1.0.0"),
        Version = Version("1.0.0"),
        Counter = 3,
        Released = RehearsalBench.Now.AddDays(-2),
        Title = Text,
        Summary = Text,
        Notices = ImmutableSortedDictionary<string, MediaPath>.Empty,
        MinimumOsBuild = 14393,
        Languages = ["en", "it"],
        Products = [],
        Files = [],
    };
}
