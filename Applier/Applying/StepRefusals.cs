using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying;

/// <summary>The refusals of a step.</summary>
internal static class StepRefusals
{
    // Source: Windows, ERROR_DISK_FULL (112) and ERROR_HANDLE_DISK_FULL (39) as HRESULT; Linux, ENOSPC (28).
    private static readonly int[] DiskFullResults = [unchecked((int)0x80070070), unchecked((int)0x80070027), 28];

    /// <summary>The machine said no.</summary>
    public static Refusal Of(Step step, Exception fault) => IsDiskFull(fault)
        ? new Refusal(RefusalCode.DiskFull, step.Id.Text, fault.Message).With(fault.Message)
        : new Refusal(RefusalCode.StepFailed, step.Id.Text, fault.Message).With(fault.Message);

    /// <summary>The step's call returned well, and the read-back says no.</summary>
    public static Refusal Disagrees(Step step, string seen)
    {
        var reason = $"read-back disagrees: {seen}";
        return new Refusal(RefusalCode.StepFailed, step.Id.Text, reason).With(reason);
    }

    /// <summary>The disk with our own files said no.</summary>
    public static Refusal OfDisk(string place, Exception fault) =>
        new Refusal(IsDiskFull(fault) ? RefusalCode.DiskFull : RefusalCode.AccessDenied, place, fault.Message).With(fault.Message);

    /// <summary>Whether an exception says that the disk is full.</summary>
    public static bool IsDiskFull(Exception fault) => fault is IOException && DiskFullResults.Contains(fault.HResult);
}
