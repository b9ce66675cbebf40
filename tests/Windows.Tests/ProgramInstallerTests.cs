namespace PatchKit.Tests.Windows;

/// <summary>An installer that is a program of its own: run by its arguments, proven, and taken back by those of its undo.</summary>
public sealed class ProgramInstallerTests(Bench bench)
{
    private const string Key = @"HKLM\SOFTWARE\PatchKitSetup";

    // A program that writes into the registry and says by its exit code whether it could.
    private const string Setup = $$"""
        - kind: run-installer
          id: setup
          title: { en: Run the setup, it: Run the setup }
          payload: payload/setup.exe
          arguments: [add, '{{Key}}', /v, Version, /d, 2.5.0, /f]
          undoArguments: [delete, '{{Key}}', /f]
          timeLimitMinutes: 5
          proof: [{ kind: registry, key: '{{Key}}', name: Version, equalTo: 2.5.0 }]
        """;

    private string Program => Path.Combine(bench.Template, "drive_c/windows/system32/reg.exe");

    [Fact]
    public async Task It_is_run_and_proven()
    {
        Bench.Require();
        var stick = bench.Stick("setup", [TestCampaign.Switch, Setup], ("payload/setup.exe", Program));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply();

        Assert.True(Events.End(ended) is { Refusal: null, Verdict: "applied" }, ended.Text);
        Assert.Equal("2.5.0", await windows.Value(Key, "Version"));
    }

    [Fact]
    public async Task It_is_taken_back_when_a_later_step_fails()
    {
        Bench.Require();
        var stick = bench.Stick("setup-undone", [TestCampaign.Switch, Setup, TestCampaign.Script("fails.cmd")],
            ("payload/setup.exe", Program), ("scripts/fails.cmd", bench.TextFile("setup-fails.cmd", Scripts.Fails)));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply();

        Assert.True(Events.End(ended).Refusal == "StepFailed", ended.Text);
        await windows.IsUndone(Events.End(ended).Standing);
        Assert.Equal("", await windows.Value(Key, "Version"));
    }
}
