using CliWrap;
using CliWrap.Exceptions;
using PatchKit.Shared;

namespace PatchKit.Packager.Publishing;

/// <summary>
/// A program that a publication calls: dotnet, git, a signing program. Anything but exit code 0 is a refusal that quotes its last
/// lines.
/// </summary>
internal static class Tool
{
    private const int QuotedLines = 12;

    /// <summary>Runs it to its end; no shell is involved.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, each as it is.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="line">Told each line as it comes.</param>
    /// <returns>What it wrote to standard output.</returns>
    public static async Task<Result<string>> Run(string program, IEnumerable<string> arguments, string folder,
        Action<string>? line = null)
    {
        var output = new List<string>();
        var all = new List<string>();
        void Told(string told, bool counts)
        {
            lock (all)
            {
                all.Add(told);
                if (counts)
                    output.Add(told);
            }

            line?.Invoke(told);
        }

        try
        {
            var ended = await Cli.Wrap(program)
                .WithArguments(arguments)
                .WithWorkingDirectory(folder)
                .WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(PipeTarget.ToDelegate(told => Told(told, counts: true)))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(told => Told(told, counts: false)))
                .ExecuteAsync()
                .ConfigureAwait(false);
            return ended.ExitCode == 0
                ? string.Join('\n', output)
                : Failed(program, $"it ended with exit code {ended.ExitCode}", all);
        }
        catch (Exception e) when (Fault.Is(e) || e is CliWrapException or InvalidOperationException)
        {
            return Failed(program, $"it could not be run: {e.Message}", []);
        }
    }

    private static Refusal Failed(string program, string reason, List<string> lines) =>
        new Refusal(RefusalCode.PublishFailed, program,
            string.Join(Environment.NewLine, [reason, .. lines.TakeLast(QuotedLines)]));
}
