using System.Collections.Immutable;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments;

/// <summary>Runs installers: MSI, MSP, MSU and EXE on Windows, stand-in packages in a rehearsal.</summary>
internal interface IInstallers
{
    /// <summary>Captures what an undo will need, before anything is changed: any text, kept in the journal.</summary>
    string Capture(InstallerCall call);

    /// <summary>
    /// Why what stands now could not be brought back: a product that a package replaces, or what a patch changes; null when all
    /// could. Asked before the first change of the plan.
    /// </summary>
    string? Unreplaceable(InstallerCall call);

    /// <summary>Installs, and tells the exit code. An exit code is not evidence: the step's proof is.</summary>
    Task<int> Install(InstallerCall call, CancellationToken cancel);

    /// <summary>Brings back what <see cref="Capture"/> saw, and tells the exit code. Safe to call twice.</summary>
    Task<int> Undo(InstallerCall call, string captured, CancellationToken cancel);

    /// <summary>
    /// Why a product that Windows Installer has installed could not be put back after its removal; null when it could, or when
    /// nothing of it is installed.
    /// </summary>
    string? Unkept(string product);

    /// <summary>Captures what <see cref="PutBack"/> will need, before the removal: any text, kept in the journal.</summary>
    string CaptureRemoval(RemovalCall call);

    /// <summary>Removes what <see cref="CaptureRemoval"/> saw, and tells the exit code. Safe to call twice.</summary>
    Task<int> Remove(RemovalCall call, string captured, CancellationToken cancel);

    /// <summary>
    /// Installs again what <see cref="CaptureRemoval"/> saw and the port itself has kept, and tells the exit code. Safe to call
    /// twice.
    /// </summary>
    Task<int> PutBack(RemovalCall call, string captured, CancellationToken cancel);
}

/// <summary>One removal of a product.</summary>
/// <param name="Product">Its display name.</param>
/// <param name="Program">The EXE that removes it, on the host; null where Windows Installer does.</param>
/// <param name="Arguments">Arguments of the EXE.</param>
/// <param name="Log">Where its log goes, on the host.</param>
/// <param name="Limit">How long it may take.</param>
internal sealed record RemovalCall(
    string Product,
    string? Program,
    ImmutableArray<string> Arguments,
    string Log,
    InstallerLimit Limit);

/// <summary>One run of an installer.</summary>
/// <param name="File">The staged file, on the host.</param>
/// <param name="Payload">Where it stands in the bundle: a rehearsal finds its stand-in by this name.</param>
/// <param name="Arguments">Arguments for installing.</param>
/// <param name="UndoArguments">Arguments for removing.</param>
/// <param name="Log">Where its log goes, on the host.</param>
/// <param name="Limit">How long it may take.</param>
internal sealed record InstallerCall(
    string File,
    MediaPath Payload,
    ImmutableArray<string> Arguments,
    ImmutableArray<string> UndoArguments,
    string Log,
    InstallerLimit Limit)
{
    /// <summary>The number of the update of Windows that it installs; null where it installs none.</summary>
    public string? Update { get; init; }
}

/// <summary>
/// How long a run may take. Past its usual time an EXE is ended with all its children; Windows Installer is never ended, because
/// it goes on in a service of its own: it is waited for.
/// </summary>
/// <param name="Usual">The step's time limit.</param>
/// <param name="Longest">How much longer Windows Installer is waited for.</param>
/// <param name="Late">Called once, when the usual time is over and Windows Installer is waited for.</param>
internal sealed record InstallerLimit(TimeSpan Usual, TimeSpan Longest, Action Late);
