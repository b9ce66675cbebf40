using System.Collections.Immutable;

namespace PatchKit.Applier.Instruments;

/// <summary>Local accounts and groups. Groups are named by SID: their names change with Windows' language.</summary>
internal interface IAccounts
{
    /// <summary>The SID of Administrators.</summary>
    const string Administrators = "S-1-5-32-544";

    /// <summary>The account, or null. Accepts <c>name</c>, <c>.\name</c> and <c>MACHINE\name</c>.</summary>
    AccountFacts? Find(string account);

    /// <summary>The account by another path, for the read-back.</summary>
    AccountFacts? ReadBack(string account);

    /// <summary>
    /// An account in the one writing that this kit compares and captures: <c>LocalSystem</c>, <c>NT AUTHORITY\LocalService</c>
    /// and <c>NT AUTHORITY\NetworkService</c> whatever the machine's language, <c>.\name</c> for one of this machine, anything
    /// else as the machine writes it. One that the machine does not know stays as it is.
    /// </summary>
    string Canonical(string account);

    /// <summary>Puts it into a group.</summary>
    void Join(string account, string groupSid);

    /// <summary>Takes it out of a group.</summary>
    /// <exception cref="InstrumentFault">It is the last enabled administrator, or the account that runs the Applier.</exception>
    void Leave(string account, string groupSid);

    /// <summary>
    /// Whether a logon account (also <c>LocalSystem</c>, <c>NT AUTHORITY\LocalService</c>) has administrator rights, nested
    /// groups counted.
    /// </summary>
    bool IsAdministrator(string account);

    /// <summary>
    /// Why the account may not log on as a service, or could not go on doing so: it is denied to it or to a group of it, or a
    /// policy of the site says who has that right, and would take it back. Null when nothing is in the way, for an account that
    /// needs no such right, and for one that the machine does not know yet.
    /// </summary>
    string? NoServiceLogon(string account);

    /// <summary>
    /// How many wrong passwords in a row may be tried without the account's being locked; one when the machine does not tell.
    /// </summary>
    int HarmlessTries(string account);

    /// <summary>Whether a password opens the account for a service logon.</summary>
    bool PasswordOpens(string account, string password);
}

/// <summary>A local account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Enabled">Whether it may log on.</param>
/// <param name="Groups">SIDs of the groups it belongs to, nested ones included.</param>
internal sealed record AccountFacts(string Name, bool Enabled, ImmutableArray<string> Groups);
