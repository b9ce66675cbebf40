using PatchKit.Shared;

namespace PatchKit.Applier.Backups.Walking;

/// <summary>A source could not be read; a fault of the destination is never one of these.</summary>
/// <param name="path">The path on the instrument.</param>
/// <param name="cause">What the machine said.</param>
/// <param name="holders">Who holds it open, where that is known.</param>
internal sealed class UnreadableException(string path, Exception cause, IReadOnlyList<string>? holders = null)
    : Exception(Say(cause) + (holders is { Count: > 0 } ? $": {string.Join(", ", holders)}" : ""), cause)
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
