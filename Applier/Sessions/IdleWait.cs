using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;

namespace PatchKit.Applier.Sessions;

/// <summary>Waits before each change until nothing is in its way that passes by itself.</summary>
internal sealed class IdleWait(SessionHost host, IOperator person, Patience patience)
{
    /// <summary>
    /// Before each change: no question whether to stop is open, and the instrument is idle once more, since a run may have been
    /// started in the meantime.
    /// </summary>
    /// <param name="open">What the session knows of the instrument.</param>
    /// <param name="cancel">The operator wants to stop.</param>
    public ChangeGate Gate(OpenSession open, CancellationToken cancel) => async services =>
    {
        var idle = new IdleCheck(host.Files, host.Instrument, host.Clock);
        for (var attempt = 1; ; attempt++)
        {
            await person.Held(cancel).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            var report = services is null ? idle.Run(open.IdleGate) : idle.Between(open.IdleGate, services);
            if (report.Refusal(open.BrokenRuns) is not { } refusal)
                return null;
            if (!report.Finding.Passes || attempt >= patience.IdleTries)
                return refusal;
            if (attempt == 1)
            {
                person.Tell(new Noted(
                    Note.WaitingForIdle, report.Finding.Facts[1], (int)(patience.IdleTries * patience.IdlePause).TotalMinutes));
            }

            await Task.Delay(patience.IdlePause, host.Clock, cancel).ConfigureAwait(false);
        }
    };
}
