using System.Runtime.Versioning;
using System.Security.Principal;
using Native = PatchKit.Applier.Instruments.Windows.ProcessNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// The rights of a process. Windows gives them when the process starts; what becomes of its account's groups later changes
/// nothing in them. Source: Windows, "Access Tokens".
/// </summary>
[SupportedOSPlatform("windows")]
internal static class ProcessToken
{
    /// <summary>Whether a process has administrator rights.</summary>
    /// <param name="process">Its number.</param>
    /// <param name="place">Whose process it is, for a fault.</param>
    /// <exception cref="InstrumentFault">Its token cannot be read.</exception>
    public static bool IsAdministrator(uint process, string place)
    {
        using var handle = Native.OpenProcess(Native.QueryLimitedInformation, false, process);
        if (handle.IsInvalid)
            throw WindowsFault.OfLastCall(place, "OpenProcess");
        if (!Native.OpenProcessToken(handle, Native.TokenQuery | Native.TokenDuplicate, out var token))
            throw WindowsFault.OfLastCall(place, "OpenProcessToken");
        using (token)
        {
            // Groups that only deny are left out by it, those that are on are not.
            using var identity = new WindowsIdentity(token.DangerousGetHandle());
            return identity.IsSystem
                || identity.Groups?.Contains(new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null)) == true;
        }
    }
}
