using System.Runtime.Versioning;
using System.Security.Principal;
using Native = PatchKit.Applier.Instruments.Windows.LogonRightsNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// The right to log on as a service. Changing a service's account does not grant it; without it the start fails with error 1069.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe class LogonRights
{
    private const string ServiceLogon = "SeServiceLogonRight";
    private const string DenyServiceLogon = "SeDenyServiceLogonRight";

    /// <summary>
    /// Grants it, and reads it back by a new handle. It stays when the step is undone: by itself it opens nothing.
    /// </summary>
    /// <exception cref="InstrumentFault">A policy denies it, Windows says no, or it is not there afterwards.</exception>
    public static void GrantServiceLogon(SecurityIdentifier account)
    {
        var rights = Of(account);
        if (rights.Contains(DenyServiceLogon))
            throw new InstrumentFault(account.Value,
                "a policy denies this account the logon as a service: local IT must lift it");
        if (rights.Contains(ServiceLogon))
            return;
        Add(account);
        if (!Of(account).Contains(ServiceLogon))
            throw WindowsFault.Disagreement(account.Value, "LsaAddAccountRights said success",
                $"the account has no {ServiceLogon}");
    }

    private static HashSet<string> Of(SecurityIdentifier account)
    {
        using var policy = Open(account, Native.ViewLocalInformation | Native.LookupNames);
        fixed (byte* sid = Bytes(account))
        {
            var status = Native.LsaEnumerateAccountRights(policy, sid, out var rights, out var count);
            if (status == Native.ObjectNameNotFound)
                return [];
            Require(status, account, "LsaEnumerateAccountRights");
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < count; i++)
                names.Add(new string(rights[i].Buffer, 0, rights[i].Length / sizeof(char)));
            _ = Native.LsaFreeMemory(rights);
            return names;
        }
    }

    private static void Add(SecurityIdentifier account)
    {
        using var policy = Open(account, Native.CreateAccount | Native.LookupNames);
        fixed (byte* sid = Bytes(account))
        fixed (char* name = ServiceLogon)
        {
            var right = new Native.UnicodeString
            {
                Length = (ushort)(ServiceLogon.Length * sizeof(char)),
                MaximumLength = (ushort)((ServiceLogon.Length + 1) * sizeof(char)),
                Buffer = name,
            };
            Require(Native.LsaAddAccountRights(policy, sid, &right, 1), account, "LsaAddAccountRights");
        }
    }

    private static Native.PolicyHandle Open(SecurityIdentifier account, uint access)
    {
        var attributes = new Native.ObjectAttributes { Length = (uint)sizeof(Native.ObjectAttributes) };
        Require(Native.LsaOpenPolicy(0, ref attributes, access, out var policy), account, "LsaOpenPolicy");
        return policy;
    }

    private static byte[] Bytes(SecurityIdentifier account)
    {
        var bytes = new byte[account.BinaryLength];
        account.GetBinaryForm(bytes, 0);
        return bytes;
    }

    private static void Require(int status, SecurityIdentifier account, string call)
    {
        if (status != 0)
            throw WindowsFault.Of(account.Value, call, Native.LsaNtStatusToWinError(status));
    }
}
