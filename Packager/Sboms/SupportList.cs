using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Json;

namespace PatchKit.Packager.Sboms;

/// <summary>
/// What is known of how long the components of our programs are supported, each line with its evidence: licences/support.json,
/// mended by hand. What no line fits is not known, and a list of components says so.
/// </summary>
internal sealed record SupportList
{
    /// <summary>The version that this program reads.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>Who supports what until when; the first line that fits a component counts.</summary>
    [JsonRequired]
    public required ImmutableArray<SupportLine> Components { get; init; }

    /// <summary>The file; at most 64 KiB.</summary>
    public static JsonFormat<SupportList> Format { get; } = new("a list of support", SupportJson.Default, 64 << 10)
    {
        Schema = SchemaVersion,
        WrittenByHand = true,
        Rules = Faults,
    };

    /// <summary>Reads a file.</summary>
    public static Result<SupportList> Read(PackagerServices services, string path) =>
        BoundedFiles.Read(services, path, Format.Longest).Then(bytes => Format.Read(bytes, path));

    /// <summary>What is known of a component's support on a day; null: nothing.</summary>
    public SbomSupport? Of(SbomComponent component, DateOnly day) =>
        Components.FirstOrDefault(line => line.Fits(component)) is { } line
            ? new(line.EndOfSupport < day ? SupportLevel.NoLongerMaintained : line.Level, line.EndOfSupport, line.Source,
                line.Seen)
            : null;

    private static IReadOnlyList<FormatFault> Faults(SupportList list)
    {
        var faults = new FaultList();
        for (var i = 0; i < list.Components.Length; i++)
        {
            faults.Line(list.Components[i].Name, $"$.components[{i}].name");
            faults.Line(list.Components[i].Version, $"$.components[{i}].version");
            faults.Line(list.Components[i].Source, $"$.components[{i}].source");
        }

        return faults.Faults;
    }
}

/// <summary>A line of the list.</summary>
/// <param name="Name">The component's name, or its beginning with a <c>*</c> behind it.</param>
/// <param name="Version">Its version, or the beginning of it with a <c>*</c> behind it.</param>
/// <param name="Level">How it is supported.</param>
/// <param name="EndOfSupport">The last day; absent where its maker names none.</param>
/// <param name="Source">Where its maker says so.</param>
/// <param name="Seen">On which day that was read there.</param>
internal sealed record SupportLine(
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Version,
    [property: JsonRequired] SupportLevel Level,
    DateOnly? EndOfSupport,
    [property: JsonRequired] string Source,
    [property: JsonRequired] DateOnly Seen)
{
    /// <summary>Whether it speaks of a component.</summary>
    public bool Fits(SbomComponent component) => Fits(Name, component.Name) && Fits(Version, component.Version ?? "");

    private static bool Fits(string pattern, string text) => pattern.EndsWith('*')
        ? text.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : text.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How a component is supported, in the words of the FDA's guidance on section 524B.</summary>
[JsonConverter(typeof(StrictEnumConverter<SupportLevel>))]
internal enum SupportLevel
{
    /// <summary>Its maker mends it.</summary>
    ActivelyMaintained = 1,

    /// <summary>Its maker mends it no longer.</summary>
    NoLongerMaintained,

    /// <summary>It has no maker any more.</summary>
    Abandoned,
}

/// <summary>What is known of a component's support.</summary>
/// <param name="Level">How it is supported.</param>
/// <param name="End">The last day; null where its maker names none.</param>
/// <param name="Source">Where its maker says so.</param>
/// <param name="Seen">On which day that was read there.</param>
internal sealed record SbomSupport(SupportLevel Level, DateOnly? End, string Source, DateOnly Seen);

/// <summary>JSON of <see cref="SupportList"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SupportList))]
internal sealed partial class SupportJson : JsonSerializerContext;
