using System.Runtime.Versioning;
using Installer = PatchKit.Applier.Instruments.Windows.ProductNativeMethods;
using Native = PatchKit.Qualification.Packages.PackageNativeMethods;

namespace PatchKit.Qualification.Packages;

/// <summary>
/// What a patch of Windows Installer says of itself, without the changes that would make it one. Source: Windows Installer,
/// MsiPatchMetadata table; summary property set.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class Patch
{
    /// <summary>Writes one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="code">Its code.</param>
    /// <param name="product">The code of the product that it is for.</param>
    /// <param name="removable">Whether it says that it can be removed.</param>
    public static void Write(string path, string code, string product, bool removable)
    {
        Package.Require(
            Installer.MsiOpenDatabase(path, Native.Create + Installer.PatchFile, out var database), "MsiOpenDatabase");
        Package.Run(database, "CREATE TABLE `MsiPatchMetadata` (`Company` CHAR(72), `Property` CHAR(72) NOT NULL, " +
            "`Value` CHAR(0) NOT NULL LOCALIZABLE PRIMARY KEY `Company`, `Property`)");
        Package.Run(database, "INSERT INTO `MsiPatchMetadata` (`Property`, `Value`) " +
            $"VALUES ('AllowRemoval', '{(removable ? 1 : 0)}')");
        Package.Summarize(database,
            (1, Package.Short, 1252, null), (2, Package.Text, 0, "Patch"), (7, Package.Text, 0, product),
            (9, Package.Text, 0, code), (15, Package.Long, 2, null));
        Package.Require(Native.MsiDatabaseCommit(database), "MsiDatabaseCommit");
        _ = Installer.MsiCloseHandle(database);
    }
}
