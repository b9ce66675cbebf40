using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Qualification;

/// <summary>What was seen on one machine: <c>qualification.json</c>, docs/qualification/README.md.</summary>
/// <param name="Schema">Version of the format.</param>
/// <param name="Program">Version of this program.</param>
/// <param name="System">The Windows that it ran on.</param>
/// <param name="Began">When the first phase began.</param>
/// <param name="Ended">When the last phase ended.</param>
/// <param name="Boot">What the Applier called this run of Windows in the first phase.</param>
/// <param name="Finished">Whether the phase after the restart is done, or was left out.</param>
/// <param name="Claims">Every claim of the program, in its order.</param>
internal sealed record Report(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] string Program,
    [property: JsonRequired] string System,
    [property: JsonRequired] DateTimeOffset Began,
    [property: JsonRequired] DateTimeOffset Ended,
    [property: JsonRequired] string Boot,
    [property: JsonRequired] bool Finished,
    [property: JsonRequired] ImmutableArray<ReportLine> Claims)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>The file's name.</summary>
    public const string FileName = "qualification.json";

    /// <summary>How it is read and written.</summary>
    public static JsonFormat<Report> Format { get; } = new("a qualification report", ReportJson.Default, 1 << 20)
    {
        Schema = SchemaVersion,
    };

    /// <summary>How many claims ended how.</summary>
    [JsonIgnore]
    public string InWords =>
        $"{Count(ClaimResult.Pass)} pass, {Count(ClaimResult.Fail)} fail, {Count(ClaimResult.NotRun)} not run";

    /// <summary>How many claims ended so.</summary>
    public int Count(ClaimResult result) => Claims.Count(line => line.Result == result);
}

/// <summary>A claim and what was seen of it.</summary>
/// <param name="Id">The claim's name.</param>
/// <param name="Kind">IQ or OQ.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Result">Whether it holds.</param>
/// <param name="Seen">What was seen.</param>
internal sealed record ReportLine(
    [property: JsonRequired] string Id,
    [property: JsonRequired] QualificationKind Kind,
    [property: JsonRequired] string Claim,
    [property: JsonRequired] ClaimResult Result,
    [property: JsonRequired] string Seen);

/// <summary>JSON of <see cref="Report"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
