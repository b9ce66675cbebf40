using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Host;

/// <summary>
/// What a support desk says once: where its release and its ledger lie, and what an order may leave out. How long a stick lives
/// is the release's own setting. Format: docs/formats/settings.md.
/// </summary>
internal sealed record DeskSettings
{
    /// <summary>The version that this program reads.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>The release folder, or null.</summary>
    public string? Release { get; init; }

    /// <summary>The ledger: a file, or what connects to a server; or null.</summary>
    public string? Ledger { get; init; }

    /// <summary>The languages of an order that names none, the preferred one first; or null.</summary>
    public ImmutableArray<string>? Languages { get; init; }

    /// <summary>Where the sticks of an order go back to that does not say it; or null.</summary>
    public ReturnAddress? ReturnTo { get; init; }

    /// <summary>Where nobody has said anything.</summary>
    public static DeskSettings None { get; } = new() { Schema = SchemaVersion };

    /// <summary>The file, written by the program and mended by hand; at most 16 KiB.</summary>
    public static JsonFormat<DeskSettings> Format { get; } = new("the desk's settings", DeskSettingsJson.Default, 16 << 10)
    {
        Schema = SchemaVersion,
        WrittenByHand = true,
        Rules = Faults,
    };

    /// <summary>Reads a file; none where there is no such file.</summary>
    public static Result<DeskSettings> Read(PackagerServices services, string path) =>
        path.Length == 0 || !services.Files.File.Exists(path)
            ? None
            : BoundedFiles.Read(services, path, Format.Longest).Then(bytes => Format.Read(bytes, path));

    private static IReadOnlyList<FormatFault> Faults(DeskSettings settings)
    {
        var faults = new FaultList();
        if (settings.Languages is { } languages)
            Delivery.CheckLanguages(faults, languages);
        if (settings.ReturnTo is { } address)
            Delivery.CheckReturn(faults, address);
        return faults.Faults;
    }
}

/// <summary>JSON of <see cref="DeskSettings"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(DeskSettings))]
internal sealed partial class DeskSettingsJson : JsonSerializerContext;
