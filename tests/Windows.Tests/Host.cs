using System.Text;
using CliWrap;

namespace PatchKit.Tests.Windows;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Text">Everything that it printed.</param>
public sealed record Ended(int ExitCode, string Text)
{
    /// <summary>The exit code of one that was killed.</summary>
    public const int Killed = -1;
}

/// <summary>A program that runs.</summary>
public sealed class Running(CancellationTokenSource killed)
{
    /// <summary>Ends it at once (SIGKILL): it notices nothing.</summary>
    public void Kill() => killed.Cancel();
}

/// <summary>Programs of the machine that runs the tests, and where the repository is.</summary>
internal static class Host
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = Above(AppContext.BaseDirectory);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Ended> Run(
        string program, IEnumerable<string> arguments, string? folder = null,
            IReadOnlyDictionary<string, string?>? environment = null,
        Action<Running, string>? line = null, string input = "")
    {
        using var killed = new CancellationTokenSource();
        var running = new Running(killed);
        var text = new StringBuilder();
        var everyLine = PipeTarget.ToDelegate(told =>
        {
            lock (text)
                text.AppendLine(told);
            line?.Invoke(running, told);
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(killed.Token);
        limit.CancelAfter(Limit);
        var command = Cli.Wrap(program)
            .WithArguments(arguments)
            .WithWorkingDirectory(folder ?? Environment.CurrentDirectory)
            .WithEnvironmentVariables(environment ?? new Dictionary<string, string?>())
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.FromString(input))
            .WithStandardOutputPipe(everyLine)
            .WithStandardErrorPipe(everyLine);
        try
        {
            var ended = await command.ExecuteAsync(limit.Token);
            lock (text)
                return new(ended.ExitCode, text.ToString());
        }
        catch (OperationCanceledException) when (killed.IsCancellationRequested)
        {
            lock (text)
                return new(Ended.Killed, text.ToString());
        }
    }

    /// <summary>The same; anything but 0 is an error of the test's own ground.</summary>
    public static async Task<string> Must(string program, IEnumerable<string> arguments, string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        var ended = await Run(program, arguments, folder, environment);
        return ended.ExitCode == 0
            ? ended.Text
            : throw new InvalidOperationException(
            $"{program} {string.Join(' ', arguments)} ended with {ended.ExitCode}:\n{ended.Text}");
    }

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "PatchKit.slnx"))
        ? folder
        : Above(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))
            ?? throw new InvalidOperationException("the repository was not found"));
}
