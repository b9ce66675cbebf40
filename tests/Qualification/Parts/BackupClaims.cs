using System.Globalization;
using System.IO.Compression;
using System.Runtime.Versioning;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Shared.Disks;

namespace PatchKit.Qualification.Parts;

/// <summary>What a person finds of a backup.</summary>
[SupportedOSPlatform("windows")]
internal static class BackupClaims
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("backup.rights", "A file's owner and own rights are given, read back, and go with its name", site =>
        {
            const string Wanted = "O:BAG:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)";
            var (target, successor) = (site.File("pkq-rights.txt", "old"), site.File("pkq-rights.new", "new"));
            site.Instrument.Extras.SetSecurity(successor, Wanted);
            DurableFile.Rename(site.Files, successor, target);
            var seen = site.Instrument.Extras.SecurityOf(target);
            return Evidence.Of(seen == Wanted, seen ?? "none");
        }),
        Claim.Now("backup.owner", "A file is given to an account that does not run this program", site =>
        {
            const string Wanted = "O:SYG:SYD:";
            var target = site.File("pkq-owner.txt", "old");
            site.Instrument.Extras.SetSecurity(target, Wanted);
            var seen = site.Instrument.Extras.SecurityOf(target);
            return Evidence.Of(seen == Wanted, seen ?? "none");
        }),
        Claim.Now("backup.streams", "A stream beside a file is written, listed and read", site =>
        {
            var target = site.File("pkq-streams.txt", "old");
            var stream = site.Instrument.Extras.StreamPath(target, "pkq")!;
            using (var written = site.Files.FileStream.New(stream, FileMode.Create, FileAccess.Write))
                written.Write("beside"u8);
            var listed = site.Instrument.Extras.StreamsOf(target);
            var text = File.ReadAllText(stream);
            return Evidence.Of(listed is [{ Name: "pkq", Size: 6 }] && text == "beside" && File.ReadAllText(target) == "old",
                $"{string.Join(", ", listed)}; it holds '{text}'");
        }),
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
