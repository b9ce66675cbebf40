namespace PatchKit.Shared;

/// <summary>
/// The exit codes of both programs that are no refusal; that of a refusal is the value of its <see cref="RefusalCode"/>.
/// docs/exit-codes.md lists all.
/// </summary>
public static class ExitCodes
{
    /// <summary>Done, and proven.</summary>
    public const int Done = 0;

    /// <summary>Stopped by Ctrl-C before anything was changed.</summary>
    public const int Interrupted = 130;

    /// <summary>All is well so far, and a restart is wanted; start the Applier again afterwards.</summary>
    public const int RestartPending = 3;

    /// <summary>Not everything is done: some mode of some instrument is outstanding.</summary>
    public const int Outstanding = 4;
}
