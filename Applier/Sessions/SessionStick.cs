using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;

namespace PatchKit.Applier.Sessions;

/// <summary>The stick of one session: found once, and from then on the same one or none.</summary>
/// <param name="finder">Looks at the drives.</param>
/// <param name="chosen">A folder named on the command line, or null to look at the removable drives.</param>
/// <param name="leftovers">Sweeps what an earlier start has left on it, as soon as it is found.</param>
internal sealed class SessionStick(StickFinder finder, string? chosen, Leftovers leftovers)
{
    private FoundStick? _found;

    /// <summary>
    /// The stick as it is plugged in now. Asked before each write to it: neither another stick nor an empty drive that has taken
    /// its place gets what belongs to it.
    /// </summary>
    /// <returns>The stick; what <see cref="StickFinder.Find"/> refuses with, or StickGone.</returns>
    public Result<FoundStick> Present()
    {
        var present = _found is null ? finder.Find(chosen) : finder.FindAgain(_found);
        if (present.TryGet(out var stick, out _))
        {
            if (_found is null)
                leftovers.SweepStick(stick.Drive.Root);
            _found = stick;
        }

        return present;
    }

    /// <summary>Lets go of the stick, if there was one and it is still there, so that it may be pulled.</summary>
    /// <returns>Why it is not certain that all is on it; null when it is.</returns>
    public string? Release(IDrives drives) =>
        _found is not null && Present().TryGet(out var stick, out _) && stick.Drive.Removable
            ? drives.Release(stick.Drive)
            : null;
}
