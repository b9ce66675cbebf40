using System.Diagnostics;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager;

/// <summary>Programs of tests/judges, which are not ours: run by Node.js where <c>.ci/run</c> has installed them.</summary>
internal static class Judges
{
    /// <summary>Where their packages lie.</summary>
    public static string Folder { get; } = Path.Combine(Sample.Repository, "artifacts", "judges");

    /// <summary>Skips where they are not installed; fails in continuous integration.</summary>
    public static void Installed()
    {
        Needed.Programs("node");
        Needed.That(Directory.Exists(Path.Combine(Folder, "node_modules")), "tests/judges is not installed (see .ci/run)");
    }

    /// <summary>Runs one to its end and gives what it printed; it has to end well.</summary>
    public static async Task<string> Run(string name, params IReadOnlyList<string> arguments)
    {
        Installed();
        // A script finds its packages beside it.
        var script = Path.Combine(Folder, $"{Environment.ProcessId}-{Path.GetRandomFileName()}-{name}");
        File.Copy(Path.Combine(Sample.Repository, "tests", "judges", name), script);
        try
        {
            var start = new ProcessStartInfo("node", [script, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var node = Process.Start(start)!;
            var error = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(node.ExitCode == 0, $"{name} ended with {node.ExitCode}: {await error}");
            return output;
        }
        finally
        {
            File.Delete(script);
        }
    }
}
