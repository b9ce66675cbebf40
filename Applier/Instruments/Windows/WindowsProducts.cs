using System.Runtime.Versioning;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Installed products by the Windows Installer, then by the uninstall keys of both halves of the registry, where other installers
/// write.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsProducts(WindowsRegistry registry) : IProducts
{
    private const string Uninstall = @"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall";

    /// <inheritdoc/>
    public InstalledProduct? Find(string name) => ByInstaller(name)
        ?? ByUninstallKey(name, RegistryView.Bits64)
        ?? ByUninstallKey(name, RegistryView.Bits32);

    private static InstalledProduct? ByInstaller(string name) => InstallerDatabase.Products()
        .Where(code =>
            IsCalled(name, InstallerDatabase.Info(code, "InstalledProductName")) && InstallerDatabase.IsInstalled(code))
        .Select(code => new InstalledProduct(name, InstallerDatabase.Info(code, "VersionString") ?? ""))
        .FirstOrDefault();

    private InstalledProduct? ByUninstallKey(string name, RegistryView view) => WindowsRegistry.SubKeys(Uninstall, view)
        .Select(key => $@"{Uninstall}\{key}")
        .Where(key => IsCalled(name, registry.Read(key, "DisplayName", view)?.Text))
        .Select(key => new InstalledProduct(name, registry.Read(key, "DisplayVersion", view)?.Text ?? ""))
        .FirstOrDefault();

    private static bool IsCalled(string name, string? display) =>
        string.Equals(name, display, StringComparison.OrdinalIgnoreCase);
}
