using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// The facts of <c>machine.json</c>. A fact left out there plays one that cannot be read. Files that wait for a restart are those
/// of <c>restart-moves.json</c>, and those that <c>machine.json</c> names as if another program had asked for it.
/// </summary>
internal sealed class RehearsalMachine(RehearsalFolder folder, IPlaces places, RehearsalRestartMoves moves) : IMachine
{
    /// <inheritdoc/>
    public MachineFacts Read()
    {
        var machine = folder.Read(MakeBelieveMachine.FileName, RehearsalFormats.Machine);
        return new(
            machine.OsName,
            machine.OsBuild,
            machine.Elevated,
            machine.PendingRestart,
            [.. moves.Waiting, .. machine.PendingFiles.Select(places.OnHost)],
            machine.OtherModeHibernated,
            machine.FastStartup,
            machine.OnBattery,
            machine.BatteryPercent,
            machine.BlockingPolicy,
            machine.InstallerBusy)
        {
            InstallerPolicy = machine.InstallerPolicy,
            PowerShellPolicy = machine.PowerShellPolicy,
        };
    }

    /// <inheritdoc/>
    public string Boot() => moves.Boot;

    /// <inheritdoc/>
    public string? RefusesScripts(string extension) =>
        folder.Read(MakeBelieveMachine.FileName, RehearsalFormats.Machine).RefusesScripts is { Length: > 0 } why ? why : null;

    /// <inheritdoc/>
    public IDisposable StayAwake(string reason, Action ending) => Stream.Null;
}

/// <summary>The file <c>machine.json</c> of a boot mode; see <see cref="MachineFacts"/>.</summary>
internal sealed record MakeBelieveMachine(
    [property: JsonRequired] string OsName,
    int? OsBuild,
    bool? Elevated,
    string? PendingRestart,
    bool? OtherModeHibernated,
    bool? FastStartup,
    bool? OnBattery,
    int? BatteryPercent,
    string? BlockingPolicy,
    bool? InstallerBusy)
{
    /// <summary>Its name.</summary>
    public const string FileName = "machine.json";

    /// <summary>
    /// What an installer says. With 0, 3010 and 1641 it has done its work; with any other code it has done nothing.
    /// </summary>
    public int? InstallerExitCode { get; init; }

    /// <summary>See <see cref="MachineFacts.InstallerPolicy"/>; none when left out.</summary>
    public string InstallerPolicy { get => field ?? ""; init; }

    /// <summary>See <see cref="MachineFacts.PowerShellPolicy"/>; none when left out.</summary>
    public string PowerShellPolicy { get => field ?? ""; init; }

    /// <summary>See <see cref="IMachine.RefusesScripts"/>; nothing does when left out.</summary>
    public string RefusesScripts { get => field ?? ""; init; }

    /// <summary>Whether a write filter forgets at the next start what is written now; not when left out.</summary>
    public bool WriteFilter { get; init; }

    /// <summary>Files that another program lets the next start replace, as an antivirus does at each start.</summary>
    public ImmutableArray<string> PendingFiles { get => field.IsDefault ? [] : field; init; }

    /// <summary>Calls (<c>services.configure</c>) that say success and do nothing.</summary>
    public ImmutableArray<string> Lies { get => field.IsDefault ? [] : field; init; }

    /// <summary>Calls that fail, each with what the machine answers.</summary>
    public ImmutableSortedDictionary<string, string> Faults
    {
        get =>
        field ?? ImmutableSortedDictionary<string, string>.Empty; init;
    }
}
