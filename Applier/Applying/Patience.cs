namespace PatchKit.Applier.Applying;

/// <summary>How long the steps wait and how often they try.</summary>
/// <param name="ReadBackTries">Read-backs before a disagreement counts: a service that has just started may not listen
/// yet.</param>
/// <param name="ReadBackPause">Between two read-backs.</param>
/// <param name="BusyTries">Tries of an installer or script that says it is busy.</param>
/// <param name="BusyPause">Between two of them.</param>
/// <param name="LockedTries">Tries to replace a file that somebody holds open.</param>
/// <param name="LockedPause">Between two of them.</param>
/// <param name="UndoTries">Tries to take a step back, as long as a read-back does not show its old state.</param>
/// <param name="UndoPause">Between two of them.</param>
/// <param name="LeftTries">Looks whether what steps have started is gone, before the last read-backs.</param>
/// <param name="LeftPause">Between two of them.</param>
/// <param name="IdleTries">Looks whether what keeps the instrument from being idle has passed by itself.</param>
/// <param name="IdlePause">Between two of them.</param>
/// <param name="SilenceTries">
/// Looks whether a port stays silent, before nobody's listening on it counts: a service reports that it runs before it listens.
/// </param>
/// <param name="SilencePause">Between two of them.</param>
/// <param name="InstallerTries">Looks whether an installation that outlasts its program or its time has ended.</param>
/// <param name="InstallerPause">Between two of them.</param>
/// <param name="ServiceLimit">For a service to start or stop.</param>
internal sealed record Patience(
    int ReadBackTries,
    TimeSpan ReadBackPause,
    int BusyTries,
    TimeSpan BusyPause,
    int LockedTries,
    TimeSpan LockedPause,
    int UndoTries,
    TimeSpan UndoPause,
    int LeftTries,
    TimeSpan LeftPause,
    int IdleTries,
    TimeSpan IdlePause,
    int SilenceTries,
    TimeSpan SilencePause,
    int InstallerTries,
    TimeSpan InstallerPause,
    TimeSpan ServiceLimit)
{
    /// <summary>Passwords that an operator may try.</summary>
    public const int PasswordTries = 3;

    /// <summary>How long an installation that goes on is waited for.</summary>
    public TimeSpan InstallerLongest => InstallerTries * InstallerPause;

    /// <summary>On an instrument.</summary>
    public static Patience Usual { get; } = new(
        ReadBackTries: 4, ReadBackPause: TimeSpan.FromSeconds(1),
        BusyTries: 10, BusyPause: TimeSpan.FromSeconds(30),
        LockedTries: 10, LockedPause: TimeSpan.FromSeconds(2),
        UndoTries: 3, UndoPause: TimeSpan.FromSeconds(2),
        LeftTries: 60, LeftPause: TimeSpan.FromSeconds(1),
        IdleTries: 60, IdlePause: TimeSpan.FromSeconds(3),
        SilenceTries: 15, SilencePause: TimeSpan.FromSeconds(2),
        InstallerTries: 720, InstallerPause: TimeSpan.FromSeconds(5),
        ServiceLimit: TimeSpan.FromMinutes(2));
}
