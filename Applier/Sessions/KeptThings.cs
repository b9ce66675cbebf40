using System.Collections.Immutable;
using PatchKit.Applier.Applying;
using PatchKit.Shared;

namespace PatchKit.Applier.Sessions;

/// <summary>What of earlier updates takes room on the instrument: backups, and what their undo needs.</summary>
internal static class KeptThings
{
    /// <summary>All of it, measured now. A folder that cannot be read to its end counts as far as it could be.</summary>
    public static ImmutableArray<KeptThing> Read(SessionHost host) =>
    [
        .. RecordedBackups.LatestFirst(host).Select(folder => Measured(host, "backup", folder)),
        .. new ApplicationFolders(host.Files, host.State).Begun()
            .Where(one => host.Files.Directory.Exists(one.Undo))
            .Select(one => Measured(host, "undo-data", one.Undo)),
    ];

    private static KeptThing Measured(SessionHost host, string kind, string folder)
    {
        var bytes = 0L;
        Fault.Try(() =>
        {
            foreach (var file in host.Files.DirectoryInfo.New(folder).EnumerateFiles("*", SearchOption.AllDirectories))
                bytes += file.Length;
        });
        return new(kind, folder, bytes);
    }
}

/// <summary>Something that is kept.</summary>
/// <param name="Kind"><c>backup</c> or <c>undo-data</c>.</param>
/// <param name="Folder">Its folder on the host.</param>
/// <param name="Bytes">What its files hold.</param>
internal sealed record KeptThing(string Kind, string Folder, long Bytes);
