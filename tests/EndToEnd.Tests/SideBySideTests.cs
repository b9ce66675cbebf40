using System.Diagnostics;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Faults;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>Two real commands of a support desk at the same time, on one release and one ledger.</summary>
public sealed class SideBySideTests(Round round) : IDisposable
{
    private readonly DeskBench _desk = new(round);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Two_sticks_made_at_once_are_both_good_and_both_in_the_ledger()
    {
        await _desk.Prepare();
        var made = await Task.WhenAll(_desk.Stick("REHEARSAL-2", _desk.Ledger), _desk.Stick("REHEARSAL-3", _desk.Ledger));
        Assert.All(made, ran => ran.Ended(0));
        foreach (var name in new[] { "REHEARSAL-2", "REHEARSAL-3" })
            (await Built.Packager.Run("verify", _desk.At(name), "--root", _desk.Root)).Ended(0);
        (await Built.Packager.Run("keys", "show", _desk.Release)).Ended(0);
        Assert.Equal(3, await Ledgers.Count(_desk.Ledger, "deliveries"));
    }

    [Fact]
    public async Task One_command_writes_many_sticks_and_a_bad_medium_stops_no_other()
    {
        await _desk.Prepare();
        string[] names = ["REHEARSAL-5", "REHEARSAL-6", "REHEARSAL-7"];
        await File.WriteAllTextAsync(_desk.At("REHEARSAL-6"), "no folder", TestContext.Current.CancellationToken);

        var ran = (await _desk.Sticks(names, "--json")).Ended((int)RefusalCode.OutputExists);

        var answer = JsonNode.Parse(ran.Output)!;
        Assert.Equal((2, 1), ((int)answer["whole"]!, (int)answer["failed"]!));
        Assert.Equal(["written", "failed", "written"], answer["sticks"]!.AsArray().Select(one => (string)one!["state"]!));
        Assert.Equal("output-exists", (string)answer["sticks"]![1]!["fault"]!["code"]!);
        File.Delete(_desk.At("REHEARSAL-6"));
        ran = (await _desk.Sticks(names)).Ended(0);
        Assert.Contains("3 of 3 sticks are whole and entered in the ledger.", ran.Output, StringComparison.Ordinal);
        Assert.Equal(2, ran.Output.Split("there    ").Length - 1);
        foreach (var name in names)
            (await Built.Packager.Run("verify", _desk.At(name), "--root", _desk.Root)).Ended(0);
        Assert.Equal(4, await Ledgers.Count(_desk.Ledger, "deliveries"));
    }

    [Fact]
    public async Task A_pipe_among_receipts_is_named_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes have names there");
        await _desk.Prepare();
        var receipts = _desk.At("receipts");
        Tree.Copy(Path.Combine(round.Stick, "receipts"), receipts);
        using (var made = Process.Start("mkfifo", [Path.Combine(receipts, "M70503-Dx-20260101T000000Z-9.dsse.json")]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var ran = await Built.Packager.Run("receive", receipts, "--ledger", _desk.Ledger).WaitAsync(stop.Token);
        Assert.NotEqual(0, ran.ExitCode);
        Assert.Contains("20260101T000000Z-9", ran.All, StringComparison.Ordinal);
        Assert.Contains("4 accepted", ran.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stick_says_until_when_it_is_good_and_what_limits_it()
    {
        await _desk.Prepare();
        (await _desk.Signing("keys refresh", _desk.Release, "--days", "20")).Ended(0);
        var until = DateTime.UtcNow.AddDays(20);
        var made = (await _desk.Stick("REHEARSAL-4", _desk.Ledger)).Ended(0);
        Assert.Matches(
            $"usable until ({until:yyyy-MM-dd}|{until.AddMinutes(-5):yyyy-MM-dd}): so long a stick lives; 'packager keys refresh",
            made.Output);
    }
}
