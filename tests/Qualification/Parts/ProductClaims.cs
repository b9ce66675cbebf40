using System.Runtime.Versioning;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Qualification.Packages;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Qualification.Parts;

/// <summary>Products of Windows Installer.</summary>
[SupportedOSPlatform("windows")]
internal static class ProductClaims
{
    private const int RestartWanted = 3010;
    private const int FatalError = 1603;

    private static readonly Package First = new("1.0.0");
    private static readonly Package Second = new("2.0.0");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Later("products.install", "A package is installed, and its product is told with its version",
            async (site, cancel) =>
        {
            await Clean(site);
            var code = await site.Instrument.Installers.Install(Call(site, First), cancel);
            return Evidence.Of(code == 0 && Stands(site, First), $"ended with {code}; {In(site)}");
        }),
        Claim.Later("products.undo", "What a package has installed is removed by its undo", async (site, cancel) =>
        {
            await Clean(site);
            var (call, installers) = (Call(site, First), site.Instrument.Installers);
            var captured = installers.Capture(call);
            await installers.Install(call, cancel);
            var code = await installers.Undo(call, captured, cancel);
            return Evidence.Of(code == 0 && site.Instrument.Products.Find(Package.Product) is null,
                $"ended with {code}; {In(site)}");
        }),
        Claim.Later("products.upgrade", "A later version takes the former one's place, and its undo brings that back",
            (site, cancel) => UpgradedAndUndone(site, Second, cancel)),
        Claim.Later("products.removal-restart", "The undo brings the former version back although the removal wants a restart",
            (site, cancel) => UpgradedAndUndone(site, new("2.1.0") { RestartAtRemoval = true }, cancel, RestartWanted)),
        Claim.Later("products.source", "A former version whose files lie beside its package is kept with them, and comes back",
            async (site, cancel) =>
            {
                await Clean(site);
                var former = new Package("1.0.1") { FilesOutside = true };
                await site.Instrument.Installers.Install(Call(site, former), cancel);
                var (installed, undone, stood) = await Upgrade(site, Second, cancel);
                return Evidence.Of((installed, undone) == (0, 0) && stood && Stands(site, former),
                    $"ended with {installed}, its undo with {undone}; {In(site)}");
            }),
        Claim.Later("products.outside", "A former version whose files are gone is told before anything is changed",
            async (site, cancel) =>
            {
                await Clean(site);
                var former = new Package("1.1.0") { FilesOutside = true };
                var call = Call(site, former);
                await site.Instrument.Installers.Install(call, cancel);
                File.Delete(Path.Combine(Path.GetDirectoryName(call.File)!, Package.CabinetName));
                var told = site.Instrument.Installers.Unreplaceable(Call(site, Second));
                return Evidence.Of(told?.Contains("outside of it", StringComparison.Ordinal) == true && Stands(site, former),
                    $"{told ?? "nothing is told"}; {In(site)}");
            }),
        Claim.Later("products.fails", "A package that fails is told, and leaves the former version", async (site, cancel) =>
        {
            await Clean(site);
            await site.Instrument.Installers.Install(Call(site, First), cancel);
            var failing = Call(site, new("2.2.0") { Fails = true });
            var captured = site.Instrument.Installers.Capture(failing);
            var code = await site.Instrument.Installers.Install(failing, cancel);
            var undone = await site.Instrument.Installers.Undo(failing, captured, cancel);
            return Evidence.Of(code == FatalError && Stands(site, First),
                $"ended with {code}, its undo with {undone}; {In(site)}");
        }),
        Claim.Later("products.one-user", "A product that was installed for one user comes back for that user",
            async (site, cancel) =>
        {
            await Clean(site);
            await site.Instrument.Installers.Install(Call(site, First) with { Arguments = ["ALLUSERS="] }, cancel);
            var before = InstallerDatabase.Info(First.Code, "AssignmentType");
            await Upgrade(site, Second, cancel);
            var after = InstallerDatabase.Info(First.Code, "AssignmentType");
            return Evidence.Of((before, after) == ("0", "0"), $"assignment before '{before}', after '{after}'");
        }),
        Claim.Later("products.argument", "An argument with blanks that ends with a backslash arrives, and what follows it too",
            async (site, cancel) =>
        {
            await Clean(site);
            var package = new Package("1.4.0");
            var code = await site.Instrument.Installers.Install(
                Call(site, package) with { Arguments = [@"PKQ=C:\A folder\", "PKQ2=second"] }, cancel);
            var seen = site.Registry.Read($@"HKLM\{Package.Key}", "Argument", RegistryView.Bits64)?.Text;
            return Evidence.Of(code == 0 && seen?.TrimEnd('\\') == @"C:\A folder", $"ended with {code}, '{seen}'");
        }),
        Claim.Later("products.limit", "An installation that takes longer than its limit is waited for and told",
            async (site, cancel) =>
        {
            await Clean(site);
            var late = false;
            var slow = new Package("1.2.0") { Seconds = 12 };
            var code = await site.Instrument.Installers.Install(
                Call(site, slow) with { Limit = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), () => late = true) },
                cancel);
            return Evidence.Of(code == 0 && late && Stands(site, slow), $"ended with {code}, told: {late}; {In(site)}");
        }),
        Claim.Later("products.in-use", "A version whose file is in use is replaced, and the undo brings it back", UpgradedInUse),
        Claim.Later("products.busy", "That another installation is at work is told", async (site, cancel) =>
        {
            await Clean(site);
            var running = site.Instrument.Installers.Install(Call(site, new("1.3.0") { Seconds = 12 }), cancel);
            var told = false;
            for (var tries = 0; !told && !running.IsCompleted && tries < 100; tries++)
            {
                await Task.Delay(100, cancel);
                told = site.Instrument.Machine.Read().InstallerBusy == true;
            }

            await running;
            var after = site.Instrument.Machine.Read().InstallerBusy;
            return Evidence.Of(told && after == false, $"told while at work: {told}, afterwards: {after}");
        }),
    ];

