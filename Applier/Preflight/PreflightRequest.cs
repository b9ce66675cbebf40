using System.Collections.Immutable;
using PatchKit.Applier.Discovery;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Preflight;

/// <summary>What preflight judges.</summary>
/// <param name="Instrument">The instrument and its running mode.</param>
/// <param name="Delivery">The signed delivery.</param>
/// <param name="Manifest">The bundle's manifest.</param>
/// <param name="Time">The time that counts.</param>
/// <param name="HighestCounter">The highest release counter of this campaign that was applied in this mode; null when none
/// was.</param>
/// <param name="Space">What will be written, and where.</param>
/// <param name="Reserve">Whether the room is proven by really taking it; false only asks the drives, and writes nothing.</param>
internal sealed record PreflightRequest(
    IdentifiedInstrument Instrument,
    Delivery Delivery,
    BundleManifest Manifest,
    TrustedTime Time,
    long? HighestCounter,
    ImmutableArray<SpaceNeed> Space,
    bool Reserve)
{
    /// <summary>Whether the stick shows that the mode that comes before this one is done.</summary>
    public bool EarlierShown { get; init; }

    /// <summary>The reports of media gateways that lie on the stick.</summary>
    public ImmutableArray<KioskReport> KioskReports { get; init; } = [];
}

/// <summary>Room that will be needed.</summary>
/// <param name="Folder">On the host; it need not be there yet.</param>
/// <param name="Bytes">At the peak.</param>
internal sealed record SpaceNeed(string Folder, long Bytes)
{
    // Journal, logs, receipts, state files: bytes that are always wanted free.
    private const long Slack = 16 << 20;

    /// <summary>
    /// What an application needs on the instrument's own disk: backup, its trial restore and the undo data; the bundle's files
    /// lie there twice.
    /// </summary>
    /// <param name="stateFolder">The Applier's own folder.</param>
    /// <param name="saved">Bytes that backup, trial restore and undo data take together.</param>
    /// <param name="manifest">The bundle's manifest.</param>
    public static SpaceNeed Of(string stateFolder, long saved, BundleManifest manifest) =>
        new(stateFolder, saved + (2 * manifest.Files.Sum(file => file.Length)) + Slack);
}
