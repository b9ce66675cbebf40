using PatchKit.Applier.Instruments;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>The sample campaign's payload and scripts meet its make-believe instruments.</summary>
public sealed class SampleCampaignTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("miseqdx", "Dx")]
    [InlineData("miseqdx", "RUO")]
    [InlineData("nextseq550dx", "Dx")]
    [InlineData("nextseq550dx", "RUO")]
    public async Task Its_package_installs_and_is_undone_to_the_byte(string product, string mode)
    {
        using var bench = RehearsalBench.OnDisk(product);
        var instrument = bench.Open(mode);
        var call = new InstallerCall(
            RehearsalBench.Campaign("payload/ucs-patch.msi"), MediaPath.Of("payload/ucs-patch.msi"), [], [],
                Path.Combine(bench.Beside, "log.txt"), new(Limit, Limit, () => { }));
        var before = bench.Snapshot();
        var captured = instrument.Installers.Capture(call);

        Assert.Equal(0, await instrument.Installers.Install(call, Cancel));
        Assert.Equal("2.5.0", instrument.Products.Find("Universal Copy Service")?.Version);
        Assert.Equal(0, await instrument.Installers.Undo(call, captured, Cancel));
        Assert.Equal(before, bench.Snapshot());
    }

    [Theory]
    [InlineData("miseqdx", "Dx")]
    [InlineData("nextseq550dx", "RUO")]
    public async Task Its_script_applies_once_and_is_undone_to_the_byte(string product, string mode)
    {
        using var bench = RehearsalBench.OnDisk(product);
        var instrument = bench.Open(mode);
        var script = RehearsalBench.Campaign(OperatingSystem.IsWindows() ? "scripts/ucs-users.cmd" : "scripts/ucs-users.sh");
        var before = bench.Snapshot();
        foreach (var (verb, exitCode) in new[] { ("check", 0), ("apply", 0), ("check", 10), ("undo", 0), ("check", 0) })
        {
            var run = await instrument.Scripts.Run(new(script, verb, Path.Combine(bench.Beside, "state"), "it", Limit), Cancel);
            Assert.Equal((verb, exitCode, run.Reason), (verb, run.ExitCode, run.Reason));
        }

        // The file that a script holds while it runs is the Applier's own, and stays.
        Assert.Equal(before,
            bench.Snapshot().Where(file => !file.Key.EndsWith("PatchKit/started.lock", StringComparison.Ordinal)));
    }
}
