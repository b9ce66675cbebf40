using System.Net;
using System.Text.Json.Nodes;
using PatchKit.Shared;

namespace PatchKit.Tests.Windows;

/// <summary>The whole round by the Windows builds of both programs: the desk's and the instrument's, from a real stick.</summary>
public sealed class SessionTests(Bench bench)
{
    private const string Name = "whole-session";

    [Fact]
    public async Task Both_boot_modes_are_patched_from_one_stick_and_the_ledger_says_so()
    {
        Bench.Require();
        var campaign = TestCampaign.Write(
            Path.Combine(bench.Root, $"campaign-{Name}"),
            Name,
            bench.Next(),
            [TestCampaign.Replace, TestCampaign.Installer("patch.msi"), TestCampaign.Switch,
                TestCampaign.Script("done.cmd"), TestCampaign.Service(@"NT AUTHORITY\LocalService")],
            ("payload/patch.msi", bench.Patch),
            ("scripts/done.cmd", bench.TextFile("done.cmd", Scripts.MakesItsFile)));
        var stick = Directory.CreateDirectory(Path.Combine(bench.Root, $"stick-{Name}")).FullName;
        await using var desk = await WindowsDesk.Make(bench, campaign);
        desk.Plug(stick);
        await MakeStick(desk);

        await using (var dx = await WinePrefix.Make(bench, "Dx"))
        {
            Assert.Equal([IPAddress.Any], bench.Listeners());
            await Patched(dx, stick);
        }

        await Receives(desk, before: 0, ExitCodes.Outstanding);

        await using (var ruo = await WinePrefix.Make(bench, "RUO"))
            await Patched(ruo, stick);

        var report = await Receives(desk, before: 2, ExitCodes.Done);
        Assert.Equal(WindowsDesk.Customer, (string)report["campaigns"]![0]!["customers"]![0]!["name"]!);
        await Reports(desk);

        await desk.Do("stick", "wipe", @"E:\", "--yes");
        Assert.Empty(Directory.EnumerateFileSystemEntries(stick));
    }

    // The support guide's way from a campaign to a stick.
    private async Task MakeStick(WindowsDesk desk)
    {
        Assert.Contains("rehearse --unattended --applier FOLDER", await desk.Do(), StringComparison.Ordinal);
        await desk.Do("settings", "set", "--release", "release", "--ledger", "ledger.db", "--language", "it", "--language", "en",
            "--return-line", "Support desk of the tests", "--telephone", "+00 000 0000");
        var built = WindowsDesk.Json(await desk.Do("build", "campaign", "--json"));
        var bundle = (string)built["bundle"]!;
        foreach (var holder in new[] { "Rita", "Quinn" })
            await desk.Sign(holder, "sign", $"{bundle}.zip");
        await desk.Sign("Sue", "keys", "refresh");
        await File.WriteAllTextAsync(Path.Combine(desk.Folder, "order.json"), $$"""
            { "schema": "1.0", "stick": "WHOLE-SESSION", "customer": { "id": "hospital", "name": "{{WindowsDesk.Customer}}" },
              "bundle": "{{bundle}}",
              "instruments": [ { "product": "miseqdx", "serial": "{{Desk.Serial}}", "modes": [ "Dx", "RUO" ] } ] }
            """);
        var written = WindowsDesk.Json(await desk.Sign("Sue", "stick", "write", "order.json", "--to", @"E:\", "--applier",
            $"Z:{bench.Applier}", "--new-ledger", "--json"))["sticks"]![0]!;
        Assert.Equal(("written", WindowsDesk.Customer), ((string)written["state"]!, (string)written["customer"]!));
        // Wine takes the flag that passes the cache by, and reads from it all the same: the program has to notice.
        Assert.Equal("cache", (string)written["readFrom"]!);

        var seen = WindowsDesk.Json(await desk.Do("verify", @"E:\", "--root", @"release\metadata\1.root.json", "--json"));
        Assert.Equal(("WHOLE-SESSION", WindowsDesk.Customer), ((string)seen["stick"]!, (string)seen["customer"]!));
        Assert.Contains($" for {WindowsDesk.Customer},", await desk.Do("inspect", @"E:\"), StringComparison.Ordinal);
        await desk.Do("letter", @"E:\", "--root", @"release\metadata\1.root.json", "--output", "letter.txt");
        Assert.Contains(WindowsDesk.Customer,
            await File.ReadAllTextAsync(Path.Combine(desk.Folder, "letter.txt")), StringComparison.Ordinal);

        // Windows' own drive is no stick, whoever agrees.
        Assert.Equal((int)RefusalCode.Usage, (await desk.Give("stick", "wipe", @"C:\", "--yes")).ExitCode);
        var refused = await desk.Give("stick", "order.json", "--output", @"C:\", "--key", @"keys\Sue.key");
        Assert.Equal((int)RefusalCode.Usage, refused.ExitCode);
        Assert.Contains("this is the system's drive", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Program Files", refused.Text, StringComparison.Ordinal);
    }

    // Each mode leaves two: that it was applied, and that it was so already.
    private static async Task<JsonNode> Receives(WindowsDesk desk, int before, int complete)
    {
        var received = WindowsDesk.Json(await desk.Do("receive", @"E:\", "--json"));
        Assert.Equal((2, before), ((int)received["accepted"]!, (int)received["duplicates"]!));
        Assert.True((bool)received["sticks"]![0]!["isAsSent"]!, received.ToJsonString());
        var report = await desk.Give("report", "--json", "--require-complete");
        Assert.True(report.ExitCode == complete, report.Text);
        return WindowsDesk.Json(report.Text);
    }

    private static async Task Reports(WindowsDesk desk)
    {
        await desk.Do("report", "--html", "report.html", "--csv", "report.csv", "--forms", "forms");
        var page = await File.ReadAllTextAsync(Path.Combine(desk.Folder, "report.html"));
        Assert.Contains(WindowsDesk.Customer, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        var forms = Directory.EnumerateFiles(Path.Combine(desk.Folder, "forms"), "*.pdf", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(forms);
        Assert.All(forms, form => Assert.Equal("%PDF-"u8.ToArray(), File.ReadAllBytes(form)[..5]));
        await desk.Do("audit", "verify");
    }

    private async Task Patched(WinePrefix windows, string stick)
    {
        windows.Plug(stick);
        var receipts = Directory.GetFiles(Path.Combine(stick, "receipts")).Length;
        var ended = await windows.Apply(@"E:\applier\Applier.exe");

        Assert.True(ended.ExitCode == ExitCodes.Done, ended.Text);
        Assert.Equal("applied", Events.End(ended).Verdict);
        Assert.Equal([IPAddress.Loopback], bench.Listeners());
        Assert.Equal(@"NT AUTHORITY\LocalService", await windows.Value(TestCampaign.ServiceKey, "ObjectName"));
        Assert.Equal("0x0", await windows.Value(TestCampaign.ProductKey, "RemoteAccess"));
        Assert.Equal("ListenAddress=127.0.0.1\r\n", await windows.Settings());
        Assert.True(Directory.GetFiles(Path.Combine(stick, "receipts")).Length > receipts);

        var again = await windows.Apply();
        Assert.True(Events.End(again).Verdict == "already-applied", again.Text);
    }
}
