using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>
/// What a build takes of memory, seen from outside: the real program as a process, whatever else runs beside it.
/// </summary>
public sealed class BuildCostTests : IDisposable
{
    private const long MegaByte = 1_000_000;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // PATCHKIT_LARGE_BUNDLE=1 takes 1 GiB instead.
    [Fact]
    public async Task A_large_payload_is_built_in_less_than_120_MB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "peak memory is read from /proc");
        var size = Environment.GetEnvironmentVariable("PATCHKIT_LARGE_BUNDLE") == "1" ? 1 << 30 : 300 * MegaByte;
        Sample.Copy(_folder);
        using (var payload = File.Create(_folder.At("payload/disk.img")))
            payload.SetLength(size);

        var (exitCode, peak) = await Run("build", _folder.Path, "--output", _folder.At("bundle.zip"));

        Assert.Equal(0, exitCode);
        Assert.InRange(new FileInfo(_folder.At("bundle.zip")).Length, size, size + MegaByte);
        Assert.InRange(peak, 1, 120 * MegaByte);
    }

    // The kernel's own high-water mark, read until the process is gone: the last reading can only be too low by what was taken in
    // its last moments, when the bundle lies on the disk already.
    private static async Task<(int ExitCode, long Peak)> Run(params string[] arguments)
    {
        var host = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "Packager.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        long peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, HighWater(process.Id));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await output;
        return (process.ExitCode, peak);
    }

    private static long HighWater(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line[6..^3], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
