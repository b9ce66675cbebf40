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
    /// <exception cref="InstrumentFault">It is denied, a policy would take it back, Windows says no, or it is not there
    /// afterwards.</exception>
    public static void GrantServiceLogon(string name)
    {
        var account = AccountName.Sid(name);
        if (Missing(name, account) is { } missing)
            throw new InstrumentFault(name, missing);
        if (Of(account).Contains(ServiceLogon))
            return;
        Add(account);
        if (!Of(account).Contains(ServiceLogon))
            throw WindowsFault.Disagreement(account.Value, "LsaAddAccountRights said success",
                $"the account has no {ServiceLogon}");
    }

    /// <summary>See <see cref="IAccounts.NoServiceLogon"/>.</summary>
    /// <remarks>
    /// A right that is denied to a group is denied to its members, whatever is granted. A policy that names who has a right
    /// replaces the machine's own list each time it is applied. Source: Windows, "User Rights Assignment"; [MS-GPSB], Privilege
    /// Rights; RSOP_UserPrivilegeRight of rsopcls.mof, whose precedence 1 is the policy in force.
    /// </remarks>
    /// <param name="name">The account as it is called.</param>
    /// <param name="account">The account.</param>
    public static string? Missing(string name, SecurityIdentifier account)
    {
        if (Holders(name, account).FirstOrDefault(holder => Of(holder).Contains(DenyServiceLogon)) is { } denied)
        {
            return denied == account
                ? $"the logon as a service is denied to {name}: local IT must lift that"
                : $"the logon as a service is denied to the group {AccountName.OfGroup(denied.Value)}, to which {name} " +
                    "belongs: local IT must lift that";
        }

        var given = ManagementQuery.Values(@"root\rsop\computer", "RSOP_UserPrivilegeRight", "AccountList",
            $"UserRight = '{ServiceLogon}' AND precedence = 1");
        return given.Count == 0 || given.OfType<Array>().Any(list => list.Cast<object>().Any(one => Is(one, account)))
            ? null
            : $"a policy of the site says who may log on as a service, and {name} is not among them: it would take the right " +
                "back, so local IT must add the account there";
    }

    // The account, its groups, and what the logon of every service carries.
    private static IEnumerable<SecurityIdentifier> Holders(string name, SecurityIdentifier account) =>
    [
        account,
        .. (AccountName.Local(name) is { } local ? LocalGroups.ByAccount(local) : []).Concat(LocalGroups.CarriedByAll)
            .Distinct().Select(sid => new SecurityIdentifier(sid)),
    ];

    // A name, or a SID behind an asterisk.
    private static bool Is(object listed, SecurityIdentifier account)
    {
        try
        {
            var one = listed.ToString() ?? "";
            return (one.StartsWith('*') ? new SecurityIdentifier(one[1..]) : AccountName.Sid(one)) == account;
        }
        catch (Exception unknown) when (unknown is InstrumentFault or ArgumentException)
        {
            return false;
        }
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
