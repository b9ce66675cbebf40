using System.Text.Json.Serialization;
using PatchKit.Applier.Receipts;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// A session whose changes have begun: kept on the instrument's disk, so that the next start can finish it and write its receipt.
/// </summary>
/// <param name="Facts">What the receipt will say.</param>
/// <param name="IdleGate">When the instrument counts as idle.</param>
internal sealed record OpenSession(
    [property: JsonRequired] ReceiptFacts Facts,
    [property: JsonRequired] IdleGate IdleGate);

/// <summary>JSON of <see cref="OpenSession"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(OpenSession))]
internal sealed partial class OpenSessionJson : JsonSerializerContext;
