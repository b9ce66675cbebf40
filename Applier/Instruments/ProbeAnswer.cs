namespace PatchKit.Applier.Instruments;

/// <summary>What a probe saw.</summary>
/// <param name="Holds">Whether it is as asked. What cannot be read does not hold.</param>
/// <param name="Seen">What was seen, in plain English; the same text for the same state.</param>
internal sealed record ProbeAnswer(bool Holds, string Seen);
