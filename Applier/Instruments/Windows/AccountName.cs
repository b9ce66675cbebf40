using System.Runtime.Versioning;
using System.Security.Principal;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Names of accounts and their SIDs.</summary>
[SupportedOSPlatform("windows")]
internal static class AccountName
{
    /// <summary>
    /// The account's name without its machine when it belongs to this machine; null when it belongs to another.
    /// </summary>
    public static string? Local(string account)
    {
        var cut = account.LastIndexOf('\\');
        if (cut < 0)
            return account;
        var authority = account[..cut];
        return authority == "." || authority.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
            ? account[(cut + 1)..]
            : null;
    }

    /// <summary>
    /// See <see cref="IAccounts.Canonical"/>: by SID, because names differ by language and by who wrote them.
    /// </summary>
    public static string Canonical(string account)
    {
        if (LogonAccount.BuiltIn(account) is { } builtIn)
            return builtIn;
        try
        {
            var sid = Sid(account);
            if (sid.IsWellKnown(WellKnownSidType.LocalSystemSid))
                return LogonAccount.LocalSystem;
            if (sid.IsWellKnown(WellKnownSidType.LocalServiceSid))
                return LogonAccount.LocalService;
            if (sid.IsWellKnown(WellKnownSidType.NetworkServiceSid))
                return LogonAccount.NetworkService;
            var name = ((NTAccount)sid.Translate(typeof(NTAccount))).Value;
            return Local(name) is { } local ? $@".\{local}" : name;
        }
        catch (Exception unknown) when (unknown is InstrumentFault or IdentityNotMappedException or SystemException)
        {
            return account;
        }
    }

    /// <summary>The SID of an account.</summary>
    /// <exception cref="InstrumentFault">There is none.</exception>
    public static SecurityIdentifier Sid(string account)
    {
        var name = Local(account) is { } local ? $@"{Environment.MachineName}\{local}" : account;
        try
        {
            return (SecurityIdentifier)new NTAccount(name).Translate(typeof(SecurityIdentifier));
        }
        catch (Exception unknown) when (unknown is IdentityNotMappedException or SystemException)
        {
            throw new InstrumentFault(account, $"there is no such account: {unknown.Message} (error 1332)", unknown);
        }
    }

    /// <summary>The name of a group in this Windows' language, without its authority.</summary>
    public static string OfGroup(string sid)
    {
        try
        {
            var name = new SecurityIdentifier(sid).Translate(typeof(NTAccount)).Value;
            return name[(name.LastIndexOf('\\') + 1)..];
        }
        catch (Exception unknown) when (unknown is IdentityNotMappedException or ArgumentException or SystemException)
        {
            throw new InstrumentFault(sid, $"there is no such group: {unknown.Message} (error 1376)", unknown);
        }
    }
}
