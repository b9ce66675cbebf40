using PatchKit.Shared;

namespace PatchKit.Tests.Windows;

/// <summary>What goes wrong on Windows, and that everything is undone then.</summary>
public sealed class FailureTests(Bench bench)
{
    [Fact]
    public async Task An_installer_that_fails_with_1603_is_undone()
    {
        Bench.Require();
        var failing = await bench.PatchWith(
            "fails.msi",
            "INSERT INTO `CustomAction` (`Action`, `Type`, `Target`) VALUES ('Fail', 19, 'The test wants this')",
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('Fail', 4500)");
        var stick = bench.Stick("msi-1603", [TestCampaign.Switch, TestCampaign.Installer("patch.msi", bench.Port)],
            ("payload/patch.msi", failing));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var end = Events.End(await windows.Apply());

        Assert.Equal("StepFailed", end.Refusal);
        Assert.Contains("1603", end.Reason, StringComparison.Ordinal);
        await windows.IsUndone(end.Standing);
    }

    [Fact]
    public async Task A_removal_that_wants_a_restart_still_brings_the_former_version_back()
    {
        Bench.Require();
        var patch = await bench.PatchWith("removal-3010.msi",
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('ScheduleReboot', 'REMOVE', 6550)");
        var stick = bench.Stick("msi-undo-3010",
            [TestCampaign.Switch, TestCampaign.Installer("patch.msi", bench.Port), TestCampaign.Script("fails.cmd")],
            ("payload/patch.msi", patch), ("scripts/fails.cmd", bench.TextFile("fails.cmd", Scripts.Fails)));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply();

        var end = Events.End(ended);
        Assert.True(end.Refusal == "StepFailed", ended.Text);
        Assert.Contains("done.txt", end.Reason, StringComparison.Ordinal);
        await windows.IsUndone(end.Standing);
    }

    [Fact]
    public async Task A_former_package_whose_files_lie_outside_of_it_refuses_the_update_before_the_first_change()
    {
        Bench.Require();
        var stick = bench.Stick("msi-outside", [TestCampaign.Switch, TestCampaign.Installer("patch.msi", bench.Port)],
            ("payload/patch.msi", bench.Patch));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);
        // What Windows has kept of the old version, as if its setup had brought its files beside it.
        var kept = Assert.Single(Directory.GetFiles(windows.OnHost("windows/Installer"), "*.msi"));
        await Host.Must("msibuild", [kept, "-q", "UPDATE `Media` SET `Cabinet` = 'files.cab'"]);

        var ended = await windows.Apply();

        var end = Events.End(ended);
        Assert.True(end.Standing == "untouched", ended.Text);
        Assert.Contains("files.cab", end.Reason, StringComparison.Ordinal);
        Assert.Equal("0x1", await windows.Value(TestCampaign.ProductKey, "RemoteAccess"));
        Assert.Equal("2.4.0", await windows.Value(TestCampaign.ProductKey, "Version"));
    }

    [Fact]
    public async Task A_stopped_service_that_will_not_start_stays_stopped_and_the_rest_is_undone()
    {
        Bench.Require();
        var stick = bench.Stick("service-fails", [TestCampaign.Switch, TestCampaign.Service(@"NT AUTHORITY\LocalService")]);
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);
        await windows.Net("stop", TestCampaign.ServiceName);
        await windows.Order("FailStart", "1");

        var ended = await windows.Apply();

        var end = Events.End(ended);
        Assert.True(end.Refusal == "StepFailed", ended.Text);
        Assert.Contains(TestCampaign.ServiceName, end.Reason, StringComparison.Ordinal);
        await windows.IsUndone(end.Standing);
        Assert.Equal("LocalSystem", await windows.Value(TestCampaign.ServiceKey, "ObjectName"));
        Assert.Empty(bench.Listeners());
    }

    [Fact]
    public async Task A_Windows_that_cannot_confirm_what_is_written_is_refused_before_the_first_change()
    {
        Bench.Require();
        var stick = bench.Stick("no-flush", [TestCampaign.Switch]);
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);
        windows.TakeVolume('c');

        var end = Events.End(await windows.Apply());

        Assert.Equal(("PreflightStop", "untouched"), (end.Refusal, end.Standing));
        Assert.Contains("FlushFileBuffers", end.Reason, StringComparison.Ordinal);
        Assert.Equal("0x1", await windows.Value(TestCampaign.ProductKey, "RemoteAccess"));
    }

    [Fact]
    public async Task Without_the_C_runtime_one_screen_says_what_is_missing_and_nothing_is_touched()
    {
        Bench.Require();
        await using var windows = await WinePrefix.Make(bench, "Dx");

        var ended = await windows.Run([Path.Combine(bench.Applier, "Applier.exe"), "apply", "--unattended", bench.Answers],
            without: "vcruntime140");

        Assert.True(ended.ExitCode == (int)RefusalCode.PlatformUnfit, ended.Text);
        Assert.Contains("VCRUNTIME140.dll is missing", ended.Text, StringComparison.Ordinal);
        Assert.Contains("This command changed nothing", ended.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Text, StringComparison.Ordinal);
        Assert.InRange(ended.Text.Split('\n').Length, 3, 24);
    }
}
