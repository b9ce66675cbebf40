using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>The accounts and groups of <c>accounts.json</c>. The passwords there are make-believe too.</summary>
internal sealed class RehearsalAccounts(RehearsalFolder folder) : IAccounts
{
    /// <summary>The file.</summary>
    public const string FileName = "accounts.json";

    /// <inheritdoc/>
    public AccountFacts? Find(string account)
    {
        var all = All();
        return all.Find(account) is { } found ? new(found.Name, found.Enabled, all.AllGroupsOf(found)) : null;
    }

    /// <inheritdoc/>
    public AccountFacts? ReadBack(string account) => Find(account);

    /// <inheritdoc/>
    public string Canonical(string account)
    {
        var all = All();
        var known = all.Names?.GetValueOrDefault(account) ?? account;
        return LogonAccount.BuiltIn(known) ?? (all.Find(known) is { } found ? $@".\{found.Name}" : known);
    }

    /// <inheritdoc/>
    public void Join(string account, string groupSid) => Change("accounts.join", account, groupSid, found =>
        found.Groups.Contains(groupSid) ? found : found with { Groups = [.. found.Groups, groupSid] });

    /// <inheritdoc/>
    public void Leave(string account, string groupSid)
    {
        var all = All();
        if (groupSid == IAccounts.Administrators && all.Find(account) is { } leaving && all.IsAdministrator(leaving))
        {
            if (all.IsCalled(leaving, all.RunningAs))
                throw new InstrumentFault(account, "this account runs the program: its rights are not taken away");
            if (!all.Accounts.Any(other => other != leaving && other.Enabled && all.IsAdministrator(other)))
                throw new InstrumentFault(account, "error 1322: this is the last enabled administrator");
        }

        Change("accounts.leave", account, groupSid, found => found with { Groups = found.Groups.Remove(groupSid) });
    }

    /// <inheritdoc/>
    public bool IsAdministrator(string account)
    {
        account = Canonical(account);
        if (!LogonAccount.HasPassword(account))
            return LogonAccount.IsSystem(account);
        var all = All();
        return all.Find(account) is { } found
            ? all.IsAdministrator(found)
            : throw new InstrumentFault(account, "error 1332: there is no such account");
    }

    /// <inheritdoc/>
    public string? NoServiceLogon(string account) => All().Find(account)?.NoServiceLogon;

    /// <inheritdoc/>
    public int HarmlessTries(string account) => All().LockedAfter is { } failures ? failures - 1 : int.MaxValue;

    /// <inheritdoc/>
    public bool PasswordOpens(string account, string password) =>
        All().Find(account) is { Enabled: true } found && string.Equals(found.Password, password, StringComparison.Ordinal);

    /// <summary>Whether a service could be given this account.</summary>
    public bool Exists(string account) => !LogonAccount.HasPassword(account) || All().Find(account) is not null;

    /// <summary>Whether two names are the same local account.</summary>
    public bool IsSame(string account, string? other) =>
        other is not null && All().Find(account) is { } found && found.Name == All().Find(other)?.Name;

    private void Change(string call, string account, string groupSid, Func<MakeBelieveAccount, MakeBelieveAccount> change)
    {
        var all = All();
        var found = all.Find(account) ?? throw new InstrumentFault(account, "error 1332: there is no such account");
        if (!all.Groups.Any(group => group.Sid == groupSid))
            throw new InstrumentFault(groupSid, "error 1376: there is no such group");
        if (folder.Obeys(call, account))
            folder.Write(FileName, all with
            { Accounts = all.Accounts.Replace(found, change(found)) }, RehearsalFormats.Accounts);
    }

    private MakeBelieveAccounts All() => folder.Read(FileName, RehearsalFormats.Accounts);
}

/// <summary>The file <c>accounts.json</c>.</summary>
/// <param name="Machine">The machine's name, as in <c>MACHINE\name</c>.</param>
/// <param name="RunningAs">The account that runs the Applier.</param>
/// <param name="Accounts">Local accounts.</param>
/// <param name="Groups">Local groups.</param>
internal sealed record MakeBelieveAccounts(
    [property: JsonRequired] string Machine,
    [property: JsonRequired] string RunningAs,
    [property: JsonRequired] ImmutableArray<MakeBelieveAccount> Accounts,
    [property: JsonRequired] ImmutableArray<MakeBelieveGroup> Groups)
{
    /// <summary>
    /// What this machine's language calls Windows' own accounts, each with its English name; null when nothing else.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, string>? Names { get; init; }

    /// <summary>How many wrong passwords in a row lock an account; null: any number may be tried.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LockedAfter { get; init; }

    /// <summary>The local account called <c>name</c>, <c>.\name</c> or <c>MACHINE\name</c>, or null.</summary>
    public MakeBelieveAccount? Find(string account) => Accounts.FirstOrDefault(candidate => IsCalled(candidate, account));

    /// <summary>Whether a name in any of the three spellings is this account's.</summary>
    public bool IsCalled(MakeBelieveAccount account, string name)
    {
        var cut = name.LastIndexOf('\\');
        var domain = cut < 0 ? "." : name[..cut];
        return (domain == "." || domain.Equals(Machine, StringComparison.OrdinalIgnoreCase))
            && account.Name.Equals(name[(cut + 1)..], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether it is in Administrators, directly or through another group.</summary>
    public bool IsAdministrator(MakeBelieveAccount account) => AllGroupsOf(account).Contains(IAccounts.Administrators);

    /// <summary>Its groups and their groups.</summary>
    public ImmutableArray<string> AllGroupsOf(MakeBelieveAccount account)
    {
        var known = new List<string>(account.Groups);
        for (var i = 0; i < known.Count; i++)
        {
            var nested = Groups.FirstOrDefault(group => group.Sid == known[i])?.MemberOf ?? [];
            known.AddRange(nested.Where(sid => !known.Contains(sid)));
        }

        return [.. known];
    }
}

/// <summary>A local account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Groups">Groups it was put into, by SID.</param>
/// <param name="Enabled">Whether it may log on.</param>
/// <param name="Password">A make-believe password.</param>
/// <param name="NoServiceLogon">Why it may not log on as a service, or not for long; null when nothing is in the way.</param>
internal sealed record MakeBelieveAccount(
    [property: JsonRequired] string Name,
    [property: JsonRequired] ImmutableArray<string> Groups,
    bool Enabled = true,
    string? Password = null,
    string? NoServiceLogon = null);

/// <summary>A local group.</summary>
/// <param name="Sid">Its SID.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="MemberOf">Groups that it belongs to itself, by SID.</param>
internal sealed record MakeBelieveGroup([property: JsonRequired] string Sid, [property: JsonRequired] string Name,
    ImmutableArray<string>? MemberOf = null);
