using System.Collections.Immutable;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Staging;
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
/// <param name="ProductName">The product's name on screens.</param>
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
    string ProductName,
    ImmutableArray<ReceiptPhase> Plan,
    ReceiptBackup? Backup,
    ReceiptOperator? Operator,
    DateTimeOffset Started,
    DateTimeOffset Floor,
    string Language)
{
    /// <summary>What is known once stick and instrument are.</summary>
    /// <param name="release">The staged release.</param>
    /// <param name="identified">The instrument and its mode.</param>
    /// <param name="osBuild">Windows' build; 0 when it could not be read.</param>
    /// <param name="started">When the session began.</param>
    /// <param name="language">The operator's language.</param>
    public static ReceiptFacts Of(
        StagedRelease release, IdentifiedInstrument identified, int osBuild, DateTimeOffset started, string language) => new(
        release.Bundle,
        release.Manifest.Campaign,
        release.Manifest.Counter,
        release.Delivery,
        new(identified.Product.Product, identified.Serial, identified.Mode.Mode, identified.Mode.Software,
            identified.SoftwareVersion.Text, osBuild),
        identified.Product.Name,
        [.. identified.Mode.Phases.Select(phase => new ReceiptPhase(phase.Id, Done: false,
            [.. phase.Steps.Select(step => new ReceiptStep(step.Id, step.Kind, StepOutcome.Pending, ""))]))],
        Backup: null,
        Operator: null,
        started,
        release.Time.Floor,
        language);

    /// <summary>The same, with the backup that was proven.</summary>
    public ReceiptFacts With(ProvenBackup proven) => this with
    {
        Backup = new(proven.Backup.ManifestDigest, proven.Backup.Manifest.Totals.Files, proven.Backup.Manifest.Totals.Bytes,
            Proven: true),
    };

    /// <summary>The mode that the delivery still expects besides this one on this instrument, or null.</summary>
    public BootMode? OtherExpectedMode
    {
        get
        {
            var others = Delivery.Instruments
                .Where(expected => expected.Serial == Instrument.Serial)
                .SelectMany(expected => expected.Modes)
                .Where(mode => mode != Instrument.Mode)
                .ToList();
            return others.Count == 0 ? null : others[0];
        }
    }
}
