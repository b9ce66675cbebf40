using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Abstractions;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Serialization;
using PatchKit.Shared;
using PatchKit.Shared.Json;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Runs MSI packages by msiexec and EXE installers by themselves. What an MSI would replace is kept before, so that an undo can
/// install it again.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsInstallers(IFileSystem files, TimeProvider time, WindowsRegistry registry, StartedLock held)
    : IInstallers
{
    private const int Done = 0;
    private const int NotInstalled = 1605; // ERROR_UNKNOWN_PRODUCT
    private const int RestartBegun = 1641; // ERROR_SUCCESS_REBOOT_INITIATED
    private const int RestartWanted = 3010; // ERROR_SUCCESS_REBOOT_REQUIRED
    private const int LogFailed = 1622; // ERROR_INSTALL_LOG_FAILURE

    private readonly FormerProducts _former = new(files);

    /// <inheritdoc/>
    public string Capture(InstallerCall call)
    {
        if (!IsPackage(call.File))
        {
            return IsProgram(call.File)
                ? Encoding.UTF8.GetString(InstallerCapture.Format.Write(new InstallerCapture(null, false, [])))
                : throw new InstrumentFault(call.File, "an installer is an .msi or an .exe");
        }

        var product = ProductOf(call.File);
        var replaced = FormerProducts.TakenBy(call.File, product);
        return Encoding.UTF8.GetString(InstallerCapture.Format.Write(new InstallerCapture(
            product, InstallerDatabase.IsInstalled(product) && !replaced.Contains(product),
            [.. replaced.Select(code => _former.Keep(code, call.Log))])));
    }

    /// <inheritdoc/>
    public string? Unreplaceable(InstallerCall call) =>
        FormerProducts.TakenBy(call.File, ProductOf(call.File)).Select(_former.Lacking)
            .FirstOrDefault(lacking => lacking is not null);

    private static string ProductOf(string package) => InstallerDatabase.Property(package, "ProductCode")
        ?? throw new InstrumentFault(package, "the package has no product code");

    /// <inheritdoc/>
    public Task<int> Install(InstallerCall call, CancellationToken cancel) => IsPackage(call.File)
        ? Msiexec($"/i \"{call.File}\"", call.Arguments, call.Log, call.Limit)
        : Run(call.File, call.Arguments, call.Log, call.Limit);

    /// <inheritdoc/>
    public async Task<int> Undo(InstallerCall call, string captured, CancellationToken cancel)
    {
        var before = Read(captured, call.File);
        if (before.Product is null)
            return call.UndoArguments.IsDefaultOrEmpty
                ? Done
                : await Run(call.File, call.UndoArguments, call.Log, call.Limit);
        var code = before.WasInstalled || !InstallerDatabase.IsInstalled(before.Product)
            ? Done
            : await Msiexec($"/x {before.Product}", call.UndoArguments, call.Log, call.Limit);
        if (!WentWell(code))
            return code;
        // A program in use is what makes a removal want a restart, and nothing unusual: what stood before comes back all the
        // same.
        var restart = code is RestartWanted or RestartBegun ? code : Done;
        var ended = await InstallKept(before, call.Log, call.Limit);
        return ended == Done ? restart : ended;
    }

    private static bool WentWell(int code) => code is Done or NotInstalled or RestartWanted or RestartBegun;

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
            return await Run(program, call.Arguments, call.Log, call.Limit);
        var code = Done;
        foreach (var old in Read(captured, call.Product).Replaced)
        {
            if (WentWell(code) && InstallerDatabase.IsInstalled(old.Product))
                code = await Msiexec($"/x {old.Product}", [], $"{call.Log}.{old.Product}.log", call.Limit);
        }

        return code == NotInstalled ? Done : code;
    }

    /// <inheritdoc/>
    public Task<int> PutBack(RemovalCall call, string captured, CancellationToken cancel) =>
        InstallKept(Read(captured, call.Product), call.Log, call.Limit);

    private async Task<int> InstallKept(InstallerCapture before, string log, InstallerLimit limit)
    {
        var code = Done;
        foreach (var old in before.Replaced)
        {
            if (WentWell(code) && !InstallerDatabase.IsInstalled(old.Product))
                code = await Msiexec($"/i \"{old.Package}\" {(old.ForAllUsers ? "ALLUSERS=1" : "ALLUSERS=\"\"")}", [],
                    $"{log}.{old.Product}.log", limit);
        }

        return code == NotInstalled ? Done : code;
    }

    private static IEnumerable<string> Called(string product) => InstallerDatabase.Products().Where(code =>
        InstallerDatabase.IsInstalled(code) && string.Equals(
            InstallerDatabase.Info(code, "InstalledProductName"), product, StringComparison.OrdinalIgnoreCase));

    private static InstallerCapture Read(string captured, string place) =>
        InstallerCapture.Format.Read(Encoding.UTF8.GetBytes(captured), place).TryGet(out var before, out var refusal)
            ? before
            : throw new InstrumentFault(refusal.Place, refusal.Reason);

    private async Task<int> Msiexec(string action, ImmutableArray<string> arguments, string log, InstallerLimit limit)
    {
        var program = files.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.System), "msiexec.exe");
        var properties = arguments.IsDefaultOrEmpty ? "" : " " + string.Join(' ', arguments.Select(Property));
        var code = await Run(new(program, $"{action} /qn /norestart /l*v \"{log}\"{properties}"), log, limit, held);
        // A log that cannot be written decides nothing.
        return code == LogFailed ? await Run(new(program, $"{action} /qn /norestart{properties}"), log, limit, held) : code;
    }

    // What a setup leaves running is the product's own: it holds nothing of ours.
    private Task<int> Run(string program, ImmutableArray<string> arguments, string log, InstallerLimit limit) =>
        Run(new(program, arguments.IsDefault ? [] : arguments), log, limit, null);

    // Windows Installer works in a service: to end the program that waits for it would end nothing, and its end would not be
    // known. So it is waited for, whoever asked for it. Source: Windows Installer, "_MSIExecute Mutex".
    private async Task<int> Run(ProcessStartInfo start, string log, InstallerLimit limit, StartedLock? lent)
    {
        var folder = files.Path.GetDirectoryName(log)!;
        Fault.Try(() => files.Directory.CreateDirectory(folder));
        start.WorkingDirectory = files.Directory.Exists(folder) ? folder : files.Path.GetDirectoryName(start.FileName)!;
        StartedProgram running;
        try
        {
            running = StartedProgram.Start(start, files, time, Stream.Null, Stream.Null, lent);
        }
        catch (System.ComponentModel.Win32Exception wrong)
        {
            throw WindowsFault.Of(start.FileName, "the installer cannot be started", wrong.NativeErrorCode);
        }

        if (await EndWithin(running, limit.Usual) is { } inTime)
            return inTime;
        if (lent is null && !WindowsMachine.InstallerBusy())
        {
            await running.Kill();
            throw new InstrumentFault(start.FileName,
                $"the installer did not end within {limit.Usual.TotalMinutes:0} minutes and was ended");
        }

        limit.Late();
        return await EndWithin(running, limit.Longest) ?? throw new InstrumentFault(start.FileName,
            $"the installer did not end within {(limit.Usual + limit.Longest).TotalMinutes:0} minutes; it was left at work");
    }

    private async Task<int?> EndWithin(StartedProgram running, TimeSpan longest)
    {
        using var limit = new CancellationTokenSource(longest, time);
        try
        {
            return await running.End(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    // msiexec wants NAME="a value", with the quotes after the equals sign and doubled inside; a backslash before the closing one
    // would take it for a part of the value, and with it all that follows. Source: Windows Installer, command-line options.
    private static string Property(string argument)
    {
        var cut = argument.IndexOf('=', StringComparison.Ordinal);
        if (cut < 0 || !argument.AsSpan(cut).ContainsAny(' ', '\t', '"'))
            return argument;
        var value = argument[(cut + 1)..].Replace("\"", "\"\"", StringComparison.Ordinal);
        return $"{argument[..cut]}=\"{value}{(value.EndsWith('\\') ? "\\" : "")}\"";
    }

    private static bool IsPackage(string file) => file.EndsWith(".msi", StringComparison.OrdinalIgnoreCase);

    private static bool IsProgram(string file) => file.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What an undo needs; the text that the journal keeps.</summary>
/// <param name="Product">Product code of the package; null for an EXE.</param>
/// <param name="WasInstalled">Whether that very product was installed before in this version: then it is not removed.</param>
/// <param name="Replaced">Products that the package would replace.</param>
internal sealed record InstallerCapture(
    string? Product,
    [property: JsonRequired] bool WasInstalled,
    [property: JsonRequired] ImmutableArray<KeptPackage> Replaced)
{
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
