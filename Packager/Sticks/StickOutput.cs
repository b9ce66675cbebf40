using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Sticks;

/// <summary>The folder that becomes a stick, looked at before anything is signed.</summary>
/// <param name="files">The disk.</param>
/// <param name="target">The stick's root.</param>
internal sealed class StickOutput(IFileSystem files, string target)
{
    // Metadata, lists, receipts to come.
    private const long Slack = 16 << 20;
    private const int MostNames = 8;
    private const string WriteTrial = ".patchkit-write-trial";

    /// <summary>
    /// Asks a person: may what is left of an earlier stick go, may the stick stand beside somebody's files? Null takes no answer
    /// for a no.
    /// </summary>
    public Func<string, bool>? GoOn { get; init; }

    /// <summary>Whether an earlier stick may be removed, when the person agrees; else it is refused.</summary>
    public bool MayEmpty { get; init; }

    /// <summary>Whether an earlier stick is to be removed before this one is written.</summary>
    public bool IsToBeEmptied { get; private set; }

    /// <summary>Why no stick can be written there, or null. Nothing is removed by asking.</summary>
    /// <param name="lengths">The lengths of the files that will be written.</param>
    public Refusal? FaultFor(IReadOnlyCollection<long> lengths)
    {
        try
        {
            if (files.File.Exists(target))
                return Taken(target, "this is a file, not a folder");
            return TargetDrive.FaultFor(files, target) ?? Earlier() ?? Unwritable(lengths) ?? NotEmpty();
        }
        catch (Exception e) when (Fault.Is(e) || e is ArgumentException)
        {
            return new Refusal(RefusalCode.AccessDenied, target, $"nothing can be written there: {e.Message}");
        }
    }

    /// <summary>What lies there already and is none of ours: it stays, and is not listed.</summary>
    public IReadOnlyList<ForeignFile> Foreign() => files.Directory.Exists(target)
        && new StickFolder(files, target).Names().TryGet(out var names, out _) ? names.Foreign : [];

    /// <summary>Why it is not to be wiped, or null: it is no stick, or no place for one.</summary>
    public Refusal? WhyNotWiped() => TargetDrive.FaultFor(files, target) is { } fault ? fault
        : StickLayout.TopLevel.Any(IsThere) ? null
        : new(RefusalCode.StickNotFound, target, "nothing of a stick of this kit lies in it");

    /// <summary>The receipts on it; their readable twins, made of them, aside.</summary>
    public IReadOnlyList<string> Receipts()
    {
        var folder = StickLayout.Receipts.Under(target);
        return files.Directory.Exists(folder)
            ? [
                .. files.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Where(path => !SystemLitter.Is(files.Path.GetFileName(path)))
                    .Where(path => !(path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)
                        && files.File.Exists(files.Path.ChangeExtension(path, ".dsse.json")))),
            ]
            : [];
    }

    /// <summary>What of a stick is there.</summary>
    public IReadOnlyList<string> Remains() => [.. StickLayout.TopLevel.Where(IsThere)];

    /// <summary>Removes what is ours of an earlier stick, the marker first, and nothing else.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Empty()
    {
        foreach (var name in StickLayout.TopLevel.Where(IsThere))
        {
            var path = files.Path.Combine(target, name);
            if (files.Directory.Exists(path) && PlainFile.FaultOf(files, path) is null)
                files.Directory.Delete(path, recursive: true);
            else
                files.File.Delete(path);
        }
    }

    private Refusal? Earlier()
    {
        if (StickLayout.TopLevel.FirstOrDefault(IsThere) is not { } name)
            return null;
        var place = files.Path.Combine(target, name);
        if (!MayEmpty)
            return Taken(place, $"'{name}' of an earlier stick lies in it; empty it first");
        var receipts = StickLayout.Receipts.Under(target);
        if (files.Directory.Exists(receipts) && files.Directory.EnumerateFileSystemEntries(receipts).Any())
            return Taken(receipts, "receipts of an earlier stick lie in it, and nobody but this stick may have them: take them " +
                "into the ledger first ('packager receive'), then remove that folder yourself");
        IsToBeEmptied = GoOn?.Invoke($"{target} holds an earlier stick, or a part of one. Remove that?") == true;
        return IsToBeEmptied
            ? null
            : Taken(place, $"'{name}' of an earlier stick lies in it; give --empty to have it removed, or empty it yourself");
    }

    private Refusal? Unwritable(IReadOnlyCollection<long> lengths)
    {
        var there = Nearest();
        var trial = files.Path.Combine(there, WriteTrial);
        // That of a run that was cut off.
        files.File.Delete(trial);
        using (files.FileStream.New(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            // An empty file is proof enough.
        }

        files.File.Delete(trial);
        var drive = files.DriveInfo.New(there);
        if (TargetDrive.LongestFile(drive) is { } longest && lengths.Any(length => length > longest))
            return new Refusal(RefusalCode.SpaceLacking, target,
                $"a file of {lengths.Max()} bytes goes on it, and {drive.DriveFormat} holds none of more than {longest}: " +
                "format it with exFAT");
        var cluster = TargetDrive.Cluster(drive);
        var room = drive.AvailableFreeSpace + (IsToBeEmptied ? Ours() : 0);
        var needed = lengths.Sum(length => (length + cluster - 1) / cluster * cluster) + Slack;
        return room >= needed
            ? null
            : new Refusal(RefusalCode.SpaceLacking, target, $"the stick takes {needed} bytes, and {room} are free")
                .With(new Fact.Bytes(needed), new Fact.Bytes(room));
    }

    // What operating systems leave is nobody's.
    private Refusal? NotEmpty()
    {
        var others = Foreign().Where(one => !one.OfSystem).Select(one => one.Name).ToList();
        if (others.Count == 0)
            return null;
        var names = others.Count <= MostNames
            ? string.Join(", ", others)
            : $"{string.Join(", ", others.Take(MostNames))} and {others.Count - MostNames} more";
        return GoOn?.Invoke($"{target} is not empty: {names}. Write the stick beside that?") == true
            ? null
            : new Refusal(RefusalCode.Declined, target, $"it is not empty: {names}. Empty it, or give --yes: then the stick is " +
                "written beside that, and does not list it");
    }

    private long Ours() => StickLayout.TopLevel.Where(name => files.Directory.Exists(files.Path.Combine(target, name)))
        .SelectMany(name => files.Directory.EnumerateFiles(files.Path.Combine(target, name), "*", SearchOption.AllDirectories))
        .Sum(path => files.FileInfo.New(path).Length);

    private bool IsThere(string name) =>
        files.File.Exists(files.Path.Combine(target, name)) || files.Directory.Exists(files.Path.Combine(target, name));

    private string Nearest()
    {
        var at = files.Path.GetFullPath(target);
        while (!files.Directory.Exists(at) && files.Path.GetDirectoryName(at) is { } above)
            at = above;
        return at;
    }

    private static Refusal Taken(string place, string reason) => new Refusal(RefusalCode.OutputExists, place, reason);
}
