using System.Collections.Immutable;
using System.Globalization;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>The files that a step says its program changes: all kept before it runs, all put back by the undo.</summary>
/// <param name="context">What the step works with.</param>
/// <param name="paths">Their full paths on the instrument.</param>
internal sealed class KeptFiles(StepContext context, ImmutableArray<InstrumentPath> paths)
{
    private readonly ImmutableArray<KeptFile> _files =
        [.. paths.Select((path, index) =>
            new KeptFile(context, path, string.Create(CultureInfo.InvariantCulture, $"files/{index + 1}")))];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _files.IsEmpty;

    /// <summary>Keeps them as they stand, in their order.</summary>
    public ImmutableArray<FileBefore> Capture() => [.. _files.Select(file => file.Capture())];

    /// <summary>What is seen of the first that does not stand as it was captured; null when all do.</summary>
    public ProbeAnswer? Altered(ImmutableArray<FileBefore> before) =>
        _files.Zip(before, (file, then) => file.IsAsBefore(then)).FirstOrDefault(answer => !answer.Holds);

    /// <summary>Brings them back; harmless where they stand already.</summary>
    public async Task PutBack(ImmutableArray<FileBefore> before, CancellationToken cancel)
    {
        foreach (var (file, then) in _files.Zip(before))
            await file.PutBack(then, cancel);
    }
}
