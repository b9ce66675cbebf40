using System.Runtime.InteropServices;

namespace PatchKit.Qualification.Packages;

/// <summary>
/// Calls that write a package, beside the Applier's own that read one. Source: msiquery.h. They return an error number, 0 for
/// success.
/// </summary>
internal static partial class PackageNativeMethods
{
    /// <summary>MSIDBOPEN_CREATE.</summary>
    public const nint Create = 3;

    [LibraryImport("msi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial uint MsiCreateRecord(uint fields);

    [LibraryImport("msi.dll", EntryPoint = "MsiRecordSetStringW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiRecordSetString(uint record, uint field, string value);

    [LibraryImport("msi.dll", EntryPoint = "MsiRecordSetStreamW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiRecordSetStream(uint record, uint field, string path);

    [LibraryImport("msi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiDatabaseCommit(uint database);

    [LibraryImport("msi.dll", EntryPoint = "MsiSummaryInfoSetPropertyW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiSummaryInfoSetProperty(
        uint summary, uint property, uint type, int number, nint time, string? text);

    [LibraryImport("msi.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int MsiSummaryInfoPersist(uint summary);
}
