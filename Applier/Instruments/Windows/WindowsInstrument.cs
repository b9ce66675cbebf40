using System.IO.Abstractions;
using System.Runtime.Versioning;
using PatchKit.Shared;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>This machine, as the Windows that runs now sees it. What each port calls: docs/windows.md.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsInstrument : IInstrument
{
    private WindowsInstrument(IFileSystem files, TimeProvider time)
    {
        var registry = new WindowsRegistry();
        Places = new WindowsPlaces(files);
        var held = new StartedLock(files, Places.State);
        Scripts = new HostScripts(files, time, held, instrumentRoot: null);
        Machine = new WindowsMachine(files, registry, Places, Scripts);
        Drives = new WindowsDrives(files);
        Registry = registry;
        Services = new WindowsServices(registry, time);
        Firewall = new WindowsFirewall(registry);
        Products = new WindowsProducts(registry);
        Installers = new WindowsInstallers(files, time, registry, Inventory, held);
    }

    /// <inheritdoc/>
    public bool IsRehearsal => false;

    /// <inheritdoc/>
    public IMachine Machine { get; }

    /// <inheritdoc/>
    public IDrives Drives { get; }

    /// <inheritdoc/>
    public IPlaces Places { get; }

    /// <inheritdoc/>
    public IRegistry Registry { get; }

    /// <inheritdoc/>
    public IServices Services { get; }

    /// <inheritdoc/>
    public IAccounts Accounts { get; } = new WindowsAccounts();

    /// <inheritdoc/>
    public IFirewall Firewall { get; }

    /// <inheritdoc/>
    public IProducts Products { get; }

    /// <inheritdoc/>
    public IInventory Inventory { get; } = new WindowsInventory();

    /// <inheritdoc/>
    public IInstallers Installers { get; }

    /// <inheritdoc/>
    public IScripts Scripts { get; }

    /// <inheritdoc/>
    public IProcesses Processes { get; } = new WindowsProcesses();

    /// <inheritdoc/>
    public IListeners Listeners { get; } = new WindowsListeners();

    /// <inheritdoc/>
    public IFileExtras Extras { get; } = new WindowsFileExtras();

    /// <inheritdoc/>
    public IScreenKeyboard? Keyboard { get; } = new WindowsKeyboard();

    /// <inheritdoc/>
    public IRestartMoves? RestartMoves { get; } = new WindowsRestartMoves();

    /// <summary>Opens this machine, and closes the Applier's own folder to everybody but administrators.</summary>
    /// <returns>The instrument, or AccessDenied.</returns>
    public static Result<WindowsInstrument> Open(IFileSystem files, TimeProvider time)
    {
        var instrument = new WindowsInstrument(files, time);
        try
        {
            StateFolder.Close(instrument.Places.State);
            return instrument;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return Fault.Refuse(fault, instrument.Places.State);
        }
    }
}
