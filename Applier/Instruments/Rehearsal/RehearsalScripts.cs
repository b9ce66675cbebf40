namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// Scripts are really run, unless <c>machine.json</c> says otherwise: by a lie an application or an undo says success and was
/// never run. A check is always run.
/// </summary>
internal sealed class RehearsalScripts(RehearsalFolder folder, HostScripts host) : IScripts
{
    private const string Check = "check";

    /// <inheritdoc/>
    public bool CanRun(string extension) => host.CanRun(extension);

    /// <inheritdoc/>
    public async Task<ScriptRun> Run(ScriptCall call, CancellationToken cancel) =>
        call.Verb == Check || folder.Obeys($"scripts.{call.Verb}", call.File)
            ? await host.Run(call, cancel).ConfigureAwait(false)
            : new ScriptRun(0, "", "");

    /// <inheritdoc/>
    public IReadOnlyList<string> Left() => host.Left();
}
