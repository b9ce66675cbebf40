using System.IO.Abstractions;
using System.Runtime.Versioning;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// The installed products that a package takes away, and whether an undo could install each of them again from what Windows keeps
/// of it.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class FormerProducts(IFileSystem files)
{
    // Source: MsiGetProductInfo, INSTALLPROPERTY_ASSIGNMENTTYPE.
    private const string ForOneUser = "0";
    private const string ForAllUsers = "1";

    /// <summary>
    /// What a package takes away: the products that its Upgrade table names, those of its own family, and the product itself
    /// where another package of it is installed, be it of another version (a minor upgrade) or of the same one (a small update):
    /// then an undo removes the product and installs its former package.
    /// </summary>
    /// <param name="package">The package.</param>
    /// <param name="product">Its product code.</param>
    public static IReadOnlyList<string> TakenBy(string package, string product)
    {
        var family = InstallerDatabase.Property(package, "UpgradeCode") is { } code ? InstallerDatabase.Related(code) : [];
        var named = InstallerDatabase.UpgradeRows(package).Where(row => !row.OnlyDetects)
            .SelectMany(row => InstallerDatabase.Related(row.UpgradeCode)
                .Where(related => row.Covers(InstallerDatabase.Info(related, "VersionString"))));
        var taken = family.Concat(named).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(one => !string.Equals(one, product, StringComparison.OrdinalIgnoreCase));
        return IsAnotherPackage(package, product) ? [.. taken, product] : [.. taken];
    }

    /// <summary>Why a product could not be installed again from what Windows keeps of it; null when it could.</summary>
    public string? Lacking(string product)
    {
        var why = Cached(product) is not { } cached ? "the package of {0} is not on this machine"
            : InstallerDatabase.FilesOutside(cached).FirstOrDefault(outside => Beside(product, outside) is null) is { } missing
                ? $"the package of {{0}} has its files outside of it ({missing}), and they are not where it came from"
            : InstallerDatabase.Patches(product) is [var patch, ..] ? $"{{0}} is patched ({patch}), and its package is not"
            : InstallerDatabase.Info(product, "Transforms") is { Length: > 0 } transforms
                ? $"{{0}} was installed with a transform ({transforms})"
            : InstallerDatabase.Info(product, "AssignmentType") is not (ForOneUser or ForAllUsers)
                ? "for whom {0} is installed is not told"
            : null;
        var name = InstallerDatabase.Info(product, "InstalledProductName") ?? product;
        return why is null ? null
            : $"{why.Replace("{0}", name, StringComparison.Ordinal)}, so that an undo could not install it again";
    }

    /// <summary>
    /// Keeps the package of a product: Windows has one of every product, under a name of its own, and removes it with the
    /// product.
    /// </summary>
    /// <param name="product">The product's code.</param>
    /// <param name="log">The run's log, beside which it is kept.</param>
    /// <exception cref="InstrumentFault">It could not be installed again.</exception>
    public KeptPackage Keep(string product, string log)
    {
        if (Lacking(product) is { } lacking)
            throw new InstrumentFault(product, lacking);
        // A folder of its own: cabinets of two products may have one name.
        var folder = files.Path.Combine(
            files.Path.GetDirectoryName(log)!, $"{files.Path.GetFileNameWithoutExtension(log)}-{product}");
        files.Directory.CreateDirectory(folder);
        var kept = files.Path.Combine(folder, "package.msi");
        DurableFile.Copy(files, Cached(product)!, kept);
        foreach (var outside in InstallerDatabase.FilesOutside(kept))
            DurableFile.Copy(files, Beside(product, outside)!, files.Path.Combine(folder, outside));
        return new(product, kept, InstallerDatabase.Info(product, "AssignmentType") == ForAllUsers);
    }

    private static bool IsAnotherPackage(string package, string product) => InstallerDatabase.IsInstalled(product)
        && (InstallerDatabase.Info(product, "VersionString") != InstallerDatabase.Property(package, "ProductVersion")
            || !string.Equals(InstallerDatabase.Info(product, "PackageCode"), InstallerDatabase.PackageCode(package),
                StringComparison.OrdinalIgnoreCase));

    // A cabinet that lies beside the very package that the product was installed from, in a folder that Windows remembers.
    private string? Beside(string product, string cabinet)
    {
        // What should be a stream of the package has no file anywhere.
        if (cabinet == InstallerDatabase.NotPacked || cabinet[0] == '#'
            || InstallerDatabase.Info(product, "PackageName") is not { Length: > 0 } name)
            return null;
        return InstallerDatabase.Sources(product)
            .Where(folder => files.File.Exists(files.Path.Combine(folder, name)) && string.Equals(
                InstallerDatabase.PackageCode(files.Path.Combine(folder, name)),
                InstallerDatabase.Info(product, "PackageCode"), StringComparison.OrdinalIgnoreCase))
            .Select(folder => files.Path.Combine(folder, cabinet))
            .FirstOrDefault(files.File.Exists);
    }

    private string? Cached(string product) =>
        InstallerDatabase.Info(product, "LocalPackage") is { Length: > 0 } cached && files.File.Exists(cached) ? cached : null;
}

/// <summary>A row of a package's Upgrade table. Source: Windows Installer, Upgrade table.</summary>
/// <param name="UpgradeCode">The family.</param>
/// <param name="Lowest">The lowest version; null: any.</param>
/// <param name="Highest">The highest version; null: any.</param>
/// <param name="Attributes">Bits; the bounds count in where theirs are set.</param>
internal sealed record UpgradeRow(string UpgradeCode, string? Lowest, string? Highest, int Attributes)
{
    private const int DetectsOnly = 0x2; // msidbUpgradeAttributesOnlyDetect
    private const int WithLowest = 0x100; // msidbUpgradeAttributesVersionMinInclusive
    private const int WithHighest = 0x200; // msidbUpgradeAttributesVersionMaxInclusive

    /// <summary>Whether what it finds stays.</summary>
    public bool OnlyDetects => (Attributes & DetectsOnly) != 0;

    /// <summary>Whether it means a version; one that cannot be compared counts as meant.</summary>
    public bool Covers(string? version) => Fields(version) is not { } there
        || ((Fields(Lowest) is not { } lowest || there.CompareTo(lowest) >= ((Attributes & WithLowest) != 0 ? 0 : 1))
            && (Fields(Highest) is not { } highest || there.CompareTo(highest) <= ((Attributes & WithHighest) != 0 ? 0 : -1)));

    // Windows Installer compares the first three fields alone. Source: Windows Installer, ProductVersion.
    private static Version? Fields(string? version)
    {
        if (!Version.TryParse(version?.Contains('.', StringComparison.Ordinal) == true ? version : $"{version}.0",
            out var fields))
            return null;
        return new(fields.Major, fields.Minor, Math.Max(fields.Build, 0));
    }
}
