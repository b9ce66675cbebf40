using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>Ends of a session that no other class of tests comes to.</summary>
public sealed class EndsTests(Round round) : IDisposable
{
    private readonly Bench _bench = Bench.Of(round);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_installer_that_wants_a_restart_is_gone_on_with_after_it()
    {
        _bench.Edit("modes/Dx/machine.json", machine => machine["installerExitCode"] = 3010);
        (await _bench.Apply()).Ended(ExitCodes.RestartPending).OneScreen("RESTART");
        Assert.Empty(_bench.Receipts);
        (await _bench.Apply()).Ended(ExitCodes.RestartPending);

        _bench.Edit("instrument.json", file => file["starts"] = 1);
        (await _bench.Apply()).Ended(ExitCodes.Done);
        new Machine(_bench.Instrument, "Dx").IsPatched();
    }

    [Fact]
    public async Task A_suspicion_in_the_answers_file_touches_nothing_and_has_a_code_of_its_own()
    {
        var before = Tree.Of(_bench.Instrument);
        var answers = JsonNode.Parse(File.ReadAllText(_bench.Answers))!;
        answers["compromised"] = true;
        File.WriteAllText(_bench.Answers, answers.ToJsonString());
        (await _bench.Apply()).Refused(RefusalCode.Compromised);
        Assert.Equal("compromised", (string?)Assert.Single(_bench.Told())["verdict"]);
        Assert.Equal(before, Tree.Of(_bench.Instrument));
    }
}
