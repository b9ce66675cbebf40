using System.Runtime.Versioning;
using System.Security.Principal;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Values;

namespace PatchKit.Qualification.Parts;

/// <summary>Accounts and groups.</summary>
[SupportedOSPlatform("windows")]
internal static class AccountClaims
{
    /// <summary>Why nothing can be said of the account.</summary>
    public const string NotMade = "Windows says that the account was made, and does not know it";

    private const string PowerUsers = "S-1-5-32-547";
    private static int? _error;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        With("accounts.found", "An account is found in every spelling of its name", site =>
        {
            string[] names = [Site.Account, $@".\{Site.Account}", $@"{Environment.MachineName}\{Site.Account}"];
            var found = names.Select(name => site.Instrument.Accounts.Find(name)?.Name).ToList();
            return Evidence.Of(found.TrueForAll(name => name == Site.Account), string.Join(", ", found));
        }),
        With("accounts.group", "An account joins a group and leaves it, and both lists agree", site =>
        {
            var accounts = site.Instrument.Accounts;
            accounts.Join(Site.Account, PowerUsers);
            var joined = accounts.ReadBack(Site.Account)?.Groups.Contains(PowerUsers);
            accounts.Leave(Site.Account, PowerUsers);
            var left = accounts.ReadBack(Site.Account)?.Groups.Contains(PowerUsers);
            return Evidence.Of((joined, left) == (true, false), $"a member after joining: {joined}, after leaving: {left}");
        }),
        With("accounts.administrator", "Whether an account is an administrator is told before and after it joins", site =>
        {
            var accounts = site.Instrument.Accounts;
            var before = accounts.IsAdministrator(Site.Account);
            accounts.Join(Site.Account, IAccounts.Administrators);
            var joined = accounts.IsAdministrator(Site.Account);
            accounts.Leave(Site.Account, IAccounts.Administrators);
            var after = accounts.IsAdministrator(Site.Account);
            return Evidence.Of((before, joined, after) == (false, true, false),
                $"before {before}, joined {joined}, after {after}");
        }),
        With("accounts.password", "The right password is told from a wrong one", site =>
        {
            var (right, wrong) = (site.Instrument.Accounts.PasswordOpens(Site.Account, LocalAccount.Password),
                site.Instrument.Accounts.PasswordOpens(Site.Account, "wrong"));
            return Evidence.Of(right && !wrong, $"right: {right}, wrong: {wrong}");
        }),
        With("accounts.logon", "Nothing is said against an account that may be given to a service", site =>
            Evidence.Of(site.Instrument.Accounts.NoServiceLogon(Site.Account) is null,
                site.Instrument.Accounts.NoServiceLogon(Site.Account) ?? "nothing is said")),
        Claim.Now("accounts.lockout", "How many wrong passwords lock an account is told as Windows' own tool tells it", site =>
        {
            var (code, text) = Tool.Run("net.exe", "accounts");
            var harmless = site.Instrument.Accounts.HarmlessTries(Site.Account);
            return code != 0 ? Evidence.NotRun($"net accounts ended with {code}")
                : Evidence.Of(harmless == int.MaxValue || text.Contains($" {harmless + 1}", StringComparison.Ordinal),
                    harmless == int.MaxValue ? "none does" : $"{harmless + 1} do");
        }),
        Claim.Now("accounts.own", "The account that runs the program is never taken out of Administrators", site =>
        {
            using var self = WindowsIdentity.GetCurrent();
            try
            {
                site.Instrument.Accounts.Leave(self.Name, IAccounts.Administrators);
                return Evidence.Of(false, $"{self.Name} was taken out");
            }
            catch (InstrumentFault refused)
            {
                return Evidence.Of(true, refused.Reason);
            }
        }),
        Claim.Now("accounts.language", "Windows' own accounts are known by the names that this language gives them", site =>
        {
            var seen = new List<string>();
            var all = new[]
            {
                (WellKnownSidType.LocalSystemSid, LogonAccount.LocalSystem),
                (WellKnownSidType.LocalServiceSid, LogonAccount.LocalService),
                (WellKnownSidType.NetworkServiceSid, LogonAccount.NetworkService),
            }.All(known =>
            {
                var name = new SecurityIdentifier(known.Item1, null).Translate(typeof(NTAccount)).Value;
                var canonical = site.Instrument.Accounts.Canonical(name);
                seen.Add($"{name} is {canonical}");
                return canonical == known.Item2;
            });
            return Evidence.Of(all, string.Join(", ", seen));
        }),
        Claim.Now("accounts.rights", "Windows' own accounts have the rights that they are said to have", site =>
        {
            var accounts = site.Instrument.Accounts;
            var (system, service) = (accounts.IsAdministrator(LogonAccount.LocalSystem),
                accounts.IsAdministrator(LogonAccount.LocalService));
            return Evidence.Of(system && !service, $"LocalSystem: {system}, LocalService: {service}");
        }),
    ];

    /// <summary>The account's name; it is made when it is first asked for.</summary>
    public static string Made(Site site)
    {
        if (_error is null)
            site.Journal.Make(ThingKind.Account, Site.Account, () => _error = LocalAccount.Make(Site.Account));
        return Site.Account;
    }

    private static Claim With(string id, string text, Func<Site, Evidence> prove) => Claim.Now(id, text, site =>
    {
        var name = Made(site);
        return _error != 0 ? Evidence.Of(false, $"NetUserAdd: error {_error}")
            : LocalAccount.IsThere(name) ? prove(site) : Evidence.Of(false, NotMade);
    });
}
