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
        var stick = bench.Stick("msi-1603", [TestCampaign.Switch, TestCampaign.Installer("patch.msi")],
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
            [TestCampaign.Switch, TestCampaign.Installer("patch.msi"), TestCampaign.Script("fails.cmd")],
            ("payload/patch.msi", patch), ("scripts/fails.cmd", bench.TextFile("fails.cmd", Scripts.Fails)));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply();

        var end = Events.End(ended);
        Assert.True(end.Refusal == "StepFailed", ended.Text);
        Assert.True(end.Reason.Contains("done.txt", StringComparison.Ordinal), ended.Text);
        await windows.IsUndone(end.Standing);
    }

    [Fact]
    public async Task A_former_package_whose_files_lie_outside_of_it_refuses_the_update_before_the_first_change() =>
        await IsRefused("outside", bench.Patch, "files.cab", async windows => await Host.Must("msibuild",
            [Kept(windows), "-q", "UPDATE `Media` SET `Cabinet` = 'files.cab'"]));

    [Fact]
    public async Task A_small_update_that_could_not_be_undone_is_refused_before_the_first_change()
    {
        Bench.Require();
        // The same product in the same version, and another package.
        var product = (await Host.Must("msiinfo", ["export", bench.OldPackage, "Property"])).Split('\n')
            .Single(line => line.StartsWith("ProductCode\t", StringComparison.Ordinal)).Split('\t')[1].Trim();
        var small = await bench.PatchWith("small.msi",
            $"UPDATE `Property` SET `Value` = '{product}' WHERE `Property` = 'ProductCode'",
            "UPDATE `Property` SET `Value` = '2.4.0' WHERE `Property` = 'ProductVersion'");
        await IsRefused("small", small, "files.cab", async windows => await Host.Must("msibuild",
            [Kept(windows), "-q", "UPDATE `Media` SET `Cabinet` = 'files.cab'"]));
    }

    [Fact]
    public async Task A_product_that_only_the_Upgrade_table_names_is_kept_or_the_update_refused()
    {
        Bench.Require();
        var other = await bench.PatchWith("other-family.msi",
            "UPDATE `Property` SET `Value` = '{11111111-2222-3333-4444-555555555555}' WHERE `Property` = 'UpgradeCode'");
        await IsRefused("other-family", other, "files.cab", async windows => await Host.Must("msibuild",
            [Kept(windows), "-q", "UPDATE `Media` SET `Cabinet` = 'files.cab'"]));
    }

    [Fact]
    public async Task A_product_that_was_installed_with_a_transform_is_not_replaced() =>
        await IsRefused("transform", bench.Patch, "site.mst", async windows =>
        {
            var product = (await windows.Run(["reg", "query", @"HKLM\Software\Classes\Installer\Products"])).Text.Split('\n')
                .Single(line => line.Contains(@"Installer\Products\", StringComparison.Ordinal)).Trim();
            await windows.Run(["reg", "add", product, "/v", "Transforms", "/d", "site.mst", "/f"]);
        });

    [Fact]
    public async Task An_installation_that_takes_longer_than_its_limit_is_waited_for_and_told()
    {
        Bench.Require();
        var slow = await bench.PatchWith("slow.msi",
            "INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) " +
                "VALUES ('Slow', 34, 'TARGETDIR', 'cmd.exe /c ping -n 75 127.0.0.1')",
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('Slow', 4500)");
        var stick = bench.Stick("msi-slow",
            [TestCampaign.Installer("patch.msi").Replace("timeLimitMinutes: 5", "timeLimitMinutes: 1",
                StringComparison.Ordinal)],
            ("payload/patch.msi", slow));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply();

        Assert.True(Events.End(ended) is { Refusal: null, Verdict: "applied" }, ended.Text);
        Assert.Contains("\"waiting-for-idle\",\"facts\":[\"Windows Installer\"", ended.Text, StringComparison.Ordinal);
        Assert.Equal("2.5.0", await windows.Value(TestCampaign.ProductKey, "Version"));
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

    // Of a former version that could not be installed again nothing is touched.
    private async Task IsRefused(string name, string patch, string reason, Func<WinePrefix, Task> spoil)
    {
        Bench.Require();
        var stick = bench.Stick($"msi-{name}", [TestCampaign.Switch, TestCampaign.Installer("patch.msi")],
            ("payload/patch.msi", patch));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);
        await spoil(windows);

        var ended = await windows.Apply();

        var end = Events.End(ended);
        Assert.True(end.Standing == "untouched", ended.Text);
        Assert.Contains(reason, end.Reason, StringComparison.Ordinal);
        Assert.Equal("0x1", await windows.Value(TestCampaign.ProductKey, "RemoteAccess"));
        Assert.Equal("2.4.0", await windows.Value(TestCampaign.ProductKey, "Version"));
    }

    // What Windows has kept of the old version.
    private static string Kept(WinePrefix windows) =>
        Assert.Single(Directory.GetFiles(windows.OnHost("windows/Installer"), "*.msi"));
}
