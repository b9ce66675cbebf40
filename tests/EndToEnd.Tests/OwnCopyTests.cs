using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>The real program, started from the stick: it works from its own copy, and the stick may go.</summary>
public sealed class OwnCopyTests : IDisposable
{
    private readonly Foundry _foundry = new() { Applier = Path.Combine(Built.Output, "applier") };
    private readonly Bench _bench;

    public OwnCopyTests()
    {
        _bench = _foundry.Make(DateTimeOffset.UtcNow, "REHEARSAL-1");
        // On a stick's file system every file may be started.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(_bench.Stick, "applier", "Applier"), (UnixFileMode)0b111_101_101);
    }

    public void Dispose()
    {
        _bench.Dispose();
        _foundry.Dispose();
    }

    [Fact]
    public async Task A_stick_that_disappears_during_the_plan_stops_nothing_and_gets_the_receipt_afterwards()
    {
        var elsewhere = Path.Combine(_bench.Folder, "elsewhere");
        Tree.Copy(_bench.Stick, elsewhere);
        using var running = FromStick().Start(_bench.Arguments("apply", ["--json", "--unattended", _bench.Answers]), (_, line) =>
        {
            if (line.Contains("step-started", StringComparison.Ordinal) && Directory.Exists(_bench.Stick))
                Directory.Delete(_bench.Stick, recursive: true);
        });
        var ran = await running.End;

        Assert.False(Directory.Exists(_bench.Stick), ran.All);
        ran.Ended((int)RefusalCode.ReceiptNotWritten);
        Assert.DoesNotContain("StaysOnStick", ran.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Single(Directory.GetFiles(Path.Combine(_bench.State(), "program"), "Applier.dll", SearchOption.AllDirectories));
        Assert.Equal("done", Standing((await _bench.Applier("status", "--json")).Output));

        Directory.Move(elsewhere, _bench.Stick);
        (await Apply()).Ended(0);
        Assert.Contains(_bench.Told(), receipt => (string?)receipt["verdict"] == "applied");
    }

    [Fact]
    public async Task A_program_that_was_changed_on_the_stick_is_not_started_from_the_disk()
    {
        File.AppendAllText(Path.Combine(_bench.Stick, "applier", "NSec.Cryptography.dll"), "more");
        (await Apply()).Refused(RefusalCode.FileLength);
        Assert.Empty(Directory.GetFiles(_bench.State(), "Applier.dll", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Where_no_copy_can_be_made_the_stick_has_to_stay_and_that_is_said()
    {
        // A file in the place of the folder: rights alone do not keep an administrator away.
        Directory.CreateDirectory(_bench.State());
        File.WriteAllText(Path.Combine(_bench.State(), "program"), "");
        var ran = (await Apply()).Ended(0);
        Assert.Contains("leave the stick in until the program is closed", ran.Output, StringComparison.Ordinal);
        Assert.Contains(_bench.Told(), receipt => (string?)receipt["verdict"] == "applied");
    }

    private Task<Ran> Apply() => FromStick().Run(_bench.Arguments("apply", ["--unattended", _bench.Answers]));

    private Built FromStick() => Built.ApplierIn(Path.Combine(_bench.Stick, "applier"));

    private static string? Standing(string status) => (string?)JsonNode.Parse(status)!["state"]!["standing"];
}
