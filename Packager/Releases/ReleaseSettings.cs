using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Releases;

/// <summary>
/// <c>settings.json</c> of a release: how long a stick lives, and whether a campaign has to be proven before. Not signed and on
/// no stick; the dates that it leads to are.
/// </summary>
/// <param name="Schema">Format version, MAJOR.MINOR.</param>
/// <param name="StickDays">How long snapshot and timestamp live after they are written, in days.</param>
internal sealed record ReleaseSettings([property: JsonRequired] string Schema, [property: JsonRequired] int StickDays)
{
    /// <summary>Whether no stick is made of a bundle whose campaign has no whole proof; not when left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RequireProof { get; init; }

    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>What holds where nobody said anything.</summary>
    public static ReleaseSettings Usual { get; } = new(SchemaVersion, 90);

    /// <summary>The longest life of a stick, in days: no delivery's date is believed further ahead.</summary>
    public static int MostStickDays { get; } = (int)TrustedTime.LongestDelivery.TotalDays;

    /// <summary>The file, written by the program and mended by hand; at most 4 KiB.</summary>
    public static JsonFormat<ReleaseSettings> Format { get; } = new("a release's settings", ReleaseSettingsJson.Default, 4 << 10)
    {
        Schema = SchemaVersion,
        WrittenByHand = true,
        Rules = settings => Fits(settings.StickDays)
            ? []
            : [new("$.stickDays", $"a stick lives from 1 to {MostStickDays} days")],
    };

    /// <summary>How long each role lives by it.</summary>
    public RoleLifetimes Lifetimes => new() { Snapshot = StickDays, Timestamp = StickDays };

    /// <summary>Whether a stick may live so long.</summary>
    public static bool Fits(int days) => days >= 1 && days <= MostStickDays;
}

/// <summary>JSON of <see cref="ReleaseSettings"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(ReleaseSettings))]
internal sealed partial class ReleaseSettingsJson : JsonSerializerContext;
