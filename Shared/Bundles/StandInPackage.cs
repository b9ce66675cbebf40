using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// A readable stand-in for a vendor's installer: what it would leave on the machine, in one JSON file whose name ends in
/// <see cref="Extension"/>. It lies among a campaign's rehearsal instruments and never in a bundle: what is rehearsed is, byte
/// for byte, what is shipped. A rehearsal's installer port carries it out. Format: docs/formats/stand-in-package.md.
/// </summary>
public sealed record StandInPackage
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>How the name of such a file ends.</summary>
    public const string Extension = ".standin.json";

    /// <summary>The folder of stand-ins, beside the rehearsal instruments.</summary>
    public const string Folder = "standins";

    /// <summary>Where the stand-in of an installer lies, seen from the folder of the instruments.</summary>
    /// <param name="payload">The installer, in payload/.</param>
    public static string Place(MediaPath payload) =>
        Path.Combine([Folder, .. payload.Text.Split('/').Skip(1).SkipLast(1), $"{payload.Name}{Extension}"]);

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>Says to whoever opens the file that it stands in for something else.</summary>
    [JsonRequired]
    public required string Note { get; init; }

    /// <summary>The installed product that it leaves behind; null where it is an update of Windows.</summary>
    public StandInProduct? Product { get; init; }

    /// <summary>The number of the update of Windows that it leaves behind; null where it is none.</summary>
    public string? Hotfix { get; init; }

    /// <summary>The files that it writes.</summary>
    [JsonRequired]
    public required ImmutableArray<StandInFile> Files { get; init; }

    /// <summary>The registry values that it sets.</summary>
    [JsonRequired]
    public required ImmutableArray<StandInRegistryValue> Registry { get; init; }

    /// <summary>The services that it changes.</summary>
    [JsonRequired]
    public required ImmutableArray<StandInService> Services { get; init; }

    /// <summary>A product of which nothing is known but that it stands among the installed ones.</summary>
    public static StandInPackage Bare(string product) => new()
    {
        Schema = SchemaVersion,
        Note = product,
        Product = new(product, SoftwareVersion.Oldest),
        Files = [],
        Registry = [],
        Services = [],
    };

    /// <summary>Such a file, at most 1 MiB: authored, and read by rehearsals.</summary>
    public static JsonFormat<StandInPackage> Format { get; } = new("a stand-in package", BundleJson.Default, 1024 * 1024)
    {
        Schema = SchemaVersion,
        WrittenByHand = true,
        Rules = Rules,
    };

    private static IReadOnlyList<FormatFault> Rules(StandInPackage package)
    {
        var book = new RuleBook([]);
        book.Line(package.Note, "$.note");
        if (package.Product is { } product)
            book.Line(product.Name, "$.product.name");
        if (package.Hotfix is { } update)
            HotfixProbe.Number(book, update, "$.hotfix");
        book.Require(package.Product is null != package.Hotfix is null, "$",
            "an installer leaves either a product or an update of Windows behind: 'product' or 'hotfix'");
        book.Distinct(package.Files.Select(file => file.Target.CollisionKey), i => $"$.files[{i}].target", "target");
        for (var i = 0; i < package.Registry.Length; i++)
        {
            book.Key(package.Registry[i].Key, $"$.registry[{i}].key");
            book.RegistryValue(package.Registry[i].Type, package.Registry[i].Value, $"$.registry[{i}].value");
        }

        book.Distinct(package.Services.Select(service => service.Name), i => $"$.services[{i}].name", "service");
        for (var i = 0; i < package.Services.Length; i++)
            Service(book, package.Services[i], $"$.services[{i}]");
        return book.Faults;
    }

    private static void Service(RuleBook book, StandInService service, string path)
    {
        book.Line(service.Name, $"{path}.name");
        book.Require(service.State is not ServiceRunState.Pending, $"{path}.state",
            "'pending' is no state to end in; allowed: running, stopped");
        var listens = service.Listens ?? [];
        for (var i = 0; i < listens.Length; i++)
        {
            var colon = listens[i].LastIndexOf(':');
            var good = colon > 0 && ushort.TryParse(listens[i].AsSpan(colon + 1), out var port) && port > 0;
            book.Require(good, $"{path}.listens[{i}]", $"'{listens[i]}' is not address:port, for example 127.0.0.1:8081");
        }
    }
}

/// <summary>An installed product.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="Version">Its version.</param>
public sealed record StandInProduct([property: JsonRequired] string Name, [property: JsonRequired] SoftwareVersion Version);

/// <summary>A file that a stand-in package writes.</summary>
/// <param name="Target">Full path on the instrument.</param>
/// <param name="Text">Its content (UTF-8).</param>
public sealed record StandInFile([property: JsonRequired] InstrumentPath Target, [property: JsonRequired] string Text);

/// <summary>A registry value that a stand-in package sets.</summary>
/// <param name="Key">The key, beginning with <c>HKLM\</c>.</param>
/// <param name="Name">The value's name; empty for the default value.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">Its text; numbers in decimal.</param>
public sealed record StandInRegistryValue(
    [property: JsonRequired] string Key,
    [property: JsonRequired] string Name,
    [property: JsonRequired] RegistryKind Type,
    [property: JsonRequired] string Value)
{
    /// <summary>Which half of the registry.</summary>
    [JsonRequired]
    public RegistryView View { get; init; } = RegistryView.Bits64;
}

/// <summary>A service that a stand-in package changes. What is null stays as it is.</summary>
/// <param name="Name">Short name.</param>
public sealed record StandInService([property: JsonRequired] string Name)
{
    /// <summary>The logon account.</summary>
    public string? Account { get; init; }

    /// <summary>How it starts.</summary>
    public ServiceStart? Start { get; init; }

    /// <summary>Whether it runs afterwards.</summary>
    public ServiceRunState? State { get; init; }

    /// <summary>Where it listens afterwards: <c>address:port</c>; an empty list closes every port.</summary>
    public ImmutableArray<string>? Listens { get; init; }
}
