using System.Collections.Immutable;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Staging;
using PatchKit.Shared;

namespace PatchKit.Applier.Sessions;

/// <summary>What of earlier updates takes room on the instrument: backups, what their undo needs, this program's copy.</summary>
internal static class KeptThings
{
    /// <summary>All of it, measured now. A folder that cannot be read to its end counts as far as it could be.</summary>
    public static ImmutableArray<KeptThing> Read(SessionHost host) =>
    [
        .. RecordedBackups.LatestFirst(host).Select(folder => Measured(host, "backup", folder)),
        .. new ApplicationFolders(host.Files, host.State).Begun()
            .Where(one => host.Files.Directory.Exists(one.Undo))
            .Select(one => Measured(host, "undo-data", one.Undo)),
        .. ProgramCopy.FolderIn(host.Files, host.State) is var program && host.Files.Directory.Exists(program)
            ? [Measured(host, "program", program)]
            : Array.Empty<KeptThing>(),
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
/// <param name="Kind"><c>backup</c>, <c>undo-data</c> or <c>program</c>.</param>
/// <param name="Folder">Its folder on the host.</param>
/// <param name="Bytes">What its files hold.</param>
internal sealed record KeptThing(string Kind, string Folder, long Bytes);
