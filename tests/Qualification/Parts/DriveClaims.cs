using System.Globalization;
using System.Runtime.Versioning;
using PatchKit.Applier.Instruments;

namespace PatchKit.Qualification.Parts;

/// <summary>Drives, also of kinds that this machine does not have: as virtual disks.</summary>
[SupportedOSPlatform("windows")]
internal static class DriveClaims
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("drives.system", "The system's drive is listed with its file system and its serial number", site =>
        {
            var system = Listed(site, Environment.SystemDirectory[0]);
            return Evidence.Of(system is
            {
                Removable: false, ReadOnly: false, VolumeSerial.Length: 8, FileSystem: "NTFS" or "ReFS",
            }, In(system));
        }),
        Claim.Now("drives.all", "Every drive that is ready is listed with its size", site =>
        {
            var missing = DriveInfo.GetDrives()
                .Where(drive => drive.IsReady && drive.DriveType is DriveType.Fixed or DriveType.Removable)
                .Where(drive => Listed(site, drive.Name[0])?.TotalBytes != drive.TotalSize)
                .Select(drive => drive.Name).ToList();
            return Evidence.Of(missing.Count == 0, missing.Count == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{site.Instrument.Drives.List().Count} are listed")
                : $"not so: {string.Join(", ", missing)}");
        }),
        Formatted("NTFS"), Formatted("FAT32"), Formatted("exFAT"),
        Claim.Now("drives.release", "A disk that nobody uses is let go of, and what was written to it is on it", site =>
            On(site, "pkq-release", "FAT32", letter =>
            {
                var file = $@"{letter}:\pkq-receipt.txt";
                File.WriteAllText(file, "written");
                var doubt = site.Instrument.Drives.Release(Listed(site, letter)!);
                return Evidence.Of(doubt is null && File.ReadAllText(file) == "written", doubt ?? "let go of, and taken up anew");
            })),
        Claim.Now("drives.release-used", "A disk on which somebody has a file open confirms what was written too", site =>
            On(site, "pkq-used", "FAT32", letter =>
            {
                using var used = File.Create($@"{letter}:\pkq-used.txt");
                used.Write("written"u8);
                var doubt = site.Instrument.Drives.Release(Listed(site, letter)!);
                used.Write("more"u8);
                return Evidence.Of(doubt is null, doubt ?? "it was flushed");
            })),
        Claim.Now("drives.raw", "A disk without a file system is not listed, and keeps no other from being flushed", site =>
            On(site, "pkq-raw", null, letter =>
            {
                site.Instrument.Drives.Flush();
                return Evidence.Of(Listed(site, letter) is null, In(Listed(site, letter)));
            })),
        Claim.Now("drives.read-only", "A disk that takes no writes is told, and keeps no other from being flushed", site =>
            On(site, "pkq-read-only", "NTFS", letter =>
            {
                if (VirtualDisk.AttachReadOnly(Disk("pkq-read-only")) is { } refused)
                    return Evidence.Of(false, refused);
                site.Instrument.Drives.Flush();
                return Evidence.Of(Listed(site, letter)?.ReadOnly == true, In(Listed(site, letter)));
            })),
    ];

    private static Claim Formatted(string fileSystem) => Claim.Now($"drives.{fileSystem.ToLowerInvariant()}",
        $"A drive with {fileSystem} is listed with its label", site =>
            On(site, $"pkq-{fileSystem}", fileSystem, letter =>
            {
                var listed = Listed(site, letter);
                return Evidence.Of(listed?.FileSystem == fileSystem
                    && listed.Label.Equals($"{Thing.Mark}{fileSystem}", StringComparison.OrdinalIgnoreCase), In(listed));
            }));

    private static Evidence On(Site site, string name, string? fileSystem, Func<char, Evidence> look)
    {
        var free = Enumerable.Range('P', 10).Select(letter => (char)letter)
            .First(letter => !Directory.Exists($@"{letter}:\"));
        var disk = site.In($"{name}.vhd");
        string? refused = null;
        site.Journal.Make(ThingKind.Disk, disk, () => refused = VirtualDisk.Attach(disk, free, fileSystem));
        try
        {
            return refused is null ? look(free) : Evidence.NotRun($"diskpart: {refused}");
        }
        finally
        {
            VirtualDisk.Detach(disk);
        }
    }

    private static string Disk(string name) => Path.Combine(Site.Folder, $"{name}.vhd");

    private static Drive? Listed(Site site, char letter) =>
        site.Instrument.Drives.List().FirstOrDefault(drive => drive.Root[0] == letter);

    private static string In(Drive? drive) => drive is null ? "not listed"
        : string.Create(CultureInfo.InvariantCulture,
            $"{drive.Name} {drive.FileSystem} '{drive.Label}' {drive.VolumeSerial}, removable: {drive.Removable}, " +
                $"read-only: {drive.ReadOnly}");
}
