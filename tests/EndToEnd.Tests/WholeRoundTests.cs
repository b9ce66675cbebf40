using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

public sealed class WholeRoundTests(Round round)
{
    [Fact]
    public void The_round_ends_with_the_ledgers_table_of_instrument_mode_and_phase()
    {
        var table = round.Ran.Output[round.Ran.Output.LastIndexOf("Campaign fsn2023-1338", StringComparison.Ordinal)..]
            .Split('\n');
        Assert.Contains(table,
            line => line.Contains("Mode", StringComparison.Ordinal) && line.Contains("patch", StringComparison.Ordinal)
            && line.Contains("user-configuration", StringComparison.Ordinal));
        foreach (var (instrument, mode) in new[] { ("M70503", "Dx"), ("NDX550181", "Dx"), ("", "RUO"), ("", "RUO") })
        {
            Assert.Contains(table,
                line => line.Contains(instrument, StringComparison.Ordinal)
                && line.Contains($"| {mode} ", StringComparison.Ordinal)
                && line.Split("done").Length == 4);
        }

        Assert.Contains("2 of 2 instruments complete, 0 half patched", round.Ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_round_ends_with_the_path_of_a_report_that_is_there()
    {
        var path = round.Ran.Output.Split('\n')
            .Last(line => line.StartsWith("Written: ", StringComparison.Ordinal))["Written: ".Length..].Trim();
        var report = File.ReadAllText(path);
        Assert.StartsWith("<!DOCTYPE html>", report, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("M70503", report, StringComparison.Ordinal);
        Assert.Contains("NDX550181", report, StringComparison.Ordinal);
        Assert.Contains("REHEARSAL", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_the_Applier_says_rehearsal()
    {
        var lines = round.Ran.Output.Split('\n')
            .Where(line => line.Contains("Step ", StringComparison.Ordinal) || line.Contains("***", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains("REHEARSAL", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_written_to_standard_error() => Assert.Empty(round.Ran.Error);

    [Fact]
    public async Task Run_twice_it_works_twice_and_the_first_stays_as_it_was()
    {
        var before = Tree.Whole(round.Folder);
        (await Round.Go(round.Parent, "--language", "it")).Ended(0);
        Assert.Equal(before, Tree.Whole(round.Folder));
        Assert.True(File.Exists(Path.Combine(round.Parent, "0002", "report.html")));
    }

    [Theory]
    [InlineData("miseqdx", "Dx")]
    [InlineData("miseqdx", "RUO")]
    [InlineData("nextseq550dx", "Dx")]
    [InlineData("nextseq550dx", "RUO")]
    public void The_instrument_is_really_changed(string product, string mode) =>
        new Machine(round.Instrument(product), mode).IsPatched();

    [Fact]
    public void Each_mode_of_each_instrument_has_left_one_receipt()
    {
        var receipts = Directory.EnumerateFiles(Path.Combine(round.Stick, "receipts"), "*.dsse.json")
            .Select(path => Path.GetFileName(path)!).ToList();
        Assert.Equal(4, receipts.Count);
        foreach (var start in new[] { "M70503-Dx-", "M70503-RUO-", "NDX550181-Dx-", "NDX550181-RUO-" })
            Assert.Single(receipts, name => name.StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_end_says_where_to_go_next_and_the_last_one_that_the_stick_goes_back()
    {
        var ends = round.Ran.Output.Split("*** UPDATE DONE ***")[1..];
        Assert.Equal(4, ends.Length);
        Assert.Contains("restart the instrument in RUO mode", ends[0], StringComparison.Ordinal);
        Assert.DoesNotContain("restart the instrument in Dx mode", ends[1], StringComparison.Ordinal);
        Assert.Contains("Next: instrument NextSeq 550Dx NDX550181, Dx mode.", ends[1], StringComparison.Ordinal);
        Assert.All(ends[..3], end => Assert.DoesNotContain("Send the stick back", end, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Send the stick back", ends[3], StringComparison.OrdinalIgnoreCase);
    }
}
