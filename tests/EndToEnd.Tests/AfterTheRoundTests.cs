using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>On copies of what the whole round left behind.</summary>
public sealed class AfterTheRoundTests : IDisposable
{
    private readonly Round _round;
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-after-").FullName;

    public AfterTheRoundTests(Round round)
    {
        _round = round;
        Tree.Copy(Path.Combine(round.Folder, "instruments"), _folder);
    }

    private string Instrument => Path.Combine(_folder, "miseqdx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Started_again_it_says_already_up_to_date_and_changes_nothing()
    {
        var before = Tree.Of(Instrument);
        var ran = (await Apply()).Ended(0);
        Assert.Contains("*** ALREADY UP TO DATE - NOTHING CHANGED ***", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Step 1", ran.Output, StringComparison.Ordinal);
        Assert.Equal(before, Tree.Of(Instrument));
    }

    [Fact]
    public async Task Status_says_patched_when_no_mode_is_missing()
    {
        var ran = (await Applier("status")).Ended(0);
        Assert.Contains("PATCHED: ", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_stays_patched_after_a_later_start_was_refused()
    {
        var machine = Path.Combine(Instrument, "modes", "RUO", "products.json");
        File.WriteAllText(machine, File.ReadAllText(machine).Replace("2.5.0", "2.4.9", StringComparison.Ordinal));
        var pending = Path.Combine(Instrument, "modes", "RUO", "machine.json");
        File.WriteAllText(pending, File.ReadAllText(pending)
            .Replace("\"pendingRestart\": \"\"", "\"pendingRestart\": \"an update\"", StringComparison.Ordinal));
        (await Apply()).Ended(60);
        Assert.Contains("PATCHED: ", (await Applier("status")).Ended(0).Output, StringComparison.Ordinal);
    }

    private Task<Ran> Apply() => Applier("apply", "--unattended", Path.Combine(_round.Folder, "answers.json"));

    private Task<Ran> Applier(string command, params string[] more) =>
        Built.Applier.Run([command, "--rehearsal", Instrument, "--root", _round.Root, .. more]);
}
