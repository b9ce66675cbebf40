using System.Globalization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// The places on a stick. One list for the Packager that writes and the Applier that reads; media-layout/README.md explains it.
/// </summary>
public static class StickLayout
{
    /// <summary>
    /// Says that this medium is a stick of this kit and names its delivery. Not signed: it is a name to look up, nothing more.
    /// </summary>
    public static MediaPath Marker { get; } = MediaPath.Of("patchkit-stick.json");

    /// <summary>The release: TUF metadata and targets.</summary>
    public static MediaPath Release { get; } = MediaPath.Of("release");

    /// <summary>TUF metadata.</summary>
    public static MediaPath Metadata { get; } = MediaPath.Of("release/metadata");

    /// <summary>TUF targets: bundles, the list of withdrawn ones, the delivery.</summary>
    public static MediaPath Targets { get; } = MediaPath.Of("release/targets");

    /// <summary>The Applier for Windows, to be started by the operator.</summary>
    public static MediaPath Applier { get; } = MediaPath.Of("applier");

    /// <summary>Receipts, written by the Applier.</summary>
    public static MediaPath Receipts { get; } = MediaPath.Of("receipts");

    /// <summary>What to do first, in each language.</summary>
    public static IReadOnlyList<MediaPath> StartHere { get; } = [
        .. LocalizedText.Languages.Select(language => MediaPath.Of($"START-HERE.{language}.txt"))];

    /// <summary>
    /// The signed list's companion for <c>sha256sum -c</c>: made from it, for the site's IT. Not what the programs go by.
    /// </summary>
    public static MediaPath FileList { get; } = MediaPath.Of("FILES.sha256");

    /// <summary>The signed list for a spreadsheet.</summary>
    public static MediaPath FileTable { get; } = MediaPath.Of("FILES.csv");

    /// <summary>The signed list for paper.</summary>
    public static MediaPath FilePage { get; } = MediaPath.Of("FILES.html");

    /// <summary>What is made from the signed list, for people.</summary>
    public static IReadOnlyList<MediaPath> Companions { get; } = [FileList, FileTable, FilePage];

    /// <summary>Every name at the top of a stick that is ours.</summary>
    public static IReadOnlyList<string> TopLevel { get; } =
    [
        Marker.Text, Release.Text, Applier.Text, Receipts.Text, .. Companions.Select(path => path.Text),
        .. StartHere.Select(path => path.Text),
    ];

    /// <summary>Target path of a bundle.</summary>
    public static MediaPath Bundle(BundleId bundle) => MediaPath.Of($"bundles/{bundle.Text}.zip");

    /// <summary>Target path of the signed list of withdrawn bundles.</summary>
    public static MediaPath Withdrawn { get; } = MediaPath.Of("bundles/withdrawn.json");

    /// <summary>Target path of a stick's delivery.</summary>
    public static MediaPath Delivery(StickId stick) => MediaPath.Of($"deliveries/{stick.Text}.json");

    /// <summary>Target path of a stick's encrypted bundle; its delivery names it by digest.</summary>
    public static MediaPath Locked(StickId stick) => MediaPath.Of($"deliveries/{stick.Text}.locked.zip");

    /// <summary>Target path of a stick's signed list. No stick's name has a dot, so it is nobody's delivery.</summary>
    public static MediaPath SignedList(StickId stick) => MediaPath.Of($"deliveries/{stick.Text}.files.json");

    /// <summary>
    /// What lies at a place that the signed list may name, or null. No place of a listed file: the list itself and the metadata
    /// that sign it, which are made after it and which the trust workflow verifies; receipts, which come later.
    /// </summary>
    public static StickFileKind? KindOf(MediaPath path) =>
        path == Marker ? StickFileKind.Marker
        : Companions.Contains(path) ? StickFileKind.Companion
        : StartHere.Contains(path) ? StickFileKind.StartHere
        : Below(path, Applier) ? StickFileKind.Applier
        : Below(path, Targets) && !path.Text.EndsWith(ListEnding, StringComparison.OrdinalIgnoreCase) ? StickFileKind.Target
        : Below(path, Metadata) && path.Text.EndsWith(RootEnding, StringComparison.OrdinalIgnoreCase) ? StickFileKind.Root
        : null;

    private const string ListEnding = ".files.json";
    private const string RootEnding = ".root.json";

    private static bool Below(MediaPath path, MediaPath folder) =>
        path.Text.StartsWith(folder.Text + "/", StringComparison.Ordinal);

    /// <summary>
    /// The receipt of one application; its readable twin has the extension <c>.txt</c> instead of <c>.dsse.json</c>. The
    /// receipt's number in its boot mode makes the name unique, whatever the clock says.
    /// </summary>
    public static MediaPath Receipt(SerialNumber serial, ModeId mode, DateTimeOffset finished, long number) =>
        Receipts.Append(string.Create(
        CultureInfo.InvariantCulture,
            $"{serial.FileName}-{mode.Text}-{finished.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{number}.dsse.json"));
}
