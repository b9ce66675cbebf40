using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Rehearsal;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>A rehearsal's instrument whose scripts run in the test and whose drives are the disk under test.</summary>
/// <param name="inner">The instrument.</param>
/// <param name="scripts">The scripts.</param>
/// <param name="disk">The disk; null for a real one.</param>
internal sealed class SimulatedInstrument(RehearsalInstrument inner, IScripts scripts, PowerCutFileSystem? disk) : IInstrument,
    IDrives
{
    /// <summary>The hand that does the steps by hand.</summary>
    public RehearsalHand Hand => inner.Hand;

    public bool IsRehearsal => inner.IsRehearsal;

    public IMachine Machine => inner.Machine;

    public IDrives Drives => this;

    public IPlaces Places => inner.Places;

    public IRegistry Registry => inner.Registry;

    public IServices Services => inner.Services;

    public IAccounts Accounts => inner.Accounts;

    public IFirewall Firewall => inner.Firewall;

    public IProducts Products => inner.Products;

    public IInventory Inventory => inner.Inventory;

    public IInstallers Installers => inner.Installers;

    public IScripts Scripts => scripts;

    public IProcesses Processes => inner.Processes;

    public IListeners Listeners => inner.Listeners;

    public IReadOnlyList<Drive> List() =>
        [.. inner.Drives.List().Select(drive => disk?.IsFull == true && !drive.Removable ? drive with { FreeBytes = 0 } : drive)];

    public string? Forgets() => null;

    public string? Release(Drive stick) => inner.Drives.Release(stick);

    public void Flush() => disk?.FlushAll();
}
