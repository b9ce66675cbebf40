using System.IO.Abstractions;
using System.Text.Json.Serialization;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// A make-believe instrument in a folder of readable files: its boot modes, each with its drives, services, accounts, firewall,
/// registry and products. Everything on it is really changed and really read back. Format: docs/formats/rehearsal-instrument.md.
/// </summary>
internal sealed class RehearsalInstrument : IInstrument
{
    /// <summary>The version of the folder's format.</summary>
    public const string SchemaVersion = "1.0";

    private RehearsalInstrument(RehearsalFolder folder, RehearsalRestartMoves moves, TimeProvider time)
    {
        var drives = new RehearsalDrives(folder);
        var accounts = new RehearsalAccounts(folder);
        var places = new RehearsalPlaces(folder, drives);
        var registry = new RehearsalRegistry(folder);
        var services = new RehearsalServices(folder, accounts, new ListenSettings(folder, places));
        var products = new RehearsalProducts(folder);
        Drives = drives;
        Accounts = accounts;
        Places = places;
        Machine = new RehearsalMachine(folder, places, moves);
        Registry = registry;
        Services = services;
        Firewall = new RehearsalFirewall(folder);
        Products = products;
        var inventory = new RehearsalInventory(folder);
        Inventory = inventory;
        Installers = new RehearsalInstallers(folder, Places, registry, services, products, inventory);
        Scripts = new RehearsalScripts(folder,
            new HostScripts(folder.FileSystem, time, new StartedLock(folder.FileSystem, places.State), folder.ModeRoot));
        Processes = new RehearsalProcesses(folder, Places);
        Listeners = new RehearsalListeners(folder);
        RestartMoves = moves;
        Hand = new RehearsalHand(folder, services, registry, places);
    }

    /// <inheritdoc/>
    public bool IsRehearsal => true;

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
    public IAccounts Accounts { get; }

    /// <inheritdoc/>
    public IFirewall Firewall { get; }

    /// <inheritdoc/>
    public IProducts Products { get; }

    /// <inheritdoc/>
    public IInventory Inventory { get; }

    /// <inheritdoc/>
    public IInstallers Installers { get; }

    /// <inheritdoc/>
    public IScripts Scripts { get; }

    /// <inheritdoc/>
    public IProcesses Processes { get; }

    /// <inheritdoc/>
    public IListeners Listeners { get; }

    /// <inheritdoc/>
    public IScreenKeyboard? Keyboard { get; } = new RehearsalKeyboard();

    /// <inheritdoc/>
    public IRestartMoves? RestartMoves { get; }

    /// <summary>Does what a step asks of a person, when no person is there.</summary>
    public RehearsalHand Hand { get; }

    /// <summary>
    /// Boots the instrument in a folder: reads every file once, and refuses a folder in which one is absent or malformed.
    /// </summary>
    /// <param name="fileSystem">The host's disk.</param>
    /// <param name="folder">The instrument's folder.</param>
    /// <param name="time">For the time limits of scripts; the system's when null.</param>
    public static Result<RehearsalInstrument> Open(IFileSystem fileSystem, string folder, TimeProvider? time = null)
    {
        var root = fileSystem.Path.GetFullPath(folder);
        var file = fileSystem.Path.Combine(root, MakeBelieveInstrument.FileName);
        return RehearsalFolder.TryRead(fileSystem, file, RehearsalFormats.Instrument)
            .Then(sheet => Boot(new(fileSystem, root, sheet.Booted), sheet.Starts, time ?? TimeProvider.System));
    }

    private static Result<RehearsalInstrument> Boot(RehearsalFolder folder, int starts, TimeProvider time)
    {
        try
        {
            var moves = new RehearsalRestartMoves(folder, starts);
            var instrument = new RehearsalInstrument(folder, moves, time);
            instrument.ReadEverything(folder);
            moves.CarryOut();
            return instrument;
        }
        catch (InstrumentFault wrong)
        {
            return new Refusal(RefusalCode.FormatInvalid, wrong.Place, wrong.Reason);
        }
        catch (Exception wrong) when (Fault.Is(wrong))
        {
            return new Refusal(RefusalCode.InputMissing, folder.ModeRoot, wrong.Message);
        }
    }

    private void ReadEverything(RehearsalFolder folder)
    {
        _ = Places.State;
        _ = Machine.Read();
        _ = Drives.List();
        _ = Services.AnyPending();
        _ = Accounts.Find("");
        _ = Firewall.Read();
        _ = Registry.Read(@"HKLM\", "", RegistryView.Bits64);
        _ = Products.Find("");
        _ = new RehearsalInventory(folder).All();
        _ = Processes.Running();
        _ = Listeners.On(0, null);
        _ = Hand.Steps;
        if (!folder.FileSystem.Directory.Exists(Places.OnHost(@"C:\")))
            throw new InstrumentFault(folder.ModeRoot, "the mode has no C drive");
    }
}

/// <summary>
/// The file <c>instrument.json</c>, for people but for the booted mode: the Applier learns product and serial by the campaign's
/// probes.
/// </summary>
/// <param name="Schema">Format version.</param>
/// <param name="Note">Says REHEARSAL.</param>
/// <param name="Product">The product.</param>
/// <param name="Serial">The serial number.</param>
/// <param name="Booted">The boot mode that runs.</param>
/// <param name="Starts">How often it was started: raised by whoever plays a restart.</param>
internal sealed record MakeBelieveInstrument(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] string Note,
    [property: JsonRequired] ProductId Product,
    [property: JsonRequired] SerialNumber Serial,
    [property: JsonRequired] ModeId Booted,
    int Starts = 0)
{
    /// <summary>Its name.</summary>
    public const string FileName = "instrument.json";
}
