using System.Diagnostics;
using System.Globalization;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>A program in a real terminal: what a person sees comes out, keys go in, and its window can be closed.</summary>
internal sealed class Tmux : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // Buttons hear nothing for 0.7 s after a screen has changed and until 0.3 s without input.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1.2);

    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-tmux-").FullName;

    private Tmux()
    {
    }

    /// <summary>The program's process.</summary>
    public int Process { get; private set; }

    /// <summary>Opens a window and starts the program in it.</summary>
    /// <param name="columns">Width in characters.</param>
    /// <param name="rows">Height in characters.</param>
    /// <param name="hangUpIgnored">Whether the program inherits that SIGHUP is ignored.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<Tmux> Open(int columns, int rows, bool hangUpIgnored, IEnumerable<string> command)
    {
        var window = new Tmux();
        var settings = Path.Combine(window._folder, "tmux.conf");
        await File.WriteAllTextAsync(settings, "set -g remain-on-exit on\nset -s escape-time 0\nset -g status off\n");
        await window.Ask(
        [
            "-f", settings, "new-session", "-d", "-x", Text(columns), "-y", Text(rows), "--",
            "/usr/bin/env", hangUpIgnored ? "--ignore-signal=HUP" : "--default-signal=HUP", .. command,
        ]);
        window.Process = int.Parse(await window.Ask("display-message", "-p", "#{pane_pid}"), CultureInfo.InvariantCulture);
        return window;
    }

    /// <summary>What stands in the window.</summary>
    public Task<string> Screen() => Ask("capture-pane", "-p");

    /// <summary>Waits until the window shows a text.</summary>
    public async Task<string> Until(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var screen = await Screen();
            if (screen.Contains(text, StringComparison.Ordinal))
                return screen;
            if (limit.IsCancellationRequested)
                Assert.Fail($"'{text}' never came; the window shows:\n{screen}");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Looks at the screen that shows the text, and then presses keys by tmux's names.</summary>
    public async Task Press(string when, params string[] keys)
    {
        await Until(when);
        foreach (var key in keys)
        {
            await Task.Delay(Look);
            await Ask("send-keys", key);
        }
    }

    /// <summary>Types a text where the focus is.</summary>
    public async Task Type(string text)
    {
        await Task.Delay(Look);
        await Ask("send-keys", "-l", text);
    }

    /// <summary>Closes the window under the program, and waits until the program has ended.</summary>
    public async Task Close()
    {
        await Ask("kill-server");
        using var limit = new CancellationTokenSource(Patience);
        while (Directory.Exists($"/proc/{Text(Process)}"))
        {
            Assert.False(limit.IsCancellationRequested, "the program lives on without a terminal");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The window of a test that failed; without a server there is nothing to end.
        await Run("kill-server");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> Ask(params string[] arguments)
    {
        var (code, output) = await Run(arguments);
        Assert.True(code == 0, $"tmux {string.Join(' ', arguments)}: {output}");
        return output.TrimEnd('\n');
    }

    private async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-S", Path.Combine(_folder, "socket"), .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("TMUX");
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["DOTNET_ROOT"] = Built.Dotnet;
        using var tmux = System.Diagnostics.Process.Start(start)!;
        var output = await tmux.StandardOutput.ReadToEndAsync() + await tmux.StandardError.ReadToEndAsync();
        await tmux.WaitForExitAsync();
        return (tmux.ExitCode, output);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
