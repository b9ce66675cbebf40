using System.Diagnostics;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>Real scripts on the real host: <c>.sh</c> here, <c>.cmd</c> on Windows.</summary>
public sealed class HostScriptsTests : IDisposable
{
    private static readonly bool Windows = OperatingSystem.IsWindows();
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("patchkit-");
    private readonly HostScripts _scripts;

    public HostScriptsTests() =>
        _scripts = new(new FileSystem(), TimeProvider.System, Held, Path.Combine(_place.FullName, "modes", "Dx"));

    private StartedLock Held => new(new FileSystem(), _place.FullName);

    private string State => Path.Combine(_place.FullName, "state of it");

    public void Dispose() => _place.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(77)]
    public async Task The_exit_code_comes_back(int code)
    {
        var run = await Run($"exit {code}", $"exit {code}");
        Assert.Equal(code, run.ExitCode);
    }

    [Fact]
    public async Task The_verb_is_the_first_argument_and_the_last_line_on_standard_error_the_reason()
    {
        var run = await Run("echo \"verb $1 of $#\"; echo first >&2; echo the reason >&2; echo >&2",
            "@echo verb %1 of 1\r\n@echo first 1>&2\r\n@echo the reason 1>&2");
        Assert.Equal("verb apply of 1", run.Output.Trim());
        Assert.Equal("the reason", run.Reason);
    }

    [Fact]
    public async Task The_environment_is_short_and_the_folder_is_private()
    {
        Environment.SetEnvironmentVariable("PATCHKIT_TEST_SECRET", "must not be seen");
        var run = await Run("env; echo \"in $(pwd)\"", "@set\r\n@echo in %CD%");

        Assert.DoesNotContain("must not be seen", run.Output, StringComparison.Ordinal);
        Assert.Contains($"PATCHKIT_STATE={State}", run.Output, StringComparison.Ordinal);
        Assert.Contains("PATCHKIT_LANGUAGE=it", run.Output, StringComparison.Ordinal);
        Assert.Contains($"PATCHKIT_INSTRUMENT_ROOT={Path.Combine(_place.FullName, "modes", "Dx")}", run.Output,
            StringComparison.Ordinal);
        Assert.Contains($"in {State}", run.Output, StringComparison.Ordinal);
        if (!Windows)
            Assert.DoesNotContain("DOTNET", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_runs_in_a_group_of_its_own_so_that_a_key_that_stops_the_Applier_does_not_kill_it()
    {
        Assert.SkipWhen(Windows, "Windows' process groups are seen by a console alone");
        var run = await Run("cut -d ' ' -f 5,6 < /proc/$$/stat; echo $$", "");
        var lines = run.Output.Split('\n');
        Assert.Equal($"{lines[1]} {lines[1]}", lines[0]);
    }

    [Fact]
    public async Task What_a_script_leaves_running_is_named_until_it_ends()
    {
        Assert.SkipWhen(Windows, "sessions are Linux'");
        var fifo = Path.Combine(_place.FullName, "end it");
        var run = await Run($"mkfifo '{fifo}'; (read line < '{fifo}') > /dev/null 2>&1 & echo $!", "");
        Assert.Equal($"sh ({run.Output.Trim()})", Assert.Single(_scripts.Left()));

        await File.WriteAllTextAsync(fifo, "now\n", TestContext.Current.CancellationToken);
        while (_scripts.Left().Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_child_that_stays_holds_up_nobody()
    {
        Assert.SkipWhen(Windows, "the child is ended by a Linux command");
        // It inherits the script's output, which therefore does not end with the script.
        var script = Write("sleep 987653 & echo $!", "");
        var run = await _scripts.Run(new(script, "apply", State, "en", TimeSpan.FromSeconds(15)),
            TestContext.Current.CancellationToken);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"sleep ({run.Output.Trim()})", Assert.Single(_scripts.Left()));
        using var child = Process.GetProcessById(int.Parse(run.Output, System.Globalization.CultureInfo.InvariantCulture));
        child.Kill();
    }

    [Fact]
    public async Task A_real_instrument_has_no_instrument_root()
    {
        var script = Write("echo \"root: $PATCHKIT_INSTRUMENT_ROOT.\"",
            "@if defined PATCHKIT_INSTRUMENT_ROOT (echo root: set) else (echo root: .)");
        var run = await new HostScripts(new FileSystem(), TimeProvider.System, Held, null)
            .Run(new(script, "check", State, "en", Long), TestContext.Current.CancellationToken);
        Assert.Equal("root: .", run.Output.Trim());
    }

    [Fact]
    public async Task Of_much_output_the_last_64_kibibytes_are_kept()
    {
        var run = await Run(
            "i=0; while [ $i -lt 4000 ]; do echo \"line $i 0123456789012345678901234567890123456789\"; i=$((i+1)); done; echo " +
                "the end",
            "@for /l %%i in (0,1,3999) do @echo line %%i 0123456789012345678901234567890123456789\r\n@echo the end");
        Assert.InRange(run.Output.Length, 60_000, 64 * 1024);
        Assert.EndsWith("the end", run.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_limit_kills_the_script_with_its_children()
    {
        Assert.SkipWhen(Windows, "the children are looked for in /proc");
        var script = Write("sleep 987654 & echo $! >&1; (sleep 987654 & echo $!; wait) & wait", "");
        var watch = Stopwatch.StartNew();
        var run = await _scripts.Run(new(script, "apply", State, "en", TimeSpan.FromSeconds(2)),
            TestContext.Current.CancellationToken);

        Assert.Null(run.ExitCode);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        var children = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, children.Length);
        foreach (var child in children)
            Assert.True(await IsGone(child), $"child {child} still runs");
    }

    [Fact]
    public async Task A_cancelled_run_is_a_cancelled_task()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var script = Write("sleep 987654", "@ping -n 1000 127.0.0.1 >nul");
        var run = _scripts.Run(new(script, "apply", State, "en", Long), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void A_host_runs_its_own_kinds_of_script_alone()
    {
        Assert.Equal(!Windows, _scripts.CanRun(".sh"));
        Assert.Equal(Windows, _scripts.CanRun(".cmd"));
        Assert.Equal(Windows, _scripts.CanRun(".ps1"));
    }

    private Task<ScriptRun> Run(string shell, string cmd) =>
        _scripts.Run(new(Write(shell, cmd), "apply", State, "it", Long), TestContext.Current.CancellationToken);

    private string Write(string shell, string cmd)
    {
        var file = Path.Combine(_place.FullName, Windows ? "a script.cmd" : "a script.sh");
        File.WriteAllText(file, Windows ? cmd + "\r\n" : shell + "\n");
        return file;
    }

    private static async Task<bool> IsGone(string child)
    {
        // A killed process is a zombie until its new parent has asked for it.
        for (var i = 0; i < 100; i++)
        {
            var status = $"/proc/{child}/status";
            if (!File.Exists(status) || (await File.ReadAllTextAsync(status)).Contains("State:\tZ", StringComparison.Ordinal))
                return true;
            await Task.Delay(100);
        }

        return false;
    }
}
