using PatchKit.Applier.Operators;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>How often one session reads a step back before its change, and walks what it saves.</summary>
public sealed class SessionCountTests
{
    private const string Ucs = @"HKLM\SOFTWARE\Illumina\UniversalCopyService";

    [Fact]
    public async Task A_step_is_read_back_once_for_the_plan_and_once_just_before_its_change()
    {
        var asked = await Watch();
        // A registry value is captured by another call than the one that reads it back.
        Assert.Equal([Stage.Preflight, Stage.Apply],
            Before($"IRegistry.Write {Ucs} RemoteAccess", $"IRegistry.ReadBack {Ucs} RemoteAccess"));
        // Two steps are proven by the product. What stood before an installer is what its proof's probes see: asked once more,
        // for the capture.
        Assert.Equal([Stage.Preflight, Stage.Preflight, Stage.Apply, Stage.Apply],
            Before("IInstallers.Install", "IProducts.Find Universal Copy Service"));

        IEnumerable<Stage> Before(string change, string reading)
        {
            Assert.Contains(asked, call => call.Asked.StartsWith(change, StringComparison.Ordinal));
            return asked.TakeWhile(call => !call.Asked.StartsWith(change, StringComparison.Ordinal))
                .Where(call => call.Asked.StartsWith(reading, StringComparison.Ordinal))
                .Select(call => call.Stage);
        }
    }

    [Fact]
    public async Task What_may_be_saved_is_walked_once_to_be_measured_and_anew_to_be_copied()
    {
        var asked = await Watch();
        foreach (var folder in new[] { "C/ProgramData/Illumina", "D/Illumina/MiSeq Temp" })
        {
            Assert.Equal([Stage.Preflight, Stage.Backup],
                asked.Where(call => call.Asked.StartsWith("IDirectoryInfoFactory.New ", StringComparison.Ordinal)
                    && call.Asked.EndsWith(folder, StringComparison.Ordinal)).Select(call => call.Stage));
        }
    }

    // Everything that one whole session asks of the instrument's ports, and each folder that it lists, with the stage.
    private static async Task<List<(Stage Stage, string Asked)>> Watch()
    {
        var world = SessionWorld.WithEveryKind();
        var stage = Stage.Discover;
        var asked = new List<(Stage, string)>();
        void Note(string call)
        {
            lock (asked)
                asked.Add((stage, call));
        }

        world.Ports = ports => Watched.Of(ports, Note);
        world.Disk = files => new WatchedDisk(files, Note);
        var outcome = await world.Start(PowerCutDisk.Holding(world.Untouched), 1,
            happened => stage = happened is StageStarted started ? started.Stage : stage);
        Assert.Equal(Verdict.Applied, outcome.Verdict);
        return asked;
    }
}
