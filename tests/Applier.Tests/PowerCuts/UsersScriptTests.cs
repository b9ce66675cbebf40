using System.Text;
using PatchKit.Applier.Instruments;
using PatchKit.Tests.Applier.Instruments;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>The simulator's script and the sample campaign's real one do the same on a real disk.</summary>
public sealed class UsersScriptTests
{
    [Theory]
    [InlineData("check")]
    [InlineData("apply check apply undo check")]
    [InlineData("undo check")]
    [InlineData("spoil check apply undo")]
    [InlineData("remove check apply undo")]
    [InlineData("apply spoil undo check")]
    public async Task The_played_script_ends_and_leaves_files_as_the_real_one_does(string verbs)
    {
        Needed.That(!OperatingSystem.IsWindows(), "the script is written for the shell of Linux");
        var real = await Story(verbs, (bench, modeRoot) => new HostScripts(
            bench.FileSystem, TimeProvider.System, new StartedLock(bench.FileSystem, modeRoot), modeRoot));
        var played = await Story(verbs, (bench, modeRoot) => new UsersScript(bench.FileSystem, modeRoot));
        Assert.Equal(real, played);
    }

    private static async Task<string> Story(string verbs, Func<RehearsalBench, string, IScripts> scripts)
    {
        using var bench = RehearsalBench.OnDisk();
        var instrument = bench.Open();
        var target = instrument.Places.OnHost(@"C:\ProgramData\Illumina\Universal Copy Service\ucs-users.cfg");
        var state = Path.Combine(bench.Beside, "state");
        var story = new StringBuilder();
        var tested = scripts(bench, Path.Combine(bench.Folder, "modes", "Dx"));
        foreach (var verb in verbs.Split(' '))
        {
            if (verb == "spoil")
                await File.WriteAllTextAsync(target, "torn", TestContext.Current.CancellationToken);
            else if (verb == "remove")
                File.Delete(target);
            else
            {
                var call = new ScriptCall(RehearsalBench.Campaign("scripts/ucs-users.sh"), verb, state, "en",
                    TimeSpan.FromMinutes(1));
                var run = await tested.Run(call, TestContext.Current.CancellationToken);
                story.AppendLine($"{verb}: {run.ExitCode}, {run.Reason}");
            }

            foreach (var folder in new[] { Path.GetDirectoryName(target)!, state }.Where(Directory.Exists))
            {
                foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
                    story.AppendLine(
                        $"{Path.GetFileName(file)}: {await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)}");
            }
        }

        return story.ToString();
    }
}
