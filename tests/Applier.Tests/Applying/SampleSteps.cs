using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>One step of every kind, and a machine on which none of them is so yet.</summary>
internal static class SampleSteps
{
    public const string Key = @"HKLM\SOFTWARE\X";
    public const string Unwanted = @"C:\Old\old.dll";
    public const string Settings = @"C:\Settings\server.ini";
    public const string Target = @"C:\App\x.cfg";

    public static void Prepare(Bench bench)
    {
        bench.Put(Target, "old config");
        bench.Put(Unwanted, "old dll");
        bench.Put(Settings, "; ports\r\n[Server]\r\nPort = 80\r\n");
        bench.Instrument.Values[$@"{Key}\Legacy"] = new(RegistryKind.Binary, "00ff");
        bench.Instrument.ServiceList["ucs"] = new("ucs", "Copy Service", @".\ucs", ServiceStart.Automatic,
            ServiceRunState.Running, ["helper"]);
        bench.Instrument.ServiceList["helper"] = new("helper", "Helper", "LocalSystem", ServiceStart.Manual,
            ServiceRunState.Running, []);
        bench.Instrument.Groups["ucs"] = [IAccounts.Administrators];
        bench.Instrument.Passwords[@".\ucs"] = "old secret";
        bench.Instrument.Profiles["public"] = false;
        bench.Instrument.Installed["Product"] = "1.0";
        bench.Instrument.Installed["Patched"] = "2.0";
        bench.Instrument.Installed["Remote Agent"] = "3.1";
        bench.Instrument.Values[$@"{Key}\Mode"] = new(RegistryKind.Dword, "1");
        bench.Person.Answer = question => question switch
        {
            PatchKit.Applier.Operators.PasswordQuestion => "old secret",
            PatchKit.Applier.Operators.ManualStepQuestion manual => ByHand(bench, manual.Undoing),
            _ => null,
        };
    }

    public static RunInstallerStep Installer(Bench bench) =>
        new(Bench.Id("install"), Bench.Title("Install"), bench.Payload("payload/p.msi", "Product|2.0"))
        { Proof = [Product("2.0")] };

    public static RunInstallerStep Patch(Bench bench) =>
        new(Bench.Id("patch"), Bench.Title("Patch"), bench.Payload("payload/p.msp", "Patched|2.0.1"))
        { Proof = [new ProductProbe("Patched") { Version = Version(">=2.0.1") }] };

    public static RunInstallerStep Update(Bench bench) =>
        new(Bench.Id("update"), Bench.Title("Update"), bench.Payload("payload/w.msu", "KB5012345"))
        { Proof = [new HotfixProbe("KB5012345")] };

    public static UninstallStep Uninstall() => new(Bench.Id("uninstall"), Bench.Title("Uninstall"), "Remote Agent");

    public static RunScriptStep Script(Bench bench) => new(
        Bench.Id("script"), Bench.Title("Script"),
            [bench.Payload("scripts/s.ps1", "-"), bench.Payload("scripts/s.fake", $"{Key}|Script|on")])
    {
        Proof = [new RegistryProbe(Key, "Script") { EqualTo = "on" }],
    };

    public static ReplaceFileStep File(Bench bench) =>
        new(Bench.Id("file"), Bench.Title("File"), bench.Payload("payload/x.cfg", "new config"), InstrumentPath.Of(Target));

    public static SetServiceStep Service() =>
        new(Bench.Id("service"), Bench.Title("Service"), "ucs") { Account = @"NT AUTHORITY\LocalService" };

    public static SetAccountStep Account() => new(Bench.Id("account"), Bench.Title("Account"), "ucs")
    {
        MemberOf = ["S-1-5-32-545"],
        NotMemberOf = [IAccounts.Administrators],
    };

    public static EnableFirewallStep Firewall() => new(Bench.Id("firewall"), Bench.Title("Firewall"));

    public static SetRegistryValueStep Value() =>
        new(Bench.Id("value"), Bench.Title("Value"), Key, "Mode", RegistryKind.Dword, "2");

    public static DeleteFileStep DeletedFile() => new(Bench.Id("unwanted"), Bench.Title("Unwanted"), InstrumentPath.Of(Unwanted));

    public static DeleteRegistryValueStep DeletedValue() => new(Bench.Id("legacy"), Bench.Title("Legacy"), Key, "Legacy");

    public static EditConfigStep Edit() =>
        new(Bench.Id("edit"), Bench.Title("Edit"), InstrumentPath.Of(Settings), ConfigFormat.Ini,
        [new("[Server]Port") { Value = "8081" }]);

    public static AskOperatorStep Manual() => new(Bench.Id("manual"), Bench.Title("Manual"), Bench.Title("Do it"))
    {
        Proof = [new RegistryProbe(Key, "Manual") { EqualTo = "yes" }],
    };

    public static Step[] All(Bench bench) =>
        [Installer(bench), Patch(bench), Update(bench), Script(bench), File(bench), Service(), Account(), Firewall(), Value(),
            DeletedFile(), DeletedValue(),
            Edit(), Uninstall(), Manual()];

    public static ProductProbe Product(string version) =>
        new("Product") { Version = Version($">={version}") };

    private static VersionRange? Version(string text) => VersionRange.TryParse(text, out var range) ? range : null;

    private static object ByHand(Bench bench, bool undoing)
    {
        if (undoing)
            bench.Instrument.Values.Remove($@"{Key}\Manual");
        else
            bench.Instrument.Values[$@"{Key}\Manual"] = new(RegistryKind.Text, "yes");
        return PatchKit.Applier.Operators.ManualStepAnswer.Done;
    }
}
