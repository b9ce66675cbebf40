using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// A readable stand-in for a vendor's installer: what it would leave on the machine, in one JSON file whose name ends in
/// <see cref="Extension"/>. A rehearsal's installer port carries it out; no real instrument does. Format:
/// docs/formats/stand-in-package.md.
/// </summary>
public sealed record StandInPackage
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>How the name of such a file ends.</summary>
    public const string Extension = ".standin.json";

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>Says to whoever opens the file that it stands in for something else.</summary>
    [JsonRequired]
    public required string Note { get; init; }

    /// <summary>The installed product that it leaves behind.</summary>
    [JsonRequired]
    public required StandInProduct Product { get; init; }

    /// <summary>The files that it writes.</summary>
    [JsonRequired]
    public required ImmutableArray<StandInFile> Files { get; init; }

    /// <summary>The registry values that it sets.</summary>
    [JsonRequired]
    public required ImmutableArray<StandInRegistryValue> Registry { get; init; }

    /// <summary>The services that it changes.</summary>
    [JsonRequired]
    public required ImmutableArray<StandInService> Services { get; init; }
}

/// <summary>An installed product.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="Version">Its version.</param>
public sealed record StandInProduct([property: JsonRequired] string Name, [property: JsonRequired] SoftwareVersion Version);

/// <summary>A file that a stand-in package writes; exactly one of <see cref="Source"/> and <see cref="Text"/> is given.</summary>
/// <param name="Target">Full path on the instrument.</param>
public sealed record StandInFile([property: JsonRequired] string Target)
{
    /// <summary>The file of the bundle whose bytes it takes, from the bundle's root.</summary>
    public MediaPath? Source { get; init; }

    /// <summary>Its content as text (UTF-8).</summary>
    public string? Text { get; init; }
}

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
