using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Puts a payload file in the place of a file: a temporary file on the same volume, flushed, renamed over it, read back. One that
/// is held open is waited for; then its holder is named, and where the machine can, the rename is left to the next start. The new
/// file keeps owner, rights, further streams and attributes of the old one; where there was none it has the folder's rights.
/// </summary>
internal sealed class ReplaceFile(ReplaceFileStep step, StepContext context)
    : StepWork<ReplaceFileStep, FileBefore>(step, context)
{
    private readonly KeptFile _file = new(context, step.Target, "old");

    protected override Task<ProbeAnswer> ReadBackOwn(FileBefore? before, CancellationToken cancel) =>
        Task.FromResult(_file.IsDressed(
            Context.Probes.Ask(new FileProbe(Its.Target) { Sha256 = Context.Content.DigestOf(Its.Payload) }), before));

    protected override Task<FileBefore> CaptureOwn(CancellationToken cancel) => Task.FromResult(_file.Capture());

    protected override async Task<string?> ApplyOwn(FileBefore before, CancellationToken cancel)
    {
        Context.Files.Directory.CreateDirectory(Context.Files.Path.GetDirectoryName(_file.Target)!);
        var digest = DurableFile.CopyAndFlush(Context.Files, Context.Content.Verified(Its.Payload), _file.Temporary);
        if (digest != Context.Content.DigestOf(Its.Payload))
            throw new InstrumentFault(Its.Payload.Text, "the staged file changed while it was copied");
        return await _file.TakePlace(before, cancel);
    }

    protected override Task UndoOwn(FileBefore before, CancellationToken cancel) => _file.PutBack(before, cancel);

    protected override ProbeAnswer ReadBackUndoneOwn(FileBefore before) => _file.IsAsBefore(before);
}
