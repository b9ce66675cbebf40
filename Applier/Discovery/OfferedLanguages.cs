using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Discovery;

/// <summary>
/// The languages that a person is offered before anything is verified: those of the program's own screens, and those that a
/// delivery on a removable drive names. Nothing else is taken from there, and it need not be true: who chooses a language that
/// the campaign does not speak reads English.
/// </summary>
internal sealed class OfferedLanguages(IFileSystem files, IDrives drives)
{
    // As many as a screen of 24 lines shows.
    private const int Most = 5;
    private const int MostFiles = 20;

    /// <summary>The languages, the program's own first.</summary>
    public ImmutableArray<string> List()
    {
        var named = new List<string>();
        Fault.Try(() =>
        {
            foreach (var drive in drives.List().Where(drive => drive.Removable))
                named.AddRange(On(drive.Root));
        });
        return [.. LocalizedText.Languages.Concat(named).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    private IEnumerable<string> On(string root)
    {
        var folder = files.Path.Combine(StickLayout.Targets.Under(root), RoleRules.Deliveries);
        if (!files.Directory.Exists(folder))
            return [];
        return files.Directory.EnumerateFiles(folder, "*.json").Take(MostFiles).Order(StringComparer.Ordinal)
            .SelectMany(path => Named(path));
    }

    private ImmutableArray<string> Named(string path)
    {
        ImmutableArray<string> named = [];
        Fault.Try(() =>
        {
            if (PlainFile.FaultOf(files, path) is null && files.FileInfo.New(path).Length <= Delivery.Format.Longest
                && Delivery.Format.Read(files.File.ReadAllBytes(path), path).TryGet(out var delivery, out _))
                named = delivery.Languages;
        });
        return named;
    }
}
