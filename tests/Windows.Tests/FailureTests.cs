using PatchKit.Shared;

namespace PatchKit.Tests.Windows;

/// <summary>What goes wrong on Windows, and that everything is undone then.</summary>
public sealed class FailureTests(Bench bench)
{
    [Fact]
    public async Task An_installer_that_fails_with_1603_is_undone()
    {
        bench.Require();
        var failing = await bench.PatchWith(
            "fails.msi",
            "INSERT INTO `CustomAction` (`Action`, `Type`, `Target`) VALUES ('Fail', 19, 'The test wants this')",
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('Fail', 4500)");
        var stick = bench.Stick("msi-1603", [TestCampaign.Switch, TestCampaign.Installer("patch.msi", bench.Port)], ("payload/patch.msi", failing));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var end = Events.End(await windows.Apply());

        Assert.Equal("StepFailed", end.Refusal);
        Assert.Contains("1603", end.Reason, StringComparison.Ordinal);
        await AssertUndone(windows, end.Changed);
    }

    [Fact]
    public async Task A_script_by_a_PowerShell_that_does_nothing_is_found_out_and_undone()
    {
        bench.Require();
        var stick = bench.Stick("lie-powershell", [TestCampaign.Switch, TestCampaign.Script("lie.ps1")], ("scripts/lie.ps1", bench.TextFile("lie.ps1", Scripts.PowerShell)));
        await Lies(stick);
    }

    [Fact]
    public async Task A_script_by_a_netsh_that_does_nothing_is_found_out_and_undone()
    {
        bench.Require();
        var stick = bench.Stick(
            "lie-netsh", [TestCampaign.Switch, TestCampaign.Script("netsh.cmd", "{ kind: firewall }")], ("scripts/netsh.cmd", bench.TextFile("netsh.cmd", Scripts.Netsh)));
        await Lies(stick);
    }

    private async Task Lies(string stick)
    {
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);
        var ended = await windows.Apply();
        var end = Events.End(ended);
        Assert.True(end.Refusal == "StepFailed", ended.Text);
        Assert.Contains("read-back disagrees", end.Reason, StringComparison.Ordinal);
        await AssertUndone(windows, end.Changed);
        Assert.Equal(ExitCodes.Of(RefusalCode.StepFailed), ended.ExitCode);
    }

    private static async Task AssertUndone(WinePrefix windows, string changed)
    {
        Assert.Equal("undone", changed);
        Assert.Equal("0x1", await windows.Value(@"HKLM\SOFTWARE\Illumina\UniversalCopyService", "RemoteAccess"));
        Assert.Equal("2.4.0", await windows.Value(@"HKLM\SOFTWARE\Illumina\UniversalCopyService", "Version"));
    }
}
