using PatchKit.Applier.Backups;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Staging;
using PatchKit.Shared;

namespace PatchKit.Applier.Sessions;

/// <summary>A look at whether an update could begin.</summary>
internal sealed class Examination(SessionHost host, IOperator person)
{
    /// <summary>
    /// The stages up to the checks, on copies in a scratch folder: nothing of the instrument or the stick is changed, nothing is
    /// kept.
    /// </summary>
    /// <returns>Null when an update could begin, else what is in the way.</returns>
    public Refusal? Run(string? chosenStick)
    {
        var (states, first) = (new InstrumentStateReader(host), new FirstStages(host, person));
        person.Tell(host.Introduction(states.Read()));
        try
        {
            if (states.Read() is { Standing: Standing.Inconsistent or Standing.NotKnown } bad)
                return SessionGuard.NotFit(bad);
            if (SessionGuard.Restoring(host) is { } restoring)
                return restoring;
            if (!ScratchState.Make(host.Files, host.State).TryGet(out var scratch, out var refusal))
                return refusal;
            using var removed = scratch;
            person.Tell(new StageStarted(Stage.Discover));
            if (!new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).TryGet(out var stick, out refusal)
                || !first.Staged(new Stager(host.Files, host.Clock, scratch.Path, host.Root), stick, CancellationToken.None)
                    .TryGet(out var release, out refusal)
                || !first.Identified(release).TryGet(out var identified, out refusal))
            {
                return refusal;
            }

            person.Tell(new StageStarted(Stage.Preflight));
            var size = new BackupStage(host.Files, host.Clock, host.Instrument, person, host.Backups)
                .Measure(identified, CancellationToken.None);
            return first.Checked(release, identified, size, stick, reserve: false).Stop?.Refusal ?? size.Unreadable;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return SessionGuard.OfMachine(e);
        }
    }
}
