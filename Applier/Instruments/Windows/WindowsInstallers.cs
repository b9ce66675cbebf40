using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Serialization;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Runs MSI packages and MSP patches by msiexec, MSU updates by wusa, and EXE installers by themselves. What an MSI would replace
/// is kept before, so that an undo can install it again.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsInstallers(
    IFileSystem files, TimeProvider time, WindowsRegistry registry, IInventory inventory, StartedLock held) : IInstallers
{
    private readonly FormerProducts _former = new(files);
    private readonly InstallerProcess _programs = new(files, time, held);
    private readonly WindowsPatches _patches = new(registry, new(files, time, held));
    private readonly WindowsUpdates _updates = new(files, new(files, time, held), inventory);

    /// <inheritdoc/>
    public string Capture(InstallerCall call) => Encoding.UTF8.GetString(InstallerCapture.Format.Write(
        InstallerKinds.Of(call.File) switch
        {
            InstallerKind.Package => OfPackage(call),
            InstallerKind.Patch => new(null, false, []) { Patch = WindowsPatches.Capture(call.File) },
            InstallerKind.Update => new(null, false, []) { Update = _updates.Capture(call) },
            InstallerKind.Program => new(null, false, []),
            _ => throw new InstrumentFault(call.File, "an installer is an .msi, .msp, .msu or .exe"),
        }));

    private InstallerCapture OfPackage(InstallerCall call)
    {
        var product = ProductOf(call.File);
        var replaced = FormerProducts.TakenBy(call.File, product);
        return new(product, InstallerDatabase.IsInstalled(product) && !replaced.Contains(product),
            [.. replaced.Select(code => _former.Keep(code, call.Log))]);
    }

    /// <inheritdoc/>
    public string? Unreplaceable(InstallerCall call) => InstallerKinds.Of(call.File) switch
    {
        InstallerKind.Patch => _patches.Irremovable(call.File),
        InstallerKind.Update => _updates.Irremovable(call),
        _ => FormerProducts.TakenBy(call.File, ProductOf(call.File)).Select(_former.Lacking)
            .FirstOrDefault(lacking => lacking is not null),
    };

    private static string ProductOf(string package) => InstallerDatabase.Property(package, "ProductCode")
        ?? throw new InstrumentFault(package, "the package has no product code");

    /// <inheritdoc/>
    public Task<int> Install(InstallerCall call, CancellationToken cancel) => InstallerKinds.Of(call.File) switch
    {
        InstallerKind.Package => _programs.Msiexec($"/i \"{call.File}\"", call.Arguments, call.Log, call.Limit),
        InstallerKind.Patch => _patches.Install(call),
        InstallerKind.Update => _updates.Install(call),
        _ => _programs.Program(call.File, call.Arguments, call.Log, call.Limit),
    };

    /// <inheritdoc/>
    public Task<int> Undo(InstallerCall call, string captured, CancellationToken cancel) => Read(captured, call.File) switch
    {
        { Product: { } product } before => UndoPackage(call, before, product),
        { Patch: { } patch } => _patches.Undo(call, patch),
        { Update: { } update } => _updates.Undo(call, update),
        _ when call.UndoArguments.IsDefaultOrEmpty => Task.FromResult(ExitCode.Done),
        _ => _programs.Program(call.File, call.UndoArguments, call.Log, call.Limit),
    };

    private async Task<int> UndoPackage(InstallerCall call, InstallerCapture before, string product)
    {
        var code = before.WasInstalled || !InstallerDatabase.IsInstalled(product)
            ? ExitCode.Done
            : await _programs.Msiexec($"/x {product}", call.UndoArguments, call.Log, call.Limit);
        if (!ExitCode.WentWell(code))
            return code;
        // A program in use is what makes a removal want a restart, and nothing unusual: what stood before comes back all the
        // same.
        var restart = code is ExitCode.RestartWanted or ExitCode.RestartBegun ? code : ExitCode.Done;
        var ended = await InstallKept(before, call.Log, call.Limit);
        return ended == ExitCode.Done ? restart : ended;
    }

    /// <inheritdoc/>
    public string? Unkept(string product)
    {
        try
        {
            var codes = Called(product).ToList();
            return codes.Count == 0 && new WindowsProducts(registry).Find(product) is not null
                ? $"{product} was not installed by Windows Installer; its own program has to remove it"
                : codes.Select(_former.Lacking).FirstOrDefault(lacking => lacking is not null);
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return $"whether {product} could be put back cannot be read: {fault.Message}";
        }
    }

    /// <inheritdoc/>
    public string CaptureRemoval(RemovalCall call) => Encoding.UTF8.GetString(InstallerCapture.Format.Write(new InstallerCapture(
        null, false, call.Program is null ? [.. Called(call.Product).Select(code => _former.Keep(code, call.Log))] : [])));

    /// <inheritdoc/>
    public async Task<int> Remove(RemovalCall call, string captured, CancellationToken cancel)
    {
        if (call.Program is { } program)
            return await _programs.Program(program, call.Arguments, call.Log, call.Limit);
        var code = ExitCode.Done;
        foreach (var old in Read(captured, call.Product).Replaced)
        {
            if (ExitCode.WentWell(code) && InstallerDatabase.IsInstalled(old.Product))
                code = await _programs.Msiexec($"/x {old.Product}", [], $"{call.Log}.{old.Product}.log", call.Limit);
        }

        return code == ExitCode.NotInstalled ? ExitCode.Done : code;
    }

    /// <inheritdoc/>
    public Task<int> PutBack(RemovalCall call, string captured, CancellationToken cancel) =>
        InstallKept(Read(captured, call.Product), call.Log, call.Limit);

    private async Task<int> InstallKept(InstallerCapture before, string log, InstallerLimit limit)
    {
        var code = ExitCode.Done;
        foreach (var old in before.Replaced)
        {
            if (ExitCode.WentWell(code) && !InstallerDatabase.IsInstalled(old.Product))
                code = await _programs.Msiexec($"/i \"{old.Package}\" {(old.ForAllUsers ? "ALLUSERS=1" : "ALLUSERS=\"\"")}", [],
                    $"{log}.{old.Product}.log", limit);
        }

        return code == ExitCode.NotInstalled ? ExitCode.Done : code;
    }

    private static IEnumerable<string> Called(string product) => InstallerDatabase.Products().Where(code =>
        InstallerDatabase.IsInstalled(code) && string.Equals(
            InstallerDatabase.Info(code, "InstalledProductName"), product, StringComparison.OrdinalIgnoreCase));

    private static InstallerCapture Read(string captured, string place) =>
        InstallerCapture.Format.Read(Encoding.UTF8.GetBytes(captured), place).TryGet(out var before, out var refusal)
            ? before
            : throw new InstrumentFault(refusal.Place, refusal.Reason);
}

