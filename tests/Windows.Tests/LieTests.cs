using System.Globalization;
using PatchKit.Shared;

namespace PatchKit.Tests.Windows;

/// <summary>
/// Wine says yes and does nothing where a policy or an antivirus program might: each such yes is found out by the read-back.
/// </summary>
public sealed class LieTests(Bench bench)
{
    // Found out by a harmless script, before anything is changed.
    [Fact]
    public async Task A_PowerShell_that_does_nothing()
    {
        Bench.Require();
        var stick = bench.Stick("lie-powershell", [TestCampaign.Switch, TestCampaign.Script("lie.ps1")],
            ("scripts/lie.ps1", bench.TextFile("lie.ps1", Scripts.PowerShell)));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply();

        Assert.Equal(("PreflightStop", "untouched"), (Events.End(ended).Refusal, Events.End(ended).Standing));
        Assert.Contains("a harmless .ps1 script does not run here (exit code 0)", ended.Text, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_script_by_a_netsh_that_does_nothing() =>
        FoundOut("lie-netsh", [TestCampaign.Script("netsh.cmd", "{ kind: firewall }")], ("scripts/netsh.cmd", Scripts.Netsh));

    // Wine lists whoever is logged in as a member of every group, and takes nobody out.
    [Fact]
    public Task A_group_that_keeps_its_member() =>
        FoundOut("lie-group", [TestCampaign.NotMemberOf(Environment.UserName, "S-1-5-32-547")]);

    // Wine takes any password, and keeps no right.
    [Fact]
    public Task A_right_that_is_granted_and_not_kept() =>
        FoundOut("lie-right", [TestCampaign.Service($@".\{Environment.UserName}")],
            passwords: $@".\{Environment.UserName}=secret");

    // In Wine every process has the rights of an administrator, whatever its service's account.
    [Fact]
    public Task A_standard_account_whose_process_has_the_rights_of_an_administrator() => FoundOut("lie-token",
        [$$"""
        {{TestCampaign.Service(@"NT AUTHORITY\LocalService")}}
          proof: [{ kind: service, service: UniversalCopyService, standardAccount: true }]
        """]);

    private async Task FoundOut(string name, string[] steps, (string Path, string Text)? script = null, string? passwords = null)
    {
        Bench.Require();
        (string, string)[] files = script is { } one ? [(one.Path, bench.TextFile(Path.GetFileName(one.Path), one.Text))] : [];
        var stick = bench.Stick(name, [TestCampaign.Switch, .. steps], files);
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply(passwords: passwords);

        var end = Events.End(ended);
        Assert.True(end.Refusal == "StepFailed", ended.Text);
        Assert.Contains("read-back disagrees", end.Reason, StringComparison.Ordinal);
        await windows.IsUndone(end.Standing);
        Assert.Equal((int)RefusalCode.StepFailed, ended.ExitCode);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {end.Reason}"));
    }
}
