using System.Runtime.Versioning;
using System.Security.AccessControl;
using PatchKit.Applier.Commands;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Applier.Receipts;

namespace PatchKit.Qualification.Parts;

/// <summary>What the Applier stands on.</summary>
[SupportedOSPlatform("windows")]
internal static class InstallationClaims
{
    private const int OldestBuild = 14393;
    private const string ClosedList = "D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Installed("installation.windows", "Windows is of build 14393 or later", site =>
        {
            var facts = site.Instrument.Machine.Read();
            return Evidence.Of(facts.OsBuild >= OldestBuild, facts.OsName);
        }),
        Installed("installation.rights", "The program has the rights of an administrator", site =>
            Evidence.Of(site.Instrument.Machine.Read().Elevated == true, $"elevated: {site.Instrument.Machine.Read().Elevated}")),
        Installed("installation.signatures", "A known Ed25519 signature is told from a false one", _ =>
            SignatureSelfTest.Run() is { } unfit ? Evidence.Of(false, unfit.Reason) : Evidence.Of(true, "told apart")),
        Installed("installation.facts", "Windows tells everything that a session asks of the machine", Facts),
        Installed("installation.closed", "A folder of the Applier's is open to nobody but SYSTEM and Administrators", site =>
        {
            var folder = site.In(Thing.Mark + "closed");
            site.Journal.Make(ThingKind.Folder, folder, () => site.Instrument.Places.Close(folder));
            var rights = new DirectoryInfo(folder).GetAccessControl(AccessControlSections.Access | AccessControlSections.Owner)
                .GetSecurityDescriptorSddlForm(AccessControlSections.Access | AccessControlSections.Owner);
            return Evidence.Of(rights == "O:BA" + ClosedList, rights);
        }),
        Installed("installation.key", "The key that signs receipts can be read by nobody but SYSTEM and Administrators", site =>
        {
            var folder = site.In(Thing.Mark + "keys");
            site.Journal.Make(ThingKind.Folder, folder, () => site.Instrument.Places.Close(folder));
            using var key = new DeviceKey(site.Files, folder).OpenOrMake().Value;
            var rights = new FileInfo(Directory.GetFiles(folder).Single()).GetAccessControl(AccessControlSections.Access)
                .GetSecurityDescriptorSddlForm(AccessControlSections.Access);
            return Evidence.Of(rights == "D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)", rights);
        }),
        Installed("installation.others", "A folder in which another account has put something is refused", site =>
        {
            if (!LocalAccount.IsThere(AccountClaims.Made(site)))
                return Evidence.Of(false, AccountClaims.NotMade);
            var folder = site.In(Thing.Mark + "foreign");
            site.Journal.Make(ThingKind.Folder, folder, () => Directory.CreateDirectory(folder));
            var (code, text) = (0, "");
            var file = Path.Combine(folder, "pkq-theirs.txt");
            site.Journal.Make(ThingKind.File, file, () =>
            {
                System.IO.File.WriteAllText(file, "theirs");
                (code, text) = Tool.Run("icacls.exe", $"\"{file}\" /setowner {Site.Account}");
            });
            return code != 0 ? Evidence.NotRun($"icacls: {text}")
                : Refused(() => site.Instrument.Places.Close(folder), "no administrator");
        }),
        Installed("installation.thread", "A Windows object that fails in an unforeseen way ends no more than the question", _ =>
            Refused(() => ComThread.Run<bool>("object", "an object", () => throw new InvalidOperationException("unforeseen")),
                "unforeseen")),
        Installed("installation.flush", "The system's disk confirms what was written", site =>
        {
            site.Instrument.Drives.Flush();
            return Evidence.Of(true, "registry and volumes were flushed");
        }),
        Installed("installation.write-filter", "No write filter takes back what is written", site =>
            site.Instrument.Drives.Forgets() is { } why ? Evidence.Of(false, why) : Evidence.Of(true, "none is on")),
    ];

    private static Claim Installed(string id, string text, Func<Site, Evidence> prove) =>
        Claim.Now(id, text, prove) with { Kind = QualificationKind.Installation };

    private static Evidence Refused(Action act, string expected)
    {
        try
        {
            act();
            return Evidence.Of(false, "it was not refused");
        }
        catch (InstrumentFault fault)
        {
            return Evidence.Of(fault.Message.Contains(expected, StringComparison.Ordinal), fault.Message);
        }
    }

    private static Evidence Facts(Site site)
    {
        var facts = site.Instrument.Machine.Read();
        var unknown = facts.GetType().GetProperties()
            .Where(fact => fact.Name != nameof(facts.BatteryPercent) && fact.GetValue(facts) is null)
            .Select(fact => fact.Name).ToList();
        return Evidence.Of(unknown.Count == 0,
            unknown.Count == 0 ? "everything is told" : $"not told: {string.Join(", ", unknown)}");
    }
}
