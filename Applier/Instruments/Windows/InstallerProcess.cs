using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Abstractions;
using System.Runtime.Versioning;
using PatchKit.Shared;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Runs an installer's EXE, and the programs of Windows that install for others.</summary>
[SupportedOSPlatform("windows")]
internal sealed class InstallerProcess(IFileSystem files, TimeProvider time, StartedLock held)
{
    private const int LogFailed = 1622; // ERROR_INSTALL_LOG_FAILURE

    /// <summary>Runs msiexec without a word to the screen, with a log.</summary>
    /// <param name="action">What it shall do, with its object.</param>
    /// <param name="arguments">Properties.</param>
    /// <param name="log">Where its log goes.</param>
    /// <param name="limit">How long it may take.</param>
    public async Task<int> Msiexec(string action, ImmutableArray<string> arguments, string log, InstallerLimit limit)
    {
        var properties = arguments.IsDefaultOrEmpty ? "" : " " + string.Join(' ', arguments.Select(Property));
        var code = await OfWindows("msiexec.exe", $"{action} /qn /norestart /l*v \"{log}\"{properties}", log, limit);
        // A log that cannot be written decides nothing.
        return code == LogFailed ? await OfWindows("msiexec.exe", $"{action} /qn /norestart{properties}", log, limit) : code;
    }

    /// <summary>Runs a program of Windows' own folder, which works in a service and is waited for to its end.</summary>
    public Task<int> OfWindows(string program, string arguments, string log, InstallerLimit limit)
    {
        var full = files.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.System), program);
        return Run(new(full, arguments), log, limit, held);
    }

    /// <summary>Runs an EXE. What a setup leaves running is the product's own: it holds nothing of ours.</summary>
    public Task<int> Program(string program, ImmutableArray<string> arguments, string log, InstallerLimit limit) =>
        Run(new(program, arguments.IsDefault ? [] : arguments), log, limit, null);

    // Windows' installers work in a service: to end the program that waits for it would end nothing, and its end would not be
    // known. So it is waited for, whoever asked for it. Source: Windows Installer, "_MSIExecute Mutex".
    private async Task<int> Run(ProcessStartInfo start, string log, InstallerLimit limit, StartedLock? lent)
    {
        var folder = files.Path.GetDirectoryName(log)!;
        Fault.Try(() => files.Directory.CreateDirectory(folder));
        start.WorkingDirectory = files.Directory.Exists(folder) ? folder : files.Path.GetDirectoryName(start.FileName)!;
        StartedProgram running;
        try
        {
            running = StartedProgram.Start(start, files, time, Stream.Null, Stream.Null, lent);
        }
        catch (System.ComponentModel.Win32Exception wrong)
        {
            throw WindowsFault.Of(start.FileName, "the installer cannot be started", wrong.NativeErrorCode);
        }

        if (await EndWithin(running, limit.Usual) is { } inTime)
            return inTime;
        if (lent is null && !WindowsMachine.InstallerBusy())
        {
            await running.Kill();
            throw new InstrumentFault(start.FileName,
                $"the installer did not end within {limit.Usual.TotalMinutes:0} minutes and was ended");
        }

        limit.Late();
        return await EndWithin(running, limit.Longest) ?? throw new InstrumentFault(start.FileName,
            $"the installer did not end within {(limit.Usual + limit.Longest).TotalMinutes:0} minutes; it was left at work");
    }

    private async Task<int?> EndWithin(StartedProgram running, TimeSpan longest)
    {
        using var limit = new CancellationTokenSource(longest, time);
        try
        {
            return await running.End(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    // msiexec wants NAME="a value", with the quotes after the equals sign and doubled inside; a backslash before the closing one
    // would take it for a part of the value, and with it all that follows. Source: Windows Installer, command-line options.
    private static string Property(string argument)
    {
        var cut = argument.IndexOf('=', StringComparison.Ordinal);
        if (cut < 0 || !argument.AsSpan(cut).ContainsAny(' ', '\t', '"'))
            return argument;
        var value = argument[(cut + 1)..].Replace("\"", "\"\"", StringComparison.Ordinal);
        return $"{argument[..cut]}=\"{value}{(value.EndsWith('\\') ? "\\" : "")}\"";
    }
}
