using System.Collections.Immutable;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// The whole backups on this boot mode's disk, the latest first. The order is that of the journals that name them: a backup's own
/// time, which its name ends with, is that of a clock that may have been wrong. Those that no journal names come last, by name.
/// </summary>
internal static class RecordedBackups
{
    /// <summary>Their folders, full paths on the host.</summary>
    public static ImmutableArray<string> LatestFirst(SessionHost host)
    {
        var files = host.Files;
        var named = Named(host).Select(one => files.Path.Combine(one.Place, one.Id));
        var folder = files.Path.Combine(host.State, "backups");
        var others = files.Directory.Exists(folder) ? files.Directory.EnumerateDirectories(folder) : [];
        return
        [
            .. named.Concat(others.OrderDescending(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)
                .Where(backup => files.File.Exists(files.Path.Combine(backup, BackupPlace.ManifestName))),
        ];
    }

    /// <summary>
    /// The digest of a backup's manifest as a journal of this boot mode noted it before the first change; null when none names
    /// the backup, so that there is nothing to compare it with.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="folder">The backup's full path.</param>
    public static Sha256Digest? DigestOf(SessionHost host, string folder) => Named(host)
        .FirstOrDefault(one => string.Equals(host.Files.Path.GetFullPath(host.Files.Path.Combine(one.Place, one.Id)), folder,
            OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))?.Manifest;

    // The latest first.
    private static IEnumerable<KeptBackup> Named(SessionHost host) =>
        AllApplications.Read(host.Files, host.Clock, new ApplicationFolders(host.Files, host.State)).TryGet(out var all, out _)
            ? all.Applications.Select(one => one.Backup)
            : [];

    /// <summary>What each of them says of itself; one that cannot be read is left out.</summary>
    public static IEnumerable<RecordedBackup> Read(SessionHost host)
    {
        var json = new BackupJsonFile(host.Files);
        foreach (var folder in LatestFirst(host))
        {
            if (json.ReadManifest(host.Files.Path.Combine(folder, BackupPlace.ManifestName), null).TryGet(out var read, out _))
                yield return new(folder, read.Manifest.Taken, read.Manifest.Mode, read.Manifest.Totals.Files,
                    read.Manifest.Totals.Bytes);
        }
    }
}

/// <summary>A backup as a list tells of it.</summary>
/// <param name="Folder">Its folder on the host.</param>
/// <param name="Taken">When it was complete, by the clock of that time, UTC.</param>
/// <param name="Mode">The boot mode.</param>
/// <param name="Files">How many files it holds.</param>
/// <param name="Bytes">Their length.</param>
internal sealed record RecordedBackup(string Folder, DateTimeOffset Taken, string Mode, long Files, long Bytes);
