using System.IO.Abstractions;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Applying;

/// <summary>
/// What files of a plan have that goes with the old file: a successor that takes a name is neither encrypted nor compressed by
/// Windows, and the file's further names stay with what was before. A person is told before they agree.
/// </summary>
internal sealed class ReplacedLooks(IFileSystem files, IInstrument instrument, IOperator person)
{
    /// <summary>Looks at the files that these steps change, and says what would go.</summary>
    public void Tell(IEnumerable<Step> steps)
    {
        var (plain, linked) = (new List<string>(), new List<string>());
        foreach (var path in steps.SelectMany(step => step.ChangedFiles).Distinct())
        {
            // What cannot be looked at cannot be kept either: its step says so, and nothing is changed.
            Fault.Try(() =>
            {
                var file = instrument.Places.OnHost(path.Text);
                if (!files.File.Exists(file))
                    return;
                if ((files.File.GetAttributes(file) & FileLook.Plain) != 0)
                    plain.Add(path.Text);
                using var stream = files.FileStream.New(
                    file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                if (FileFacts.Of(files, stream, file) is { Names: > 1 })
                    linked.Add(path.Text);
            });
        }

        Say(Note.ReplacedPlain, plain);
        Say(Note.ReplacedLinked, linked);
    }

    private void Say(Note note, List<string> found)
    {
        if (found is [var first, ..])
            person.Tell(new Noted(note, found.Count, first));
    }
}
