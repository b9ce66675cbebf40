using System.Security;

namespace PatchKit.Applier.Instruments;

/// <summary>Which exceptions mean "the machine said no": all others are faults of the program and are not caught.</summary>
internal static class MachineFaults
{
    /// <summary>True for a port's fault, an IO error, a missing right, and a wait that took too long.</summary>
    public static bool IsOne(Exception exception) =>
        exception is InstrumentFault or IOException or UnauthorizedAccessException or SecurityException or TimeoutException;
}
