using System.Globalization;
using System.IO.Compression;
using System.Runtime.Versioning;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Qualification.Parts;

/// <summary>What a person finds of a backup.</summary>
[SupportedOSPlatform("windows")]
internal static class BackupClaims
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("backup.explorer", "Windows Explorer opens a zip file and lists what is in it", site =>
        {
            var zip = site.In("pkq-volume.zip");
            site.Journal.Make(ThingKind.File, zip, () =>
            {
                using var archive = ZipFile.Open(zip, ZipArchiveMode.Create);
                using var entry = archive.CreateEntry("pkq-entry.txt").Open();
                entry.Write("old"u8);
            });
            return ComThread.Run(zip, "Windows Explorer", () =>
            {
                using var shell = Automated.Made("Shell.Application");
                using var folder = shell.Call("NameSpace", zip);
                using var items = folder.Call("Items");
                var count = Convert.ToInt32(items.Get("Count"), CultureInfo.InvariantCulture);
                return Evidence.Of(count == 1, $"{count} items");
            });
        }),
    ];
}
