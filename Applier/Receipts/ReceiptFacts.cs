using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Staging;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// What a receipt will say beside the outcome: collected before the first change and kept on the instrument's disk, so that a
/// start after a power cut can still write the whole receipt.
/// </summary>
/// <param name="Bundle">The bundle by name and digest.</param>
/// <param name="Campaign">The field action.</param>
/// <param name="Counter">The bundle's release counter.</param>
/// <param name="Delivery">The signed delivery.</param>
/// <param name="Instrument">The instrument and its mode.</param>
/// <param name="Products">What a person calls the products of the bundle and their modes.</param>
/// <param name="Plan">The plan's phases, none of their steps reached: what a receipt of a refusal says.</param>
/// <param name="Backup">The proven backup, or null.</param>
/// <param name="Operator">Who consented, or null.</param>
/// <param name="Started">When the session began.</param>
/// <param name="Floor">The highest signed time seen.</param>
/// <param name="Language">The operator's language, for the readable twin.</param>
internal sealed record ReceiptFacts(
    DeliveredBundle Bundle,
    CampaignId Campaign,
    long Counter,
    Delivery Delivery,
    ReceiptInstrument Instrument,
    ImmutableArray<ProductNames> Products,
    ImmutableArray<ReceiptPhase> Plan,
    ReceiptBackup? Backup,
    ReceiptOperator? Operator,
    DateTimeOffset Started,
    DateTimeOffset Floor,
    string Language)
{
    /// <summary>Why the operator said no; null where they did not.</summary>
    public ReceiptDecline? Decline { get; init; }

    /// <summary>That local IT was told, or that the operator was asked and nobody was; null where nobody was asked.</summary>
    public ReceiptTold? LocalIt { get; init; }

    /// <summary>The reports of media gateways that lie on the stick; null where none does.</summary>
    public ImmutableArray<ReceiptKioskReport>? KioskReports { get; init; }

    /// <summary>What the operator attested.</summary>
    [JsonRequired]
    public ImmutableArray<Attestation> Attestations { get; init; } = [];

    /// <summary>What preflight found, through the allow-list.</summary>
    [JsonRequired]
    public required ImmutableArray<ReceiptFinding> Preflight { get; init; }

    /// <summary>The allow-list's names: those that the signed bundle carries, and the serial number.</summary>
    [JsonRequired]
    public required ImmutableArray<string> Names { get; init; }

    /// <summary>Where the control software's version is read again at the end.</summary>
    [JsonRequired]
    public required ValueSource VersionSource { get; init; }

    /// <summary>What is known once the stick is staged and the instrument identified.</summary>
    /// <param name="release">The staged stick.</param>
    /// <param name="identified">The instrument.</param>
    /// <param name="osBuild">Windows build; null when it could not be read.</param>
    /// <param name="report">What preflight found.</param>
    /// <param name="started">When the session began.</param>
    /// <param name="language">The operator's language.</param>
    public static ReceiptFacts Of(StagedRelease release, IdentifiedInstrument identified, int? osBuild, PreflightReport report,
        DateTimeOffset started, string language)
    {
        var (product, mode) = (identified.Product, identified.Mode);
        ImmutableArray<string> names = [.. AllowList.NamesOf(release.Manifest, product), identified.Serial.Text];
        var allowed = new AllowList(names);
        return new(
            release.Bundle,
            release.Manifest.Campaign,
            release.Manifest.Counter,
            release.Delivery,
            new(product.Product, product.CatalogueNumbers, identified.Serial, mode.Mode,
                [.. product.Modes.Select(one => one.Mode)],
                [.. identified.Evidence.Select(one => one with { Seen = allowed.Of(one.Seen) })],
                new(mode.Software, identified.SoftwareVersion))
            {
                UdiDi = product.UdiDi,
                OsBuild = osBuild,
                Folders = identified.Folders.IsEmpty ? null : identified.Folders,
            },
            [.. release.Manifest.Products.Select(ProductNames.Of)],
            [.. mode.Phases.Select(phase => new ReceiptPhase(phase.Id, Done: false,
                [.. phase.Steps.Select(step => ReceiptStep.Pending(step.Id, step.Kind))]))],
            Backup: null,
            Operator: null,
            started,
            release.Time.Floor,
            language)
        {
            KioskReports = release.KioskReports.IsEmpty ? null
                : [.. release.KioskReports.Select(one => new ReceiptKioskReport(one.Sha256, one.Removed.Length))],
            Preflight = Through(allowed, report),
            Names = names,
            VersionSource = mode.SoftwareVersion,
        };
    }

    /// <summary>The same, with other findings: a person has answered what a check could not tell.</summary>
    public ReceiptFacts With(PreflightReport report) => this with { Preflight = Through(new(Names), report) };

    private static ImmutableArray<ReceiptFinding> Through(AllowList allowed, PreflightReport report) =>
        [.. report.Findings.Select(finding => new ReceiptFinding(finding.Check, finding.Level, allowed.Of(finding.Facts)))];

    /// <summary>What a person calls a product and its modes.</summary>
    public ProductNames NamesOf(ProductId product) =>
        Products.FirstOrDefault(names => names.Product == product) ?? ProductNames.Plain(product);

    /// <summary>The same, with the backup that was proven.</summary>
    public ReceiptFacts With(ProvenBackup proven) => this with
    {
        Backup = new(proven.Backup.ManifestDigest, proven.Backup.Manifest.Totals.Files, proven.Backup.Manifest.Totals.Bytes)
        {
            Proof = proven.Digest,
        },
    };
}
