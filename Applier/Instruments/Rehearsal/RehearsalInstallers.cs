using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// Carries out the stand-in of an installer, which lies beside the instrument and in no bundle: files, registry values, services,
/// and last of all the entry of the product or of the update. Exit codes are those of MSI.
/// </summary>
internal sealed class RehearsalInstallers(
    RehearsalFolder folder,
    IPlaces places,
    RehearsalRegistry registry,
    RehearsalServices services,
    RehearsalProducts products,
    RehearsalInventory inventory) : IInstallers
{
    private const int Done = 0;
    private const int RestartStarted = 1641;
    private const int RestartWanted = 3010;
    private const int Failed = 1603;
    private const int NotAPackage = 1620;

    /// <inheritdoc/>
    public string Capture(InstallerCall call)
    {
        return Open(call).TryGet(out var package, out var refusal)
            ? Captured(package)
            : throw new InstrumentFault(refusal.Place, refusal.Reason);
    }

    /// <inheritdoc/>
    public string? Unkept(string product) => null;

    /// <inheritdoc/>
    public string? Unreplaceable(InstallerCall call) => null;

    /// <inheritdoc/>
    public string CaptureRemoval(RemovalCall call) => Captured(StandIn(call.Product));

    /// <inheritdoc/>
    public Task<int> Remove(RemovalCall call, string captured, CancellationToken cancel)
    {
        var said = folder.Read(MakeBelieveMachine.FileName, RehearsalFormats.Machine).InstallerExitCode ?? Done;
        if (folder.Obeys("installers.remove", call.Product) && said is Done or RestartWanted or RestartStarted)
            Restore(Removed(Read(captured, call.Product)));
        Log(call.Log, new StringBuilder($"{call.Product}: removed"));
        return Task.FromResult(said);
    }

    /// <inheritdoc/>
    public Task<int> PutBack(RemovalCall call, string captured, CancellationToken cancel)
    {
        if (folder.Obeys("installers.put-back", call.Product))
            Restore(Read(captured, call.Product));
        Log(call.Log, new StringBuilder($"{call.Product}: put back"));
        return Task.FromResult(Done);
    }

    /// <inheritdoc/>
    public Task<int> Install(InstallerCall call, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var log = new StringBuilder();
        var code = Install(call, log);
        Log(call.Log, log.Append(CultureInfo.InvariantCulture, $"exit code {code}"));
        return Task.FromResult(code);
    }

    /// <inheritdoc/>
    public Task<int> Undo(InstallerCall call, string captured, CancellationToken cancel)
    {
        var before = Read(captured, call.File);
        if (folder.Obeys("installers.undo", call.File))
            Restore(InstallerKinds.Of(call.Payload.Name) == InstallerKind.Program ? Removed(before) : before);
        Log(call.Log, new StringBuilder($"{before.Product ?? before.Hotfix}: undone"));
        return Task.FromResult(Done);
    }

    private string Captured(StandInPackage package) => Encoding.UTF8.GetString(RehearsalFormats.Capture.Write(new StandInCapture(
        package.Product?.Name,
        package.Product is { } product ? products.Find(product.Name)?.Version : null,
        [.. package.Files.Select(file => CaptureFile(file.Target.Text))],
        [.. package.Registry.Select(value =>
            new CapturedValue(value.Key, value.Name, value.View, registry.Read(value.Key, value.Name, value.View)))],
        [.. package.Services.Select(service => services.Entry(service.Name)).OfType<MakeBelieveService>()])
    {
        Hotfix = package.Hotfix,
        HadHotfix = package.Hotfix is { } update && inventory.HasHotfix(update),
    }));

    private static StandInCapture Read(string captured, string place) =>
        RehearsalFormats.Capture.Read(Encoding.UTF8.GetBytes(captured), place).TryGet(out var before, out var refusal)
            ? before
            : throw new InstrumentFault(refusal.Place, refusal.Reason);

    // What the installed version has left is what its own stand-in says; without one nothing is known but its entry.
    private StandInPackage StandIn(string product)
    {
        var version = products.Find(product)?.Version;
        var place = folder.FileSystem.Path.Combine(Beside, StandInPackage.Folder);
        IEnumerable<string> all = folder.FileSystem.Directory.Exists(place)
            ? folder.FileSystem.Directory.EnumerateFiles(place, $"*{StandInPackage.Extension}", SearchOption.AllDirectories)
            : [];
        return all.Order(StringComparer.Ordinal)
            .Select(file => RehearsalFolder.TryRead(folder.FileSystem, file, StandInPackage.Format))
            .Where(read => read.Refusal is null).Select(read => read.Value)
            .FirstOrDefault(one => one.Product?.Version.Text == version
                && string.Equals(one.Product?.Name, product, StringComparison.OrdinalIgnoreCase))
            ?? StandInPackage.Bare(product);
    }

    private int Install(InstallerCall call, StringBuilder log)
    {
        var said = folder.Read(MakeBelieveMachine.FileName, RehearsalFormats.Machine).InstallerExitCode ?? Done;
        if (!folder.Obeys("installers.install", call.File) || said is not (Done or RestartWanted or RestartStarted))
            return said;
        if (!Open(call).TryGet(out var package, out var refusal))
        {
            log.AppendLine(refusal.ToString());
            return NotAPackage;
        }

        log.AppendLine(package.Note);
        foreach (var file in package.Files)
        {
            var target = places.OnHost(file.Target.Text);
            folder.FileSystem.Directory.CreateDirectory(folder.FileSystem.Path.GetDirectoryName(target)!);
            folder.WriteBytes(target, Encoding.UTF8.GetBytes(file.Text));
            log.AppendLine(CultureInfo.InvariantCulture, $"file {file.Target}");
        }

        foreach (var value in package.Registry)
            registry.Put(value.Key, value.Name, value.View, new(value.Type, value.Value));
        foreach (var service in package.Services)
        {
            if (services.Entry(service.Name) is not { } found)
                return Failed;
            services.Put(Changed(found, service));
            log.AppendLine(CultureInfo.InvariantCulture, $"service {service.Name}");
        }

        if (package.Product is { } product)
            products.Put(product.Name, product.Version.Text);
        if (package.Hotfix is { } update)
            inventory.Put(update, there: true);
        return said;
    }

    private static MakeBelieveService Changed(MakeBelieveService found, StandInService wanted) => found with
    {
        Account = wanted.Account ?? found.Account,
        PasswordOf = wanted.Account ?? found.PasswordOf,
        Start = wanted.Start ?? found.Start,
        State = wanted.State ?? found.State,
        Listens = wanted.Listens ?? found.Listens,
    };

    // Windows brings back what its own installers have replaced; an EXE that removes itself knows nothing of it.
    private static StandInCapture Removed(StandInCapture before) => before with
    {
        Version = null,
        Files = [.. before.Files.Select(file => file with { Content = null, Written = null })],
        Registry = [.. before.Registry.Select(value => value with { Value = null })],
    };

    private void Restore(StandInCapture before)
    {
        if (before.Product is { } product)
            products.Put(product, before.Version);
        if (before.Hotfix is { } update)
            inventory.Put(update, before.HadHotfix);
        foreach (var service in before.Services)
            services.Put(service);
        foreach (var value in before.Registry)
            registry.Put(value.Key, value.Name, value.View, value.Value);
        foreach (var file in before.Files)
            RestoreFile(file);
    }

    private void RestoreFile(CapturedFile file)
    {
        var fileSystem = folder.FileSystem;
        var target = places.OnHost(file.Target);
        if (file.Content is not null)
        {
            fileSystem.Directory.CreateDirectory(fileSystem.Path.GetDirectoryName(target)!);
            folder.WriteBytes(target, file.Content);
            if (file.Written is { } written)
                fileSystem.File.SetLastWriteTimeUtc(target, written.UtcDateTime);
            return;
        }

        // A cut may have left the neighbour that was to become the file.
        foreach (var made in new[] { DurableFile.Neighbour(target), target }.Where(fileSystem.File.Exists))
            fileSystem.File.Delete(made);
        // The folders that the package made go too, unless something else is in them now.
        for (var i = 0; i < file.FoldersMade; i++)
        {
            target = fileSystem.Path.GetDirectoryName(target)!;
            if (!fileSystem.Directory.Exists(target))
                continue;
            if (fileSystem.Directory.EnumerateFileSystemEntries(target).Any())
                break;
            fileSystem.Directory.Delete(target);
        }
    }

    private CapturedFile CaptureFile(string target)
    {
        var fileSystem = folder.FileSystem;
        var file = places.OnHost(target);
        if (fileSystem.File.Exists(file))
            return new(target, fileSystem.File.ReadAllBytes(file), new(fileSystem.File.GetLastWriteTimeUtc(file), TimeSpan.Zero),
                0);
        var made = 0;
        for (var parent = fileSystem.Path.GetDirectoryName(file); parent is not null
            && !fileSystem.Directory.Exists(parent); made++)
            parent = fileSystem.Path.GetDirectoryName(parent);
        return new(target, null, null, made);
    }

    /// <summary>Where the stand-in of an installer lies: beside the instrument, under the installer's own name.</summary>
    private string StandIn(InstallerCall call) => folder.FileSystem.Path.Combine(Beside, StandInPackage.Place(call.Payload));

    private string Beside => folder.FileSystem.Path.GetDirectoryName(folder.Root)!;

    private Result<StandInPackage> Open(InstallerCall call)
    {
        var standIn = StandIn(call);
        return folder.FileSystem.File.Exists(standIn)
            ? RehearsalFolder.TryRead(folder.FileSystem, standIn, StandInPackage.Format)
            : new Refusal(RefusalCode.InputMissing, standIn,
                $"a rehearsal runs no real installer; this stand-in of '{call.Payload}' is missing");
    }

    // What the installer has done stands without it.
    private void Log(string file, StringBuilder lines) => Fault.Try(() =>
    {
        folder.FileSystem.Directory.CreateDirectory(folder.FileSystem.Path.GetDirectoryName(file)!);
        folder.FileSystem.File.AppendAllText(file, lines.AppendLine().ToString());
    });
}

/// <summary>What a stand-in package will touch, as it was: the text that the journal keeps.</summary>
internal sealed record StandInCapture(
    string? Product,
    string? Version,
    ImmutableArray<CapturedFile> Files,
    ImmutableArray<CapturedValue> Registry,
    ImmutableArray<MakeBelieveService> Services)
{
    /// <summary>The update of Windows that it installs.</summary>
    public string? Hotfix { get; init; }

    /// <summary>Whether that update was there before.</summary>
    public bool HadHotfix { get; init; }
}

/// <summary>A file as it was; no content when it was absent.</summary>
/// <param name="Target">Path on the instrument.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Written">Its time.</param>
/// <param name="FoldersMade">How many folders above it were absent too.</param>
internal sealed record CapturedFile(string Target, byte[]? Content, DateTimeOffset? Written, int FoldersMade);

/// <summary>A registry value as it was; null when it was absent.</summary>
internal sealed record CapturedValue(string Key, string Name, RegistryView View, RegistryValue? Value);
