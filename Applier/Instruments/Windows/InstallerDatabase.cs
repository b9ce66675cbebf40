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

    /// <summary>
    /// Where a package looks for its files beside itself: the name of a cabinet, or that they are not packed at all; null when it
    /// holds them. Source: Windows Installer, Media table: a cabinet's name that begins with # is a stream of the package.
    /// </summary>
    /// <exception cref="InstrumentFault">It is no package.</exception>
    public static string? FilesOutside(string package) =>
        Rows(package, "SELECT `Cabinet`, `LastSequence` FROM `Media`", 2)
            .Where(media => media[0] is not ['#', ..] && media[1] is not (null or "" or "0"))
            .Select(media => media[0] is { Length: > 0 } cabinet ? cabinet : "not packed")
            .FirstOrDefault();

    private static List<string?[]> Rows(string package, string query, int columns)
    {
        var rows = new List<string?[]>();
        Require(Native.MsiOpenDatabase(package, 0, out var database), package, "MsiOpenDatabase");
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
                    return new string(start, 0, (int)length);
                if (error != Native.MoreData)
                    return null;
                buffer = new char[length + 1];
            }
        }
    }

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
