using System.Text.Json.Nodes;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>One unlucky look at the machine between two changes undoes nothing.</summary>
public sealed class SessionIdleTests
{
    private const string Stranger = "Spooler";

    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;

    public SessionIdleTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    [Fact]
    public async Task A_service_that_is_just_starting_before_the_first_change_is_waited_for()
    {
        var waited = new List<string>();
        var outcome = await Start(happened =>
        {
            if (happened is StageStarted { Stage: Stage.Apply })
                AddService("pending");
            else if (happened is Noted { Note: Note.WaitingForIdle } noted)
            {
                waited.AddRange(noted.Facts.Select(fact => fact.Plain));
                Edit("services.json", services => services.AsArray().Single(Is(Stranger))!["state"] = "running");
            }
        });
        Assert.Equal((Verdict.Applied, null), (outcome.Verdict, outcome.Refusal));
        Assert.Equal([Stranger, "3"], waited);
    }

    [Fact]
    public async Task A_service_that_stays_between_two_states_is_named_and_nothing_is_changed()
    {
        var outcome = await Start(happened =>
        {
            if (happened is StageStarted { Stage: Stage.Apply })
                AddService("pending");
        });
        Assert.Equal((Verdict.Refused, RefusalCode.NotIdle), (outcome.Verdict, outcome.Refusal?.Code));
        Assert.Contains(Stranger, outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal(Standing.Untouched, outcome.State.Standing);
    }

    [Theory]
    [InlineData("a stranger's service is starting")]
    [InlineData("an update wants a restart")]
    [InlineData("a folder appears among the runs")]
    public async Task What_strangers_do_once_the_plan_has_begun_does_not_undo_it(string what)
    {
        var outcome = await Start(happened =>
        {
            if (happened is not StepStarted { Index: 2 })
                return;
            if (what.Contains("service", StringComparison.Ordinal))
                AddService("pending");
            else if (what.Contains("restart", StringComparison.Ordinal))
                Edit("machine.json", machine => machine["pendingRestart"] = "updates");
            else
                _disk.Inner.Directory.CreateDirectory(OnHost(@"D:\Illumina\MiSeq Temp\260101_M70503_0001"));
        });
        Assert.Equal((Verdict.Applied, null), (outcome.Verdict, outcome.Refusal));
    }

    [Fact]
    public async Task Control_software_that_is_started_in_the_middle_undoes_what_was_begun()
    {
        var outcome = await Start(happened =>
        {
            if (happened is StepStarted { Index: 2 })
                Edit("processes.json", processes => processes["running"] = new JsonArray("MiSeqOperatingSoftware"));
        });
        Assert.Equal((Verdict.Undone, RefusalCode.NotIdle), (outcome.Verdict, outcome.Refusal?.Code));
    }

    private Task<SessionOutcome> Start(Action<SessionEvent> told) => _world.Start(_disk, 1, told);

    private void AddService(string state) => Edit("services.json", services =>
    {
        if (services.AsArray().Any(Is(Stranger)))
            return;
        services.AsArray().Add(new JsonObject
        {
            ["name"] = Stranger,
            ["displayName"] = Stranger,
            ["account"] = "LocalSystem",
            ["start"] = "automatic",
            ["state"] = state,
            ["dependents"] = new JsonArray(),
            ["listens"] = new JsonArray(),
        });
    });

    private static Func<JsonNode?, bool> Is(string service) => entry => (string?)entry!["name"] == service;

    private void Edit(string file, Action<JsonNode> change)
    {
        var path = Path.Combine(_world.Plan.Folder, "modes", _world.Plan.Mode.Text, file);
        var json = JsonNode.Parse(_disk.Inner.File.ReadAllText(path))!;
        change(json);
        _disk.Inner.File.WriteAllText(path, json.ToJsonString());
    }

    private string OnHost(string path) => _world.Plan.Open(_disk.Inner).Places.OnHost(path);
}
