using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Room on the disk that is kept for an undo: really written, and given back when the undo begins, so that a disk that fills up
/// while a plan is applied cannot keep the old state from coming back.
/// </summary>
internal sealed class Reserve(IFileSystem files, string path)
{
    private const int JournalBytes = 1024 * 1024;

    /// <summary>Takes room for the journal's last records and for the largest file that the plan changes.</summary>
    /// <exception cref="IOException">There is not that much room.</exception>
    public void Take(ApplyRequest request, IPlaces places)
    {
        var largest = request.Phases.SelectMany(phase => phase.Steps).SelectMany(step => step.ChangedFiles)
            .Select(path => files.FileInfo.New(places.OnHost(path.Text)))
            .Max(file => file.Exists ? file.Length : (long?)0) ?? 0;
        using var stream = files.FileStream.New(path, FileMode.Create, FileAccess.Write, FileShare.None);
        var zeros = new byte[JournalBytes];
        for (var left = JournalBytes + largest; left > 0; left -= zeros.Length)
            stream.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        stream.FlushToDisk();
    }

    /// <summary>Gives the room back.</summary>
    public void Release() => files.File.Delete(path);
}
