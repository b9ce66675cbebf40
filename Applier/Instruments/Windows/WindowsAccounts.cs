using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Principal;
using PatchKit.Shared.Values;
using Native = PatchKit.Applier.Instruments.Windows.AccountNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Local accounts by the Net calls, groups always by SID.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsAccounts : IAccounts
{
    /// <inheritdoc/>
    public AccountFacts? Find(string account) =>
        Told(account) is var (name, enabled) ? new(name, enabled, LocalGroups.ByMembers(name, AccountName.Sid(name))) : null;

    /// <inheritdoc/>
    /// <exception cref="InstrumentFault">The groups' lists and the account's list say two things.</exception>
    public AccountFacts? ReadBack(string account)
    {
        if (Told(account) is not var (name, enabled))
            return null;
        var (members, groups) = (LocalGroups.ByMembers(name, AccountName.Sid(name)), LocalGroups.ByAccount(name));
        return members.SequenceEqual(groups)
            ? new(name, enabled, groups)
            : throw WindowsFault.Disagreement(name, $"the groups that list it are {string.Join(", ", members)}",
                $"its own list is {string.Join(", ", groups)}");
    }

    /// <inheritdoc/>
    public string Canonical(string account) => AccountName.Canonical(account);

    /// <inheritdoc/>
    public void Join(string account, string groupSid) =>
        Change(account, groupSid, "NetLocalGroupAddMembers", Native.NetLocalGroupAddMembers, Native.ErrorMemberInAlias);

    /// <inheritdoc/>
    public void Leave(string account, string groupSid)
    {
        if (groupSid.Equals(IAccounts.Administrators, StringComparison.OrdinalIgnoreCase))
            RefuseToLockOut(account);
        Change(account, groupSid, "NetLocalGroupDelMembers", Native.NetLocalGroupDelMembers, Native.ErrorMemberNotInAlias);
    }

    /// <inheritdoc/>
    public bool IsAdministrator(string account)
    {
        // SYSTEM is in no group that could be listed; the other two own accounts of services have no rights by definition.
        account = AccountName.Canonical(account);
        if (LogonAccount.BuiltIn(account) is { } builtIn)
            return builtIn == LogonAccount.LocalSystem;
        var sid = AccountName.Sid(account);
        return LocalGroups.Holds(IAccounts.Administrators, sid)
            || (LogonAccount.HasPassword(account)
                && LocalGroups.ByAccount(AccountName.Local(account) ?? account).Contains(IAccounts.Administrators));
    }

    /// <inheritdoc/>
    public string? NoServiceLogon(string account)
    {
        account = AccountName.Canonical(account);
        if (!LogonAccount.HasPassword(account))
            return null;
        SecurityIdentifier sid;
        try
        {
            sid = AccountName.Sid(account);
        }
        catch (InstrumentFault)
        {
            // The plan may make it; else its step will say so.
            return null;
        }

        return LogonRights.Missing(account, sid);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The threshold is the number of failures that locks; 0: none does. Source: Windows, USER_MODALS_INFO_3. That of a domain is
    /// its own and not asked: one try.
    /// </remarks>
    public int HarmlessTries(string account)
    {
        if (AccountName.Local(account) is null || Native.NetUserModalsGet(null, Native.Lockout, out var buffer) != Native.Success)
            return 1;
        var threshold = ((Native.LockoutInfo*)buffer)->Threshold;
        _ = Native.NetApiBufferFree(buffer);
        return threshold == 0 ? int.MaxValue : (int)threshold - 1;
    }

    /// <inheritdoc/>
    public bool PasswordOpens(string account, string password)
    {
        var local = AccountName.Local(account);
        var cut = account.LastIndexOf('\\');
        var opened = Native.LogonUser(
            local ?? account[(cut + 1)..], local is null ? account[..cut] : ".", password, Native.LogonService, 0, out var token);
        var error = Marshal.GetLastPInvokeError();
        token.Dispose();

        // That the account lacks the right is told only after its password was found right; the step grants it.
        return opened || error switch
        {
            Native.ErrorLogonTypeNotGranted => true,
            Native.ErrorLogonFailure => false,
            _ => throw WindowsFault.Of(account, "the password was not accepted", error),
        };
    }

    private void RefuseToLockOut(string account)
    {
        var leaving = AccountName.Sid(account);
        using var self = WindowsIdentity.GetCurrent();
        if (self.User == leaving)
            throw new InstrumentFault(account, "this account runs the program: its rights are not taken away");
        var others = Enabled().Where(name => AccountName.Sid(name) != leaving);
        if (!others.Any(IsAdministrator))
            throw WindowsFault.Of(account, "this is the last enabled administrator", 1322);
    }

    private static (string Name, bool Enabled)? Told(string account)
    {
        if (AccountName.Local(account) is not { Length: > 0 } local)
            return null;
        var error = Native.NetUserGetInfo(null, local, 1, out var buffer);
        if (error == Native.UserNotFound)
            return null;
        if (error != Native.Success)
            throw WindowsFault.Of(account, "NetUserGetInfo", error);
        var info = (Native.UserInfo*)buffer;
        var told = (new string(info->Name), (info->Flags & Native.AccountDisabled) == 0);
        _ = Native.NetApiBufferFree(buffer);
        return told;
    }

    private static List<string> Enabled()
    {
        var error = Native.NetUserEnum(null, 1, Native.NormalAccounts, out var buffer, Native.MaxLength, out var count, out _, 0);
        if (error != Native.Success)
            throw WindowsFault.Of("accounts", "NetUserEnum", error);
        var names = new List<string>();
        foreach (ref readonly var user in new ReadOnlySpan<Native.UserInfo>((void*)buffer, (int)count))
        {
            if ((user.Flags & Native.AccountDisabled) == 0)
                names.Add(new string(user.Name));
        }

        _ = Native.NetApiBufferFree(buffer);
        return names;
    }

    private delegate int MemberChange(string? server, string group, int level, byte** sids, uint count);

    private static void Change(string account, string groupSid, string call, MemberChange change, int alreadySo)
    {
        var sid = AccountName.Sid(account);
        var bytes = new byte[sid.BinaryLength];
        sid.GetBinaryForm(bytes, 0);
        fixed (byte* start = bytes)
        {
            var list = start;
            var error = change(null, AccountName.OfGroup(groupSid), 0, &list, 1);
            if (error != Native.Success && error != alreadySo)
                throw WindowsFault.Of($"{account}, group {groupSid}", call, error);
        }
    }
}