    // Held so that the installer may move it away, and without the restart manager, which would end this program.
    private static async Task<Evidence> UpgradedInUse(Site site, CancellationToken cancel)
    {
        await Clean(site);
        await site.Instrument.Installers.Install(Call(site, First), cancel);
        var call = Call(site, Second) with { Arguments = ["MSIRESTARTMANAGERCONTROL=Disable"] };
        var captured = site.Instrument.Installers.Capture(call);
        var payload = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), Package.Product,
            "payload.txt");
        int installed;
        bool stood;
        using (new FileStream(payload, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            installed = await site.Instrument.Installers.Install(call, cancel);
            stood = Stands(site, Second);
        }

        var undone = await site.Instrument.Installers.Undo(call, captured, cancel);
        return Evidence.Of((installed, undone) is (0 or RestartWanted, 0 or RestartWanted) && stood && Stands(site, First),
            $"ended with {installed}, its undo with {undone}; {In(site)}");
    }

    private static async Task<Evidence> UpgradedAndUndone(Site site, Package later, CancellationToken cancel, int removal = 0)
    {
        await Clean(site);
        await site.Instrument.Installers.Install(Call(site, First), cancel);
        return await Upgrade(site, later, cancel) is var (installed, undone, stood)
            ? Evidence.Of(installed == 0 && stood && undone == removal && Stands(site, First),
                $"ended with {installed}, its undo with {undone}; {In(site)}")
            : Evidence.Of(false, In(site));
    }

    private static async Task<(int Installed, int Undone, bool Stood)> Upgrade(Site site, Package later, CancellationToken cancel)
    {
        var (call, installers) = (Call(site, later), site.Instrument.Installers);
        var captured = installers.Capture(call);
        var installed = await installers.Install(call, cancel);
        var stood = Stands(site, later);
        return (installed, await installers.Undo(call, captured, cancel), stood);
    }

    private static InstallerCall Call(Site site, Package package)
    {
        var name = $"{Thing.Mark}{package.Version}";
        var folder = site.In(name);
        if (!Directory.Exists(folder))
        {
            site.Journal.Make(ThingKind.Folder, folder, () => Directory.CreateDirectory(folder));
            site.Journal.Make(ThingKind.Product, package.Code, () => package.Write(Path.Combine(folder, $"{name}.msi")));
        }

        return new(Path.Combine(folder, $"{name}.msi"), MediaPath.Of($"payload/{name}.msi"), [], [],
            Path.Combine(folder, "installer.log"), new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2), () => { }));
    }

    private static async Task Clean(Site site)
    {
        foreach (var code in InstallerDatabase.Products().ToList()
            .Where(code => InstallerDatabase.Info(code, "InstalledProductName") == Package.Product))
            await Task.Run(() => Tool.Run("msiexec.exe", $"/x {code} /qn /norestart"));
        if (site.Instrument.Products.Find(Package.Product) is { } left)
            throw new InvalidOperationException($"{left.Name} {left.Version} could not be removed");
    }

    // The product, its registry value and its file all say the same version.
    private static bool Stands(Site site, Package package) =>
        site.Instrument.Products.Find(Package.Product)?.Version == package.Version
        && site.Registry.Read($@"HKLM\{Package.Key}", "Version", RegistryView.Bits64)?.Text == package.Version;

    private static string In(Site site) => site.Instrument.Products.Find(Package.Product) is { } product
        ? $"{product.Name} {product.Version}, in the registry " +
            $"{site.Registry.Read($@"HKLM\{Package.Key}", "Version", RegistryView.Bits64)?.Text ?? "nothing"}"
        : "no such product";
}
