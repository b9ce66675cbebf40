namespace PatchKit.Applier.Instruments;

/// <summary>Runs scripts of a bundle.</summary>
internal interface IScripts
{
    /// <summary>Whether this host can run a script with this extension.</summary>
    bool CanRun(string extension);

    /// <summary>Runs one; its time limit kills the whole process tree.</summary>
    Task<ScriptRun> Run(ScriptCall call, CancellationToken cancel);

    /// <summary>
    /// Processes that scripts have started here and that are still at work after them, each as <c>name (id)</c>. Not seen: what
    /// an earlier start of the Applier ran, and on Linux one that has left its script's session.
    /// </summary>
    IReadOnlyList<string> Left();
}

/// <summary>One call of a script.</summary>
/// <param name="File">The staged script, on the host.</param>
/// <param name="Verb"><c>check</c>, <c>apply</c> or <c>undo</c>.</param>
/// <param name="State">A private folder for the script's own undo data.</param>
/// <param name="Language">The operator's language.</param>
/// <param name="Limit">Time limit.</param>
internal sealed record ScriptCall(string File, string Verb, string State, string Language, TimeSpan Limit);

/// <summary>How a script ended.</summary>
/// <param name="ExitCode">Its exit code; null when it was killed at its limit.</param>
/// <param name="Output">Standard output, its last 64 KiB.</param>
/// <param name="Reason">The last line of standard error; may be empty.</param>
internal sealed record ScriptRun(int? ExitCode, string Output, string Reason);
