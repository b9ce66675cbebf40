using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Removes a file. One that is held open is waited for; then its holders are named. A folder of that name is never touched.
/// </summary>
internal sealed class DeleteFile(DeleteFileStep step, StepContext context) : StepWork<DeleteFileStep, FileBefore>(step, context)
{
    private readonly KeptFile _file = new(context, step.Target, "old");

    protected override Task<ProbeAnswer> ReadBackOwn(FileBefore? before, CancellationToken cancel) =>
        Task.FromResult(Context.Probes.Ask(new FileProbe(Its.Target) { Exists = false }));

    protected override Task<FileBefore> CaptureOwn(CancellationToken cancel) =>
        Context.Files.Directory.Exists(_file.Target)
            ? throw new InstrumentFault(Its.Target.Text, "it is a folder, and only files are removed")
            : Task.FromResult(_file.Capture());

    protected override async Task<string?> ApplyOwn(FileBefore before, CancellationToken cancel) =>
        await _file.DeleteWhenFree(cancel) is { } locked ? throw new InstrumentFault(Its.Target.Text, locked) : null;

    protected override Task UndoOwn(FileBefore before, CancellationToken cancel) => _file.PutBack(before, cancel);

    protected override ProbeAnswer ReadBackUndoneOwn(FileBefore before) => _file.IsAsBefore(before);
}
