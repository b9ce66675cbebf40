using System.Runtime.InteropServices;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>The Windows Installer's calls. Source: msi.h, msiquery.h. They return an error number, 0 for success.</summary>
internal static unsafe partial class ProductNativeMethods
{
    public const int MoreData = 234;
    public const int GuidLength = 39;
    public const int NoMoreItems = 259;
    public const uint Template = 7;
    public const uint RevisionNumber = 9;
    public const int ForUser = 2;
    public const int ForMachine = 4;
    public const uint NetworkSources = 1;

    // How a patch is opened to read: a number in the place of a text, counted in bytes.
    public const int PatchFile = 32;

    [LibraryImport("msi.dll", EntryPoint = "MsiEnumProductsW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiEnumProducts(uint index, char* product);

    [LibraryImport("msi.dll", EntryPoint = "MsiEnumRelatedProductsW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiEnumRelatedProducts(string upgradeCode, uint reserved, uint index, char* product);

    [LibraryImport("msi.dll", EntryPoint = "MsiGetProductInfoW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiGetProductInfo(string product, string property, char* value, ref uint length);

    [LibraryImport("msi.dll", EntryPoint = "MsiQueryProductStateW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiQueryProductState(string product);

    [LibraryImport("msi.dll", EntryPoint = "MsiOpenDatabaseW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiOpenDatabase(string path, nint persist, out uint database);

    [LibraryImport("msi.dll", EntryPoint = "MsiDatabaseOpenViewW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiDatabaseOpenView(uint database, string query, out uint view);

    [LibraryImport("msi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiViewExecute(uint view, uint record);

    [LibraryImport("msi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiViewFetch(uint view, out uint record);

    [LibraryImport("msi.dll", EntryPoint = "MsiRecordGetStringW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiRecordGetString(uint record, uint field, char* value, ref uint length);

    [LibraryImport("msi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiCloseHandle(uint handle);

    [LibraryImport("msi.dll", EntryPoint = "MsiEnumPatchesW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiEnumPatches(string product, uint index, char* patch, char* transforms, ref uint length);

    [LibraryImport("msi.dll", EntryPoint = "MsiSourceListEnumSourcesW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiSourceListEnumSources(
        string product, string? user, int context, uint options, uint index, char* source, ref uint length);

    [LibraryImport("msi.dll", EntryPoint = "MsiGetSummaryInformationW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiGetSummaryInformation(uint database, string? path, uint updates, out uint summary);

    [LibraryImport("msi.dll", EntryPoint = "MsiSummaryInfoGetPropertyW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiSummaryInfoGetProperty(uint summary, uint property, out uint type, out int number, long* time,
        char* value, ref uint length);
}
