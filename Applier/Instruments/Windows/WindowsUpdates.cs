using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Runtime.Versioning;
using System.Text.Json.Serialization;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Updates of Windows (.msu): installed by wusa, removed by DISM. Since Windows 10, wusa does not remove without a question any
/// more, and says so in the event log alone (Windows client, "Deprecated features": wusa.exe /uninstall /kb /quiet).
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsUpdates(IFileSystem files, InstallerProcess programs, IInventory inventory)
{
    // What wusa looks at to find out whether the update fits; it is no package.
    private const string Scan = "WSUSSCAN.cab";

    /// <summary>Why an update could not be removed again, or null.</summary>
    /// <exception cref="InstrumentFault">It cannot be read.</exception>
    public string? Irremovable(InstallerCall call) => Packages(call).FirstOrDefault(one => one.IsPermanent) is { } permanent
        ? $"Windows never removes {permanent.Identity} again: it says of itself that it is permanent"
        : null;

    /// <summary>What an undo removes: the update's packages; none where the update is installed already.</summary>
    /// <exception cref="InstrumentFault">It cannot be read.</exception>
    public CapturedUpdate Capture(InstallerCall call) => new(
        inventory.HasHotfix(Number(call)) ? [] : [.. Packages(call).Select(package => package.Identity)]);

    /// <summary>Installs it. wusa keeps no log but Windows' own, Setup among the events.</summary>
    public async Task<int> Install(InstallerCall call) => ExitCode.OfUpdate(
        await programs.OfWindows("wusa.exe", $"\"{call.File}\" /quiet /norestart", call.Log, call.Limit));

    /// <summary>Removes its packages.</summary>
    public async Task<int> Undo(InstallerCall call, CapturedUpdate before)
    {
        var code = ExitCode.Done;
        foreach (var package in before.Packages)
        {
            var ended = ExitCode.OfUpdate(await programs.OfWindows("dism.exe",
                $"/Online /Remove-Package /PackageName:{package} /Quiet /NoRestart /LogPath:\"{call.Log}\"",
                call.Log, call.Limit));
            if (ended is not (ExitCode.Done or ExitCode.RestartWanted))
                return ended;
            if (ended != ExitCode.Done)
                code = ended;
        }

        return code;
    }

    private static string Number(InstallerCall call) =>
        call.Update ?? throw new InstrumentFault(call.File, "no probe of the step names the update");

    // An .msu is a cabinet with a cabinet for each package, and each of those has the package's manifest.
    private List<UpdateManifest> Packages(InstallerCall call)
    {
        var folder = $"{call.Log}.unpacked";
        try
        {
            Unpack(call.File, "*.cab", folder, call);
            var packages = new List<UpdateManifest>();
            foreach (var cabinet in files.Directory.EnumerateFiles(folder, "*.cab").Order(StringComparer.OrdinalIgnoreCase)
                .Where(file => !string.Equals(files.Path.GetFileName(file), Scan, StringComparison.OrdinalIgnoreCase)).ToList())
            {
                Unpack(cabinet, "update.mum", folder, call);
                using var content = files.File.OpenRead(files.Path.Combine(folder, "update.mum"));
                packages.Add(UpdateManifest.Read(content)
                    ?? throw new InstrumentFault(cabinet, "its update.mum names no package"));
            }

            return packages.Count > 0 ? packages : throw new InstrumentFault(call.File, "it holds no package of Windows");
        }
        finally
        {
            if (files.Directory.Exists(folder))
                files.Directory.Delete(folder, recursive: true);
        }
    }

    private void Unpack(string cabinet, string name, string folder, InstallerCall call)
    {
        files.Directory.CreateDirectory(folder);
        var wanted = files.Path.Combine(folder, name);
        if (files.File.Exists(wanted))
            files.File.Delete(wanted);
        var code = programs.OfWindows("expand.exe", $"\"{cabinet}\" -F:{name} \"{folder}\"", call.Log, call.Limit)
            .GetAwaiter().GetResult();
        if (code != ExitCode.Done)
            throw new InstrumentFault(cabinet, $"{name} cannot be unpacked: expand ended with exit code {code}");
    }
}

/// <summary>The packages of an update, as DISM names them.</summary>
internal sealed record CapturedUpdate([property: JsonRequired] ImmutableArray<string> Packages);
