using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying;

/// <summary>The refusals of a step: the log names it by its id, a person reads its title.</summary>
internal static class StepRefusals
{
    /// <summary>Nothing may begin on what an earlier application has left neither old nor new.</summary>
    public static Refusal StillInconsistent(string place) => new(RefusalCode.Inconsistent, place,
        "an earlier application is neither old nor new: call support, or roll it back");

    /// <summary>The machine said no.</summary>
    public static Refusal Of(Step step, Exception fault) =>
        Of(step, Fault.IsFull(fault) ? RefusalCode.DiskFull : RefusalCode.StepFailed, fault.Message);

    /// <summary>What a fault tells of a program that has run, in a receipt's words.</summary>
    public static ImmutableArray<Observation> Observed(Exception fault) =>
        fault is InstrumentFault { Observed: { } observed } ? [observed] : [];

    /// <summary>The step's call returned well, and the read-back says no.</summary>
    public static Refusal Disagrees(Step step, string seen) =>
        Of(step, RefusalCode.StepFailed, $"read-back disagrees: {seen}");

    /// <summary>The step's condition cannot be read.</summary>
    public static Refusal NotKnownWhether(Step step, ProbeAnswer condition) =>
        Of(step, RefusalCode.StepFailed, $"whether it is needed: {condition.Seen}");

    /// <summary>The step would change what nothing could bring back.</summary>
    public static Refusal NoWayBack(Step step, string why) => Of(step, RefusalCode.NoWayBack, why);

    /// <summary>The disk with our own files said no.</summary>
    public static Refusal OfDisk(string place, Exception fault) => Fault.Refuse(fault, place);

    /// <summary>Any other.</summary>
    public static Refusal Of(Step step, RefusalCode code, string reason) =>
        new(code, step.Id.Text, reason) { Subject = new Fact.Title(step.Title) };
}
