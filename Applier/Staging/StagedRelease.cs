using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Staging;

/// <summary>What was copied from the stick, once, and verified: the only thing that later stages use.</summary>
/// <param name="Content">Private folder with the bundle's files, on the host.</param>
/// <param name="Delivery">The signed delivery.</param>
/// <param name="Bundle">The bundle by name and digest.</param>
/// <param name="Manifest">The bundle's manifest.</param>
/// <param name="Signers">Who signed the bundle, for people.</param>
/// <param name="Until">When the first of its signatures expires.</param>
/// <param name="Time">The time that counted.</param>
/// <param name="ForeignFiles">Files on the stick that are none of ours; ignored.</param>
internal sealed record StagedRelease(
    string Content,
    Delivery Delivery,
    DeliveredBundle Bundle,
    BundleManifest Manifest,
    ImmutableArray<KeyHolder> Signers,
    DateTimeOffset Until,
    TrustedTime Time,
    ImmutableArray<string> ForeignFiles)
{
    /// <summary>The reports of media gateways that lie on the stick.</summary>
    public ImmutableArray<KioskReport> KioskReports { get; init; } = [];

    /// <summary>The full notice in a language, Markdown; in English when the bundle does not speak it.</summary>
    public string Notice(IFileSystem files, string language) =>
        files.File.ReadAllText((Manifest.Notices.TryGetValue(language, out var path)
            || Manifest.Notices.TryGetValue(language.Split('-')[0], out path)
                ? path
                : Manifest.Notices[LocalizedText.English]).Under(Content));
}
