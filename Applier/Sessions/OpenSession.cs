using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.State;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// A session whose changes have begun: kept on the instrument's disk, so that the next start can finish it and write its receipt.
/// </summary>
/// <param name="Facts">What the receipt will say.</param>
/// <param name="IdleGate">When the instrument counts as idle.</param>
/// <param name="BrokenRuns">Folders of runs of which the operator said that they were broken off.</param>
internal sealed record OpenSession(
    [property: JsonRequired] ReceiptFacts Facts,
    [property: JsonRequired] IdleGate IdleGate,
    [property: JsonRequired] ImmutableArray<string> BrokenRuns)
{
    /// <summary>As it is kept.</summary>
    public static JsonFormat<OpenSession> Format { get; } = new("an open session", OpenSessionJson.Default, StateFile.UsualBytes);
}

/// <summary>JSON of <see cref="OpenSession"/>.</summary>
[JsonSerializable(typeof(OpenSession))]
internal sealed partial class OpenSessionJson : JsonSerializerContext;
