using System.Diagnostics;
using System.Text;

namespace PatchKit.Qualification;

/// <summary>Programs of Windows that are asked, or that make what this program needs.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    /// <summary>Runs one of the system's folder to its end.</summary>
    /// <returns>Its exit code and what it printed; -1 when it is not there, or did not end.</returns>
    public static (int ExitCode, string Text) Run(string program, string arguments)
    {
        var path = Path.Combine(Environment.SystemDirectory, program);
        if (!File.Exists(path))
            return (-1, $"there is no {program}");
        using var process = Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        })!;
        process.StandardInput.Close();
        var text = new StringBuilder();
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(Limit))
        {
            // What it printed may come after its end; what it started may hold the pipe for ever.
            Task.Run(process.WaitForExit).Wait(Late);
            lock (text)
                return (process.ExitCode, text.ToString().Trim());
        }

        process.Kill(entireProcessTree: true);
        return (-1, $"{program} did not end");

        void Take(object sender, DataReceivedEventArgs line)
        {
            lock (text)
                text.AppendLine(line.Data);
        }
    }

    /// <summary>What PowerShell answers, or null when it says nothing.</summary>
    public static string? PowerShell(string command)
    {
        var (code, text) = Run(@"WindowsPowerShell\v1.0\powershell.exe",
            $"-NoLogo -NoProfile -NonInteractive -Command \"{command.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        return code == 0 && text.Length > 0 ? text : null;
    }
}
