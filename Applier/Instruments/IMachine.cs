namespace PatchKit.Applier.Instruments;

/// <summary>Facts about the machine that no step changes.</summary>
internal interface IMachine
{
    /// <summary>Reads them anew.</summary>
    MachineFacts Read();

    /// <summary>
    /// Names the machine's run since it was last started: another name after a restart, and no other one before. Setting the
    /// clock changes nothing in it, and a shutdown that only puts the system to sleep on the disk (Fast Startup) is none.
    /// </summary>
    string Boot();

    /// <summary>
    /// Starts a harmless script and sees whether it does what it says: of policies that are read one may be missing.
    /// </summary>
    /// <param name="extension">Of which kind, for example <c>.cmd</c>.</param>
    /// <returns>Why a script of this kind does not run here; null when it does.</returns>
    string? RefusesScripts(string extension);

    /// <summary>
    /// Keeps the machine from going to sleep by itself until it is disposed, and lets it tell whoever logs off or shuts it down
    /// what is at work. Nothing holds a person who insists, or a power cut: whoever calls this is safe without it.
    /// </summary>
    /// <param name="reason">What a person is told, in their language.</param>
    /// <param name="ending">
    /// Called, once and on a thread of its own, when they insist: what is at work has the time until it is disposed, or until
    /// Windows loses patience.
    /// </param>
    IDisposable StayAwake(string reason, Action ending);
}

/// <summary>What preflight asks of the machine. A null means: could not be read, and counts as bad.</summary>
/// <param name="OsName">For people.</param>
/// <param name="OsBuild">Windows build number, for example 14393.</param>
/// <param name="Elevated">Whether the program has administrator rights.</param>
/// <param name="PendingRestart">Why a restart is wanted, or empty when none is.</param>
/// <param name="PendingFiles">Files that the next start replaces, on the host.</param>
/// <param name="OtherModeHibernated">Whether the other boot mode sleeps on the disk.</param>
/// <param name="FastStartup">Whether Windows' Fast Startup is on, so that a shutdown hibernates.</param>
/// <param name="OnBattery">Whether it runs on a battery.</param>
/// <param name="BatteryPercent">Charge, when there is a battery.</param>
/// <param name="BlockingPolicy">A policy that would block unsigned programs or scripts, or empty.</param>
/// <param name="InstallerBusy">Whether an installation is under way.</param>
internal sealed record MachineFacts(
    string OsName,
    int? OsBuild,
    bool? Elevated,
    string? PendingRestart,
    IReadOnlyList<string>? PendingFiles,
    bool? OtherModeHibernated,
    bool? FastStartup,
    bool? OnBattery,
    int? BatteryPercent,
    string? BlockingPolicy,
    bool? InstallerBusy)
{
    /// <summary>A policy that keeps Windows Installer from installing, or empty.</summary>
    public string? InstallerPolicy { get; init; } = "";

    /// <summary>A policy that keeps PowerShell from running scripts as they are, or empty.</summary>
    public string? PowerShellPolicy { get; init; } = "";
}
