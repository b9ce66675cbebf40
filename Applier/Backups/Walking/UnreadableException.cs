using PatchKit.Shared;

namespace PatchKit.Applier.Backups.Walking;

/// <summary>A source could not be read; a fault of the destination is never one of these.</summary>
internal sealed class UnreadableException(string path, Exception cause) : Exception(Say(cause), cause)
{
    /// <summary>The path on the instrument.</summary>
    public string Path { get; } = path;

    /// <summary>What it means for the mandatory set.</summary>
    public Refusal Refusal =>
        new(RefusalCode.BackupFailed, Path, $"it has to be backed up and cannot be read: {Message}")
        {
            Facts = [Path, Message],
            Wording = "Backup_Unreadable",
        };

    /// <summary>One short sentence for a list of what could not be read: the walk had seen it there.</summary>
    public static string Say(Exception cause) => Fault.KindOf(cause) == FaultKind.Missing
        ? "it went away while the backup was taken, or its name cannot be read"
        : Fault.Reason(cause);
}
