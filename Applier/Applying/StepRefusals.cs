using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying;

/// <summary>The refusals of a step.</summary>
internal static class StepRefusals
{
    /// <summary>The machine said no.</summary>
    public static Refusal Of(Step step, Exception fault) =>
        new Refusal(DiskFault.IsFull(fault) ? RefusalCode.DiskFull : RefusalCode.StepFailed, step.Id.Text, fault.Message)
            .With(fault.Message);

    /// <summary>The step's call returned well, and the read-back says no.</summary>
    public static Refusal Disagrees(Step step, string seen)
    {
        var reason = $"read-back disagrees: {seen}";
        return new Refusal(RefusalCode.StepFailed, step.Id.Text, reason).With(reason);
    }

    /// <summary>The disk with our own files said no.</summary>
    public static Refusal OfDisk(string place, Exception fault) =>
        new Refusal(DiskFault.Code(fault), place, fault.Message).With(fault.Message);
}
