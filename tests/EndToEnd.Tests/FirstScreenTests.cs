using System.Globalization;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The published Linux build is quick and small at its first screen. Processor time, because the clock of a machine that builds
/// and tests beside this only ever adds; the quickest of several starts.
/// </summary>
public sealed class FirstScreenTests(Round round) : IAsyncLifetime
{
    private const int Starts = 3;
    private const double TicksPerSecond = 100;

    private readonly Bench _bench = Bench.Of(round);
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-linux-").FullName;

    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsLinux())
            (await Published.Tool(Path.Combine(Built.Dotnet, "dotnet"),
            [
                "publish", Repository.Folder("Applier"), "-c", "Release", "-r", "linux-x64", "--self-contained",
                "-p:PublishReadyToRun=true", "-p:AllowPlaceholderRoot=true", "-p:RestoreLockedMode=true",
                "--artifacts-path", Path.Combine(_folder, "artifacts"), "-o", Path.Combine(_folder, "applier"), "-v", "q",
            ])).Ended(0);
    }

    public ValueTask DisposeAsync()
    {
        _bench.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_first_screen_takes_less_than_a_second_of_processor_and_less_than_120_megabytes()
    {
        Needed.Programs("tmux");
        var (times, sizes) = (new List<double>(), new List<double>());
        for (var start = 0; start < Starts; start++)
        {
            await using var window = await Tmux.Open(80, 25, hangUpIgnored: false,
                [.. Built.ApplierIn(Path.Combine(_folder, "applier")).Program(), .. _bench.Arguments("apply", [])]);
            await window.Until("Scegliere la lingua");
            times.Add(Processor(window.Process));
            sizes.Add(Resident(window.Process));
            await window.Close();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ",
            times.Zip(sizes, (time, size) => string.Create(CultureInfo.InvariantCulture, $"{time:0.00} s {size:0} MB"))));
        Assert.InRange(times.Min(), 0.01, 1);
        Assert.InRange(sizes.Max(), 10, 120);
    }

    // proc(5): fields 14 and 15, counted behind the name, which may hold blanks.
    private static double Processor(int process)
    {
        var stat = File.ReadAllText($"/proc/{Text(process)}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
            / TicksPerSecond;
    }

    // The most that it ever had resident, in millions of bytes.
    private static double Resident(int process) => long.Parse(
        File.ReadLines($"/proc/{Text(process)}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
