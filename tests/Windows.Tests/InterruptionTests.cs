using System.Net;
using PatchKit.Shared;

namespace PatchKit.Tests.Windows;

/// <summary>
/// A restart that is wanted, a stick that is pulled, a program that is killed: the next start brings it to its end.
/// </summary>
public sealed class InterruptionTests(Bench bench)
{
    [Fact]
    public async Task An_installer_that_wants_a_restart_is_proven_after_it()
    {
        Bench.Require();
        var wanting = await bench.PatchWith(
            "wants-restart.msi", "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('ScheduleReboot', 6550)");
        var stick = bench.Stick("msi-3010", [TestCampaign.Installer("patch.msi", bench.Port), TestCampaign.Switch],
            ("payload/patch.msi", wanting));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        await AwaitsRestart(windows, stick);
        await windows.Restart();
        await Patched(windows, stick);
        Assert.Equal([IPAddress.Loopback], bench.Listeners());
    }

    [Fact]
    public async Task A_file_that_is_held_open_is_replaced_by_the_restart()
    {
        Bench.Require();
        var stick = bench.Stick("locked-file", [TestCampaign.Replace, TestCampaign.Switch]);
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);
        await windows.Net("stop", TestCampaign.ServiceName);
        await windows.Order("Hold", @"C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg");
        await windows.Net("start", TestCampaign.ServiceName);

        await AwaitsRestart(windows, stick);
        Assert.Equal("ListenAddress=0.0.0.0\r\n", await windows.Settings());
        await windows.Restart();
        await Patched(windows, stick);
        Assert.Equal("ListenAddress=127.0.0.1\r\n", await windows.Settings());
    }

    [Fact]
    public async Task A_stick_that_is_pulled_takes_neither_program_nor_installation_along_and_the_receipt_goes_to_the_next_one()
    {
        Bench.Require();
        var campaign = TestCampaign.Write(Path.Combine(bench.Root, "campaign-pulled"), "pulled", bench.Next(),
            [TestCampaign.Switch, TestCampaign.Script("slow.cmd")],
            [("scripts/slow.cmd", bench.TextFile("pulled.cmd", Scripts.TakesItsTime))]);
        var stick = bench.Desk.StickOf(campaign, "pulled", bench.Applier);
        var next = $"{stick}-next";
        await Host.Must("cp", ["-a", stick, next]);
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        // The program was started from the stick, of which nothing is left from now on.
        var ended = await windows.Apply(@"E:\applier\Applier.exe", line: (_, line) =>
        {
            if (!Events.IsStepStarted(line, "Run a script"))
                return;
            windows.Unplug();
            Directory.Delete(stick, recursive: true);
            windows.Go();
        });

        Assert.True(ended.ExitCode == (int)RefusalCode.ReceiptNotWritten, ended.Text);
        Assert.Equal(("applied", null), (Events.End(ended).Verdict, Events.End(ended).Refusal));
        Assert.Equal("ReceiptNotWritten", Events.ReceiptFault(ended));
        windows.Plug(next);
        var again = await windows.Apply(@"E:\applier\Applier.exe");
        Assert.True(Events.End(again).Verdict == "already-applied", again.Text);
        // The one that was kept, and the one of this start.
        Assert.Equal(2, Receipts(next).Length);
        Assert.Equal(ExitCodes.Outstanding, bench.Desk.Receive(next, "pulled"));
    }

    [Fact]
    public async Task A_program_that_is_killed_in_the_middle_is_brought_to_its_end_by_the_next_start()
    {
        Bench.Require();
        var stick = bench.Stick("killed", [TestCampaign.Switch, TestCampaign.Script("slow.cmd")],
            ("scripts/slow.cmd", bench.TextFile("killed.cmd", Scripts.TakesItsTime)));
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var killed = await windows.Apply(line: (running, line) =>
        {
            if (Events.IsStepStarted(line, "Run a script"))
                running.Kill();
        });

        Assert.Equal(Ended.Killed, killed.ExitCode);
        Assert.Empty(Receipts(stick));
        windows.Go();
        await Patched(windows, stick);
        Assert.True(File.Exists(windows.OnHost("Stand-in/done.txt")));
    }

    private static async Task AwaitsRestart(WinePrefix windows, string stick)
    {
        var ended = await windows.Apply();
        Assert.True(ended.ExitCode == ExitCodes.RestartPending, ended.Text);
        Assert.Equal("restart-pending", Events.End(ended).Verdict);
        Assert.Empty(Receipts(stick));
    }

    private static async Task Patched(WinePrefix windows, string stick)
    {
        var ended = await windows.Apply();
        Assert.True(ended.ExitCode == ExitCodes.Done, ended.Text);
        Assert.Equal("applied", Events.End(ended).Verdict);
        Assert.Equal("0x0", await windows.Value(TestCampaign.ProductKey, "RemoteAccess"));
        Assert.Single(Receipts(stick));
    }

    private static string[] Receipts(string stick) => Directory.GetFiles(Path.Combine(stick, "receipts"), "*.dsse.json");
}
