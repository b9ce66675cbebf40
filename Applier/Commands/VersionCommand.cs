using System.CommandLine;
using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary><c>applier version</c>: version and the fingerprint of the compiled root, to compare with the letter.</summary>
internal static class VersionCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files)
    {
        var command = new Command("version", "Print the version and the fingerprint of the root that is compiled in.");
        command.SetAction(_ =>
        {
            if (!PinnedRoot.Open(files, null, rehearsal: false).TryGet(out var root, out var refusal))
                return StatusCommand.Refuse(refusal);
            Console.Out.WriteLine($"applier {InstrumentOptions.Version}{Environment.NewLine}{root.Fingerprint}");
            return ExitCodes.Done;
        });
        return command;
    }
}