/// <summary>What an undo needs; the text that the journal keeps.</summary>
/// <param name="Product">Product code of the package; null where it is none.</param>
/// <param name="WasInstalled">Whether that very product was installed before in this version: then it is not removed.</param>
/// <param name="Replaced">Products that the package would replace.</param>
internal sealed record InstallerCapture(
    string? Product,
    [property: JsonRequired] bool WasInstalled,
    [property: JsonRequired] ImmutableArray<KeptPackage> Replaced)
{
    /// <summary>The patch that the installer is.</summary>
    public CapturedPatch? Patch { get; init; }

    /// <summary>The update of Windows that the installer is.</summary>
    public CapturedUpdate? Update { get; init; }

    /// <summary>As it stands in the journal.</summary>
    public static JsonFormat<InstallerCapture> Format { get; } = new("what was captured", InstallerCaptureJson.Default, 1 << 20)
    {
        Depth = 8,
    };
}

/// <summary>A product that was installed before, and the copy of its package.</summary>
/// <param name="Product">Its code.</param>
/// <param name="Package">The copy.</param>
/// <param name="ForAllUsers">Whether it was installed for all users, whatever its package says by itself.</param>
internal sealed record KeptPackage(
    [property: JsonRequired] string Product,
    [property: JsonRequired] string Package,
    [property: JsonRequired] bool ForAllUsers);

/// <summary>JSON of <see cref="InstallerCapture"/>.</summary>
[JsonSerializable(typeof(InstallerCapture))]
internal sealed partial class InstallerCaptureJson : JsonSerializerContext;
