using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Installer = PatchKit.Applier.Instruments.Windows.ProductNativeMethods;
using Native = PatchKit.Qualification.Packages.PackageNativeMethods;

namespace PatchKit.Qualification.Packages;

/// <summary>
/// A package of Windows Installer with one file and one registry value, written table by table. Source: Windows Installer
/// database reference.
/// </summary>
/// <param name="Version">Version of its product; each has a product code of its own.</param>
[SupportedOSPlatform("windows")]
internal sealed record Package(string Version)
{
    /// <summary>The product's name.</summary>
    public const string Product = Thing.Mark + "product";

    /// <summary>The registry key of its value, below HKLM.</summary>
    public const string Key = @"SOFTWARE\" + Product;

    /// <summary>The cabinet that holds its file, in the package or beside it.</summary>
    public const string CabinetName = "pkq.cab";

    private const string Family = "{8A8F5C3E-0D4B-4E1B-9C70-5B1D2C6A7E10}";

    /// <summary>Types of the summary's properties. Source: Windows Installer, summary property set.</summary>
    public const uint Text = 30, Short = 2, Long = 3;

    /// <summary>Whether its files lie beside it.</summary>
    public bool FilesOutside { get; init; }

    /// <summary>Whether its removal wants a restart.</summary>
    public bool RestartAtRemoval { get; init; }

    /// <summary>Whether its installation fails.</summary>
    public bool Fails { get; init; }

    /// <summary>For how many seconds its installation waits.</summary>
    public int Seconds { get; init; }

    /// <summary>Its product's code.</summary>
    public string Code => $"{{8A8F5C3E-0D4B-4E1B-9C70-{Number:X12}}}";

    private int Number => Version.Split('.')
        .Aggregate(0, (number, part) => (number * 100) + int.Parse(part, CultureInfo.InvariantCulture));

    /// <summary>Writes it.</summary>
    /// <param name="path">Where; a cabinet beside it is called <c>pkq.cab</c>.</param>
    public void Write(string path)
    {
        var cabinet = Path.Combine(Path.GetDirectoryName(path)!, CabinetName);
        var content = Encoding.ASCII.GetBytes($"version {Version}");
        File.WriteAllBytes(cabinet, Cabinet.Of("Payload", content));
        Require(Installer.MsiOpenDatabase(path, Native.Create, out var database), "MsiOpenDatabase");
        foreach (var query in Queries(content.Length))
            Run(database, query);
        if (!FilesOutside)
        {
            Store(database, cabinet);
            File.Delete(cabinet);
        }

        Summarize(database);
        Require(Native.MsiDatabaseCommit(database), "MsiDatabaseCommit");
        _ = Installer.MsiCloseHandle(database);
    }

    // The tables, one query a line; then what is done in which order.
    private IEnumerable<string> Queries(int size)
    {
        using var stream = typeof(Package).Assembly.GetManifestResourceStream("package.sql")!;
        using var reader = new StreamReader(stream);
        var tables = reader.ReadToEnd()
            .Replace("$CODE$", Code, StringComparison.Ordinal)
            .Replace("$VERSION$", Version, StringComparison.Ordinal)
            .Replace("$FAMILY$", Family, StringComparison.Ordinal)
            .Replace("$SIZE$", Written(size), StringComparison.Ordinal)
            .Replace("$CABINET$", FilesOutside ? CabinetName : $"#{CabinetName}", StringComparison.Ordinal)
            .Replace("$PINGS$", Written(Seconds + 1), StringComparison.Ordinal);
        return tables.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(Sequence().Select(one =>
                "INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) " +
                    $"VALUES ('{one.Action}', '{one.Condition}', {Written(one.Number)})"));
    }

    private static string Written(int number) => number.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<(string Action, string Condition, int Number)> Sequence() =>
    [
        ("FindRelatedProducts", "", 25), ("ValidateProductID", "", 700), ("CostInitialize", "", 800), ("FileCost", "", 900),
        ("CostFinalize", "", 1000), ("MigrateFeatureStates", "", 1200), ("InstallValidate", "", 1400),
        ("RemoveExistingProducts", "", 1401), ("InstallInitialize", "", 1500), ("ProcessComponents", "", 1600),
        ("UnpublishFeatures", "", 1800), ("RemoveRegistryValues", "", 2600), ("RemoveFiles", "", 3500),
        ("InstallFiles", "", 4000), ("WriteRegistryValues", "", 5000), ("RegisterUser", "", 6000), ("RegisterProduct", "", 6100),
        ("PublishFeatures", "", 6300), ("PublishProduct", "", 6400), ("InstallFinalize", "", 6600),
        .. Seconds > 0 ? [("Wait", "NOT REMOVE", 4400)] : Array.Empty<(string, string, int)>(),
        .. Fails ? [("Fail", "NOT REMOVE", 4500)] : Array.Empty<(string, string, int)>(),
        .. RestartAtRemoval ? [("ScheduleReboot", "REMOVE", 6550)] : Array.Empty<(string, string, int)>(),
    ];

    /// <summary>Runs a query of Windows Installer's SQL.</summary>
    public static void Run(uint database, string query, uint record = 0)
    {
        Require(Installer.MsiDatabaseOpenView(database, query, out var view), query);
        Require(Installer.MsiViewExecute(view, record), query);
        _ = Installer.MsiCloseHandle(view);
    }

    private static void Store(uint database, string cabinet)
    {
        var record = Native.MsiCreateRecord(2);
        Require(Native.MsiRecordSetString(record, 1, CabinetName), "MsiRecordSetString");
        Require(Native.MsiRecordSetStream(record, 2, cabinet), "MsiRecordSetStream");
        Run(database, "INSERT INTO `_Streams` (`Name`, `Data`) VALUES (?, ?)", record);
        _ = Installer.MsiCloseHandle(record);
    }

    // No two packages of a test have one version, so that their codes differ too.
    private void Summarize(uint database) => Summarize(database,
        (1, Short, 1252, null), (2, Text, 0, "Installation Database"), (3, Text, 0, Product), (4, Text, 0, "PatchKit"),
        (7, Text, 0, "x64;1033"), (9, Text, 0, $"{{8A8F5C3E-0D4B-4E1B-9C71-{Number:X12}}}"), (14, Long, 200, null),
        (15, Long, 2, null));

    /// <summary>Writes properties of the summary: number, type, number or text.</summary>
    public static void Summarize(uint database, params (uint Property, uint Type, int Number, string? Text)[] properties)
    {
        Require(Installer.MsiGetSummaryInformation(database, null, 10, out var summary), "MsiGetSummaryInformation");
        foreach (var (property, type, number, text) in properties)
        {
            Require(Native.MsiSummaryInfoSetProperty(summary, property, type, number, 0, text), "MsiSummaryInfoSetProperty");
        }

        Require(Native.MsiSummaryInfoPersist(summary), "MsiSummaryInfoPersist");
        _ = Installer.MsiCloseHandle(summary);
    }

    /// <summary>Says what failed, and with which error number.</summary>
    public static void Require(int error, string what)
    {
        if (error != 0)
            throw new InvalidOperationException($"{what}: error {error}");
    }
}
