using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>A ledger that is not where it was, or not what it was: no second one begins by itself, and a stick knows.</summary>
public sealed class TwoLedgersTests(Round round) : IDisposable
{
    private readonly DeskBench _desk = new(round);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task A_second_ledger_begins_only_where_somebody_asks_for_it()
    {
        await _desk.Prepare();
        var second = _desk.At("second.db");

        var refused = (await _desk.Stick("REHEARSAL-2", second)).Ended((int)RefusalCode.InputMissing);
        Assert.Contains("if a second one is really wanted, give --new-ledger", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(second) || Directory.Exists(_desk.At("REHEARSAL-2")), "something was made");

        (await _desk.Stick("REHEARSAL-2", second, "--new-ledger")).Ended(0);
        (await Built.Packager.Run("report", "--ledger", second)).Ended(0);
    }

    [Fact]
    public async Task A_stick_that_came_back_tells_that_entries_were_taken_out_of_the_ledger()
    {
        await _desk.Prepare();
        var (older, ledger) = (_desk.At("older.db"), _desk.At("whole.db"));
        File.Copy(round.Ledger, older);
        File.Copy(round.Ledger, ledger);
        (await _desk.Stick("REHEARSAL-2", ledger)).Ended(0);
        (await _desk.Stick("REHEARSAL-3", ledger)).Ended(0);

        string[] stick = ["--stick", _desk.At("REHEARSAL-3"), "--root", _desk.Root];
        (await Built.Packager.Run(["audit", "verify", "--ledger", ledger, .. stick])).Ended(0);
        var found = (await Built.Packager.Run(["audit", "verify", "--ledger", older, .. stick]))
            .Ended((int)RefusalCode.FileAltered);
        Assert.Contains("ALTERED  stick REHEARSAL-3 was made when entry ", found.All, StringComparison.Ordinal);
        (await Built.Packager.Run("audit", "verify", "--ledger", older)).Ended(0);
        (await Built.Packager.Run(["audit", "verify", "--ledger", older, .. stick[..2]])).Ended((int)RefusalCode.Usage);
    }
}
