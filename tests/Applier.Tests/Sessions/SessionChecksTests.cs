using System.Text.Json.Nodes;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>What stands in the way is shown whole, and may be mended without starting over.</summary>
public sealed class SessionChecksTests
{
    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;
    private readonly List<ChecksQuestion> _asked = [];

    public SessionChecksTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    [Fact]
    public async Task What_is_mended_is_checked_again_and_the_update_goes_on()
    {
        Run("MiSeqOperatingSoftware");
        _world.ChecksAgain = question =>
        {
            _asked.Add(question);
            Run();
            return true;
        };

        var outcome = await _world.Start(_disk, 0);

        Assert.Equal((Verdict.Applied, null), (outcome.Verdict, outcome.Refusal));
        var asked = Assert.Single(_asked);
        Assert.Equal(RefusalCode.NotIdle, asked.Stop.Code);
        Assert.Contains(asked.Findings, finding => finding.Level == FindingLevel.Pass);
        Assert.Equal(CheckId.Idle, Assert.Single(asked.Findings, finding => finding.Level == FindingLevel.Stop).Check);
        Assert.Equal(1, Receipts());
    }

    [Fact]
    public async Task Only_who_gives_up_leaves_a_receipt_of_what_was_in_the_way()
    {
        Run("MiSeqOperatingSoftware");
        _world.ChecksAgain = question =>
        {
            _asked.Add(question);
            Assert.Equal(0, Receipts());
            return _asked.Count < 3;
        };

        var outcome = await _world.Start(_disk, 0);

        Assert.Equal((Verdict.Refused, RefusalCode.NotIdle), (outcome.Verdict, outcome.Refusal?.Code));
        Assert.Equal((3, 1), (_asked.Count, Receipts()));
    }

    private int Receipts()
    {
        var folder = Path.Combine(_world.Stick, "receipts");
        return _disk.Inner.Directory.Exists(folder) ? _disk.Inner.Directory.GetFiles(folder, "*.dsse.json").Length : 0;
    }

    private void Run(params string[] programs)
    {
        var path = Path.Combine(_world.Plan.Folder, "modes", _world.Plan.Mode.Text, "processes.json");
        var json = JsonNode.Parse(_disk.Inner.File.ReadAllText(path))!;
        json["running"] = new JsonArray([.. programs.Select(program => (JsonNode)program)]);
        _disk.Inner.File.WriteAllText(path, json.ToJsonString());
    }
}
