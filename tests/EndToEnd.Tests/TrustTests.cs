using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>Sticks that were good once, or are good for somebody else's root.</summary>
public sealed class TrustTests(Round round) : IDisposable
{
    private readonly Foundry _foundry = new();

    public void Dispose() => _foundry.Dispose();

    [Fact]
    public async Task An_expired_stick()
    {
        // Signed 120 days ago with the usual lifetimes: the timestamp's 90 days are over.
        using var bench = _foundry.Make(DateTimeOffset.UtcNow.AddDays(-120), "REHEARSAL-1");
        var ran = await Unchanged(bench);
        ran.Refused(RefusalCode.Expired).OneScreen($"{DateTimeOffset.UtcNow:yyyy-MM-dd}", "call support for a renewed stick.");
    }

    [Fact]
    public async Task A_stick_that_was_rolled_back()
    {
        using var older = _foundry.Make(DateTimeOffset.UtcNow.AddDays(-10), "REHEARSAL-1");
        using var newer = _foundry.Make(DateTimeOffset.UtcNow.AddDays(-5), "REHEARSAL-2");
        Directory.Delete(newer.Instrument, recursive: true);
        Tree.Copy(older.Instrument, newer.Instrument, DateTime.UtcNow.AddDays(-1));
        await newer.Remember();
        // The same instrument gets the older stick now.
        Directory.Delete(newer.Stick, recursive: true);
        Tree.Copy(older.Stick, newer.Stick);
        (await Unchanged(newer)).Refused(RefusalCode.RolledBack);
    }

    [Fact]
    public async Task A_stick_for_the_other_mode_alone()
    {
        using var bench = _foundry.Make(DateTimeOffset.UtcNow, "REHEARSAL-1", SampleModes.Ruo);
        (await Unchanged(bench)).Refused(RefusalCode.NotForThisMode);
        Assert.Empty(bench.Receipts);
    }

    [Fact]
    public async Task A_clock_that_is_years_ahead_is_blamed_and_not_the_stick()
    {
        // A campaign of those days: the desk makes no stick of one that was released after everything has expired.
        var campaign = Directory.CreateTempSubdirectory("patchkit-old-campaign-").FullName;
        try
        {
            Tree.Copy(Repository.Folder("campaigns", "fsn2023-1338"), campaign);
            var yaml = Path.Combine(campaign, "campaign.yaml");
            File.WriteAllText(yaml, File.ReadAllText(yaml)
                .Replace("released: 2023-", "released: 2010-", StringComparison.Ordinal));
            using var foundry = new Foundry { Campaign = campaign };
            using var bench = foundry.Make(DateTimeOffset.UtcNow.AddYears(-12), "REHEARSAL-1");
            (await Unchanged(bench)).Refused(RefusalCode.ClockAhead);
        }
        finally
        {
            Directory.Delete(campaign, recursive: true);
        }
    }

    [Fact]
    public async Task Another_root_without_a_rehearsal_instrument()
    {
        var ran = await Built.Applier.Run("verify", "--root", round.Root);
        ran.Refused(RefusalCode.RootNotPinned, "This command changed nothing.");
    }

    [Fact]
    public async Task The_compiled_root_with_a_rehearsals_stick()
    {
        using var bench = Bench.Of(round);
        var before = Tree.Of(bench.Instrument);
        var ran = await Built.Applier.Run("apply", "--rehearsal", bench.Instrument, "--unattended", bench.Answers);
        ran.Refused(RefusalCode.SignatureInvalid);
        Assert.Equal(before, Tree.Of(bench.Instrument));
    }

    [Fact]
    public async Task Another_rehearsals_root()
    {
        using var bench = _foundry.Make(DateTimeOffset.UtcNow, "REHEARSAL-1");
        var ran = await Built.Applier.Run("apply", "--rehearsal", bench.Instrument, "--root", round.Root, "--unattended",
            bench.Answers);
        ran.Refused(RefusalCode.SignatureInvalid);
    }

    private static async Task<Ran> Unchanged(Bench bench)
    {
        var before = Tree.Of(bench.Instrument);
        var ran = await bench.Apply();
        Assert.Equal(before, Tree.Of(bench.Instrument));
        return ran;
    }
}
