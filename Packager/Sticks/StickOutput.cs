using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Sticks;

/// <summary>The folder that becomes a stick, looked at before anything is signed.</summary>
/// <param name="files">The disk.</param>
/// <param name="target">The stick's root.</param>
internal sealed class StickOutput(IFileSystem files, string target)
{
    // Metadata, lists, receipts to come.
    private const long Slack = 16 << 20;
    private const string WriteTrial = ".patchkit-write-trial";

    /// <summary>Why no stick can be written there, or null.</summary>
    /// <param name="bytes">How many bytes will be written.</param>
    public Refusal? FaultFor(long bytes)
    {
        try
        {
            if (files.File.Exists(target))
                return Taken(target, "this is a file, not a folder");
            if (StickLayout.TopLevel.FirstOrDefault(IsThere) is { } name)
                return Taken(files.Path.Combine(target, name), $"'{name}' of an earlier stick lies in it; empty it first");
            var there = Nearest();
            var trial = files.Path.Combine(there, WriteTrial);
            using (files.FileStream.New(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                // An empty file is proof enough.
            }

            files.File.Delete(trial);
            var room = files.DriveInfo.New(there).AvailableFreeSpace;
            var needed = bytes + Slack;
            return room >= needed
                ? null
                : new Refusal(RefusalCode.SpaceLacking, target, $"the stick takes {needed} bytes, and {room} are free")
                    .With(new Fact.Bytes(needed), new Fact.Bytes(room));
        }
        catch (Exception e) when (Fault.Is(e) || e is ArgumentException)
        {
            return new Refusal(RefusalCode.AccessDenied, target, $"nothing can be written there: {e.Message}");
        }
    }

    /// <summary>What lies there already and is none of ours: it stays, and is not listed.</summary>
    public IReadOnlyList<ForeignFile> Foreign() => files.Directory.Exists(target)
        && new StickFolder(files, target).Names().TryGet(out var names, out _) ? names.Foreign : [];

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
