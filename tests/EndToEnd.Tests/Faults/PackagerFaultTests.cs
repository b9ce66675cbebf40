using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// Whatever fails in the real Packager, ledger and release are old or new, the exit code says which, and the same command again
/// does what was wanted.
/// </summary>
public sealed class PackagerFaultTests(Round round, FaultTool tool, ITestOutputHelper output) : IClassFixture<FaultTool>
{
    [Fact]
    public Task Receive() => FaultSweep.Run("receive", new ReceiveScenario(round), tool, output);

    [Fact]
    public Task Stick() => FaultSweep.Run("stick", new StickScenario(round), tool, output);

    [Fact]
    public Task Refresh() => FaultSweep.Run("refresh", new RefreshScenario(round), tool, output);

    [Fact]
    public Task Combine() => FaultSweep.Run("combine", new CombineScenario(round), tool, output);

    [Fact]
    public Task Report() => FaultSweep.Run("report", new ReportScenario(round), tool, output);
}
