using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Instruments;

/// <summary>
/// The machine that the Applier works on, as the boot mode that runs now sees it. Two implementations: Windows, and a rehearsal
/// folder.
/// </summary>
/// <remarks>
/// A port that changes something also reads back, by another path than the change where the machine offers one. Ports throw
/// <see cref="InstrumentFault"/> (or an IO exception) when the machine says no; the stages catch it in one place each.
/// </remarks>
internal interface IInstrument
{
    /// <summary>True when the machine is make-believe: everything written then says REHEARSAL.</summary>
    bool IsRehearsal { get; }

    /// <summary>Build, rights, power, pending restart.</summary>
    IMachine Machine { get; }

    /// <summary>Volumes and removable drives.</summary>
    IDrives Drives { get; }

    /// <summary>Where the instrument's paths are on the host, and where the Applier keeps its state.</summary>
    IPlaces Places { get; }

    /// <summary>Registry values.</summary>
    IRegistry Registry { get; }

    /// <summary>Windows services.</summary>
    IServices Services { get; }

    /// <summary>Local accounts and groups.</summary>
    IAccounts Accounts { get; }

    /// <summary>The firewall's profiles.</summary>
    IFirewall Firewall { get; }

    /// <summary>Installed products.</summary>
    IProducts Products { get; }

    /// <summary>Updates, scheduled tasks, certificates.</summary>
    IInventory Inventory { get; }

    /// <summary>Running an installer.</summary>
    IInstallers Installers { get; }

    /// <summary>Running a script.</summary>
    IScripts Scripts { get; }

    /// <summary>Running processes.</summary>
    IProcesses Processes { get; }

    /// <summary>TCP ports that are listened on.</summary>
    IListeners Listeners { get; }

    /// <summary>What the disks keep of a file beside bytes, times and attributes.</summary>
    IFileExtras Extras => NoFileExtras.Instance;

    /// <summary>A keyboard on the screen; null when the machine has no such thing.</summary>
    IScreenKeyboard? Keyboard => null;

    /// <summary>Renames at the next start; null when the machine has no such thing.</summary>
    IRestartMoves? RestartMoves => null;
}

/// <summary>The machine said no.</summary>
/// <param name="place">What was touched: a service, a key, an account.</param>
/// <param name="reason">What the machine answered, with its error number.</param>
/// <param name="inner">The exception behind it.</param>
internal sealed class InstrumentFault(string place, string reason, Exception? inner = null)
    : FaultException($"{place}: {reason}", inner)
{
    /// <summary>What was touched.</summary>
    public string Place { get; } = place;

    /// <summary>What the machine answered.</summary>
    public string Reason { get; } = reason;

    /// <summary>How a program ended, when one did, in a receipt's words.</summary>
    public Observation? Observed { get; init; }
}
