using PatchKit.Applier.Applying.Editing;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Sets members of a configuration file. The new file is made of the one that was kept before the change and takes its place in
/// one rename; what was written is read back by another parser, from the disk.
/// </summary>
internal sealed class EditConfig(EditConfigStep step, StepContext context) : StepWork<EditConfigStep, FileBefore>(step, context)
{
    private readonly KeptFile _file = new(context, step.Target, "old");

    protected override Task<ProbeAnswer> ReadBackOwn(FileBefore? before, CancellationToken cancel)
    {
        if (!Context.Files.File.Exists(_file.Target))
            return Task.FromResult(Context.Probes.Ask(new FileProbe(Its.Target)));
        var bytes = Read(_file.Target);
        var seen = Its.Edits.Select(edit => ConfigReader.Look(bytes, Its, edit)).ToList();
        var holds = seen.TrueForAll(one => one.IsSo);
        return Task.FromResult(_file.IsDressed(
            ProbeAnswer.Of(holds, $"{Its.Target}: {string.Join("; ", seen.Select(one => one.Seen))}",
                new FileObservation(Its.Target.Text, FileState.File) { Bytes = bytes.Length, Contains = holds }), before));
    }

    protected override Task<FileBefore> CaptureOwn(CancellationToken cancel)
    {
        if (!Context.Files.File.Exists(_file.Target))
            throw new InstrumentFault(Its.Target.Text, "there is no such file to edit");
        // What cannot be edited, or would not be read as it is written, is found out before anything is changed.
        Edited(Read(_file.Target));
        return Task.FromResult(_file.Capture());
    }

    protected override async Task<string?> ApplyOwn(FileBefore before, CancellationToken cancel)
    {
        var edited = Edited(_file.ReadKept(before));
        using (var content = new MemoryStream(edited))
            DurableFile.CopyAndFlush(Context.Files, content, _file.Temporary);
        return await _file.TakePlace(before, cancel);
    }

    protected override Task UndoOwn(FileBefore before, CancellationToken cancel) => _file.PutBack(before, cancel);

    protected override ProbeAnswer ReadBackUndoneOwn(FileBefore before) => _file.IsAsBefore(before);

    private byte[] Edited(byte[] bytes)
    {
        var edited = ConfigEditor.Edit(bytes, Its);
        foreach (var edit in Its.Edits)
        {
            if (ConfigReader.Look(edited, Its, edit) is { IsSo: false } look)
                throw new InstrumentFault(Its.Target.Text, $"it cannot be edited safely: afterwards {look.Seen}");
        }

        return edited;
    }

    private byte[] Read(string path) => Context.Files.FileInfo.New(path).Length <= ProbeReader.MaxTextBytes
        ? Context.Files.File.ReadAllBytes(path)
        : throw new InstrumentFault(Its.Target.Text, $"it has more than {ProbeReader.MaxTextBytes} bytes");
}
