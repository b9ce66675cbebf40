using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Serialization;
using CliWrap;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Json;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Runs MSI packages by msiexec and EXE installers by themselves. What an MSI would replace is kept before, so that an undo can
/// install it again.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsInstallers(IFileSystem files, TimeProvider time) : IInstallers
{
    private const int Done = 0;
    private const int NotInstalled = 1605; // ERROR_UNKNOWN_PRODUCT
    private const int LogFailed = 1622; // ERROR_INSTALL_LOG_FAILURE

    /// <inheritdoc/>
    public string Capture(InstallerCall call)
    {
        if (!IsPackage(call.File))
        {
            return IsProgram(call.File)
                ? Encoding.UTF8.GetString(InstallerCapture.Format.Write(new InstallerCapture(null, false, [])))
                : throw new InstrumentFault(call.File, "an installer is an .msi or an .exe");
        }

        var product = InstallerDatabase.Property(call.File, "ProductCode")
            ?? throw new InstrumentFault(call.File, "the package has no product code");
        var replaced = InstallerDatabase.Property(call.File, "UpgradeCode") is { } upgrade
            ? InstallerDatabase.Related(upgrade)
            : [];
        var kept = replaced.Where(code => !SameCode(code, product)).Select(code => Keep(code, call)).ToList();
        var isInstalled = InstallerDatabase.IsInstalled(product);
        // A minor upgrade keeps the product's code: then an undo removes the product and installs its former package.
        var isOther = isInstalled
            && InstallerDatabase.Info(product, "VersionString") != InstallerDatabase.Property(call.File, "ProductVersion");
        if (isOther)
            kept.Add(Keep(product, call));
        return Encoding.UTF8.GetString(InstallerCapture.Format.Write(
            new InstallerCapture(product, isInstalled && !isOther, [.. kept])));
    }

    /// <inheritdoc/>
    public Task<int> Install(InstallerCall call, CancellationToken cancel) => IsPackage(call.File)
        ? Msiexec($"/i \"{call.File}\"", call.Arguments, call, call.Log, cancel)
        : Run(call.File, string.Join(' ', call.Arguments.Select(Quoted)), call, cancel);

    /// <inheritdoc/>
    public async Task<int> Undo(InstallerCall call, string captured, CancellationToken cancel)
    {
        if (!InstallerCapture.Format.Read(Encoding.UTF8.GetBytes(captured), call.File).TryGet(out var before, out var refusal))
            throw new InstrumentFault(refusal.Place, refusal.Reason);
        if (before.Product is null)
            return call.UndoArguments.IsDefaultOrEmpty
                ? Done
                : await Run(call.File, string.Join(' ', call.UndoArguments.Select(Quoted)), call, cancel);
        var code = before.WasInstalled || !InstallerDatabase.IsInstalled(before.Product)
            ? Done
            : await Msiexec($"/x {before.Product}", call.UndoArguments, call, call.Log, cancel);
        foreach (var old in before.Replaced)
        {
            if (code is Done or NotInstalled && !InstallerDatabase.IsInstalled(old.Product))
                code = await Msiexec($"/i \"{old.Package}\"", [], call, $"{call.Log}.{old.Product}.log", cancel);
        }

        return code == NotInstalled ? Done : code;
    }

    // Windows keeps the package of every installed product, under a name of its own; removing the product removes it.
    private KeptPackage Keep(string product, InstallerCall call)
    {
        var cached = InstallerDatabase.Info(product, "LocalPackage");
        if (string.IsNullOrEmpty(cached) || !files.File.Exists(cached))
            throw new InstrumentFault(product,
                "the package of a product that would be replaced is not on this machine, so that an undo could not install it " +
                "again");
        var folder = files.Path.GetDirectoryName(call.Log)!;
        files.Directory.CreateDirectory(folder);
        var kept = files.Path.Combine(folder, $"{files.Path.GetFileNameWithoutExtension(call.Log)}-{product}.msi");
        DurableFile.Copy(files, cached, kept);
        return new(product, kept);
    }

    private async Task<int> Msiexec(string action, ImmutableArray<string> arguments, InstallerCall call, string log,
        CancellationToken cancel)
    {
        var program = files.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.System), "msiexec.exe");
        var properties = arguments.IsDefaultOrEmpty ? "" : " " + string.Join(' ', arguments.Select(Property));
        var code = await Run(program, $"{action} /qn /norestart /l*v \"{log}\"{properties}", call, cancel);
        // A log that cannot be written decides nothing.
        return code == LogFailed ? await Run(program, $"{action} /qn /norestart{properties}", call, cancel) : code;
    }

    private async Task<int> Run(string program, string arguments, InstallerCall call, CancellationToken cancel)
    {
        var folder = files.Path.GetDirectoryName(call.Log)!;
        Fault.Try(() => files.Directory.CreateDirectory(folder));
        using var limit = new CancellationTokenSource(call.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            var ended = await Cli.Wrap(program)
                .WithArguments(arguments)
                .WithWorkingDirectory(files.Directory.Exists(folder) ? folder : files.Path.GetDirectoryName(call.File)!)
                .WithValidation(CommandResultValidation.None)
                // The token ends the installer at once, with everything that it started.
                .ExecuteAsync(either.Token);
            return ended.ExitCode;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new InstrumentFault(call.File,
                $"the installer did not end within {call.Limit.TotalMinutes:0} minutes and was ended");
        }
        catch (System.ComponentModel.Win32Exception wrong)
        {
            throw WindowsFault.Of(call.File, "the installer cannot be started", wrong.NativeErrorCode);
        }
    }

    // msiexec wants NAME="a value", with the quotes after the equals sign and doubled inside. Source: Windows Installer,
    // command-line options.
    private static string Property(string argument)
    {
        var cut = argument.IndexOf('=', StringComparison.Ordinal);
        return cut < 0 || !argument.AsSpan(cut).ContainsAny(' ', '\t', '"')
            ? argument
            : $"{argument[..cut]}=\"{argument[(cut + 1)..].Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Quoted(string argument) => argument.AsSpan().ContainsAny(' ', '\t')
        ? $"\"{argument.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : argument;

    private static bool SameCode(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

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
internal sealed record KeptPackage([property: JsonRequired] string Product, [property: JsonRequired] string Package);

/// <summary>JSON of <see cref="InstallerCapture"/>.</summary>
[JsonSerializable(typeof(InstallerCapture))]
internal sealed partial class InstallerCaptureJson : JsonSerializerContext;
