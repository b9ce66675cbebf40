using System.Net;
using PatchKit.Shared;

namespace PatchKit.Tests.Windows;

/// <summary>The whole round in both boot modes, by the real Windows build, from a real stick.</summary>
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
        var stick = bench.Desk.StickOf(campaign, Name, bench.Applier);

        await using (var dx = await WinePrefix.Make(bench, "Dx"))
        {
            Assert.Equal([IPAddress.Any], bench.Listeners());
            await Patched(dx, stick);
        }

        Assert.Equal(ExitCodes.Outstanding, bench.Desk.Receive(stick, Name));

        await using (var ruo = await WinePrefix.Make(bench, "RUO"))
            await Patched(ruo, stick);

        Assert.Equal(ExitCodes.Done, bench.Desk.Receive(stick, Name));
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
