namespace PatchKit.Tests.Windows;

/// <summary>What a site's policies let a plan do. Each was read from their documentation; Wine obeys none of them.</summary>
public sealed class PolicyTests(Bench bench)
{
    private const string Safer = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\Safer\CodeIdentifiers";
    private const string AppLocker = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2";
    private const string Everything = "<FilePathRule Id=\"1\" Name=\"All\" UserOrGroupSid=\"S-1-5-32-544\" Action=\"Allow\">" +
        "<Conditions><FilePathCondition Path=\"*\"/></Conditions></FilePathRule>";

    [Fact]
    public async Task Restriction_policies_that_leave_administrators_out_stop_nothing()
    {
        await using var windows = await Windows("srp-exempt");
        await Set(windows, Safer, "DefaultLevel", "REG_DWORD", "0");
        await Set(windows, Safer, "PolicyScope", "REG_DWORD", "1");
        // A rule that lets administrators start everything.
        await Set(windows, $@"{AppLocker}\Script\1", "Value", "REG_SZ", Everything);

        var ended = await windows.Apply();

        Assert.True(Events.End(ended) is { Refusal: null, Verdict: "applied" }, ended.Text);
    }

    [Fact]
    public async Task AppLockers_rules_are_enforced_without_a_mode_and_a_policy_turns_Fast_Startup_on()
    {
        await using var windows = await Windows("applocker");
        await Set(windows, $@"{AppLocker}\Exe\1", "Value", "REG_SZ", "<FilePublisherRule Action='Allow'/>");
        await Set(windows, @"HKLM\SOFTWARE\Policies\Microsoft\Windows\System", "HiberbootEnabled", "REG_DWORD", "1");

        var ended = await windows.Apply();

        Assert.Equal(("PreflightStop", "untouched"), (Events.End(ended).Refusal, Events.End(ended).Standing));
        Assert.Contains("AppLocker enforces rules (Exe)", ended.Text, StringComparison.Ordinal);
        Assert.Contains("Fast Startup is on", ended.Text, StringComparison.Ordinal);
    }

    private async Task<WinePrefix> Windows(string name)
    {
        Bench.Require();
        var stick = bench.Stick(name, [TestCampaign.Switch, TestCampaign.Script("makes.cmd")],
            ("scripts/makes.cmd", bench.TextFile($"{name}.cmd", Scripts.MakesItsFile)));
        var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);
        return windows;
    }

    private static async Task Set(WinePrefix windows, string key, string name, string type, string value)
    {
        var ended = await windows.Run(["reg", "add", key, "/v", name, "/t", type, "/d", value, "/f"]);
        Assert.True(ended.ExitCode == 0, ended.Text);
    }
}
