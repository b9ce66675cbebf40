using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Versioning;
using Native = PatchKit.Applier.Instruments.Windows.ProductNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// What the Windows Installer knows: installed products, and the properties of a package that is not installed.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe class InstallerDatabase
{
    private const int Installed = 5;

    /// <summary>Product codes of what is installed.</summary>
    public static IEnumerable<string> Products()
    {
        for (uint index = 0; Product(index) is { } code; index++)
            yield return code;
    }

    /// <summary>Product codes of installed products that share an upgrade code: what a package would replace.</summary>
    public static IEnumerable<string> Related(string upgradeCode)
    {
        for (uint index = 0; Related(upgradeCode, index) is { } code; index++)
            yield return code;
    }

    /// <summary>Whether a product is installed.</summary>
    public static bool IsInstalled(string productCode) => Native.MsiQueryProductState(productCode) == Installed;

    /// <summary>A property of an installed product, or null.</summary>
    public static string? Info(string productCode, string property) =>
        Text((char* value, ref uint length) => Native.MsiGetProductInfo(productCode, property, value, ref length));

    /// <summary>A property that stands in a package, or null.</summary>
    /// <exception cref="InstrumentFault">It is no package.</exception>
    public static string? Property(string package, string property) =>
        Rows(package, $"SELECT `Value` FROM `Property` WHERE `Property` = '{property}'", 1) is [[var value], ..] ? value : null;

    /// <summary>What stands for the name of a cabinet where files are not packed at all.</summary>
    public const string NotPacked = "not packed";

    /// <summary>
    /// Where a package looks for its files beside itself: names of cabinets, or <see cref="NotPacked"/>; none when it holds them.
    /// Source: Windows Installer, Media table: a cabinet's name that begins with # is a stream of the package. Windows Installer
    /// before 5.0 kept packages without their streams: of such a one no file brings the stream back.
    /// </summary>
    /// <exception cref="InstrumentFault">It is no package.</exception>
    public static IReadOnlyList<string> FilesOutside(string package)
    {
        var streams = Rows(package, "SELECT `Name` FROM `_Streams`", 1).Select(row => row[0]).ToHashSet();
        return [.. Rows(package, "SELECT `Cabinet`, `LastSequence` FROM `Media`", 2)
            .Where(media => media[1] is not (null or "" or "0"))
            .Select(media => media[0] is not { Length: > 0 } cabinet ? NotPacked
                : cabinet[0] == '#' && streams.Contains(cabinet[1..]) ? null : cabinet)
            .OfType<string>()];
    }

    /// <summary>
    /// Folders from which Windows would install a product again. Source: Windows Installer, MsiSourceListEnumSources.
    /// </summary>
    /// <param name="productCode">The product, be it installed for all users or for this one.</param>
    public static IEnumerable<string> Sources(string productCode)
    {
        foreach (var context in new[] { Native.ForMachine, Native.ForUser })
        {
            for (uint index = 0; Source(productCode, context, index) is { } source; index++)
                yield return source;
        }
    }

    /// <summary>The package's Upgrade table; none where it has no such table.</summary>
    /// <exception cref="InstrumentFault">It is no package.</exception>
    public static ImmutableArray<UpgradeRow> UpgradeRows(string package) =>
        Rows(package, "SELECT `Name` FROM `_Tables` WHERE `Name` = 'Upgrade'", 1).Count == 0
            ? []
            : [.. Rows(package, "SELECT `UpgradeCode`, `VersionMin`, `VersionMax`, `Attributes` FROM `Upgrade`", 4)
                .Select(row => new UpgradeRow(row[0] ?? "", row[1], row[2],
                    int.TryParse(row[3], CultureInfo.InvariantCulture, out var attributes) ? attributes : 0))];

    /// <summary>
    /// What a patch says of its removal in its own tables, <c>1</c> where it can be removed; null where it says nothing. Source:
    /// Windows Installer, MsiPatchMetadata table.
    /// </summary>
    /// <exception cref="InstrumentFault">It is no patch.</exception>
    public static string? AllowsRemoval(string patch) =>
        Rows(patch, "SELECT `Name` FROM `_Tables` WHERE `Name` = 'MsiPatchMetadata'", 1, Native.PatchFile).Count == 0
            ? null
            : Rows(patch, "SELECT `Company`, `Property`, `Value` FROM `MsiPatchMetadata`", 3, Native.PatchFile)
                .Where(row => string.IsNullOrEmpty(row[0]) && row[1] == "AllowRemoval")
                .Select(row => row[2]).FirstOrDefault();

    /// <summary>The code that no two packages share, be they of one product and version; null when it has none.</summary>
    /// <exception cref="InstrumentFault">It is no package.</exception>
    public static string? PackageCode(string package) => Summary(package, Native.RevisionNumber);

    /// <summary>Of a patch, the codes of the products that it is for, with semicolons between them.</summary>
    /// <exception cref="InstrumentFault">It is no patch.</exception>
    public static string? Template(string patch) => Summary(patch, Native.Template);

    private static string? Summary(string package, uint property)
    {
        Require(Native.MsiGetSummaryInformation(0, package, 0, out var summary), package, "MsiGetSummaryInformation");
        using (new Handle(summary))
        {
            return Text((char* value, ref uint length) =>
                Native.MsiSummaryInfoGetProperty(summary, property, out _, out _, null, value, ref length));
        }
    }

    /// <summary>Codes of the patches that are applied to an installed product.</summary>
    /// <exception cref="InstrumentFault">Windows does not tell.</exception>
    public static ImmutableArray<string> Patches(string productCode)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        var patch = stackalloc char[Native.GuidLength];
        const int most = 512;
        var transforms = stackalloc char[most];
        while (true)
        {
            uint length = most;
            var error = Native.MsiEnumPatches(productCode, (uint)found.Count, patch, transforms, ref length);
            if (error == Native.NoMoreItems)
                return found.ToImmutable();
            // Which transforms it brings is not asked, so that they may be too long.
            if (error != Native.MoreData)
                Require(error, productCode, "MsiEnumPatches");
            found.Add(new string(patch));
        }
    }

    private static List<string?[]> Rows(string package, string query, int columns, nint kind = 0)
    {
        var rows = new List<string?[]>();
        Require(Native.MsiOpenDatabase(package, kind, out var database), package, "MsiOpenDatabase");
        using (new Handle(database))
        {
            Require(Native.MsiDatabaseOpenView(database, query, out var view), package, "MsiDatabaseOpenView");
            using (new Handle(view))
            {
                Require(Native.MsiViewExecute(view, 0), package, "MsiViewExecute");
                while (Native.MsiViewFetch(view, out var record) == 0)
                {
                    using (new Handle(record))
                    {
                        rows.Add([.. Enumerable.Range(1, columns).Select(column => Text((char* value, ref uint length) =>
                            Native.MsiRecordGetString(record, (uint)column, value, ref length)))]);
                    }
                }
            }
        }

        return rows;
    }

    private delegate int TextCall(char* value, ref uint length);

    private static string? Text(TextCall call)
    {
        var buffer = new char[512];
        while (true)
        {
            fixed (char* start = buffer)
            {
                var length = (uint)buffer.Length;
                var error = call(start, ref length);
                if (error == 0)
                    return new string(start);
                if (error != Native.MoreData)
                    return null;
                buffer = new char[length + 1];
            }
        }
    }

    private static string? Source(string productCode, int context, uint index) => Text((char* value, ref uint length) =>
        Native.MsiSourceListEnumSources(productCode, null, context, Native.NetworkSources, index, value, ref length));

    private static string? Product(uint index)
    {
        var code = stackalloc char[Native.GuidLength];
        return Native.MsiEnumProducts(index, code) == 0 ? new string(code) : null;
    }

    private static string? Related(string upgradeCode, uint index)
    {
        var code = stackalloc char[Native.GuidLength];
        return Native.MsiEnumRelatedProducts(upgradeCode, 0, index, code) == 0 ? new string(code) : null;
    }

    private static void Require(int error, string place, string call)
    {
        if (error != 0)
            throw WindowsFault.Of(place, call, error);
    }

    // An MSIHANDLE has 32 bits on every Windows: no SafeHandle, whose value is wider, is handed over.
    private readonly struct Handle(uint value) : IDisposable
    {
        public void Dispose() => _ = Native.MsiCloseHandle(value);
    }
}
