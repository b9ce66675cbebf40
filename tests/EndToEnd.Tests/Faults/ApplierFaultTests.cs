using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// Whatever fails in the real Applier, files, exit code, sentences, <c>status</c>, receipt and the desk's ledger say the same,
/// and the next start brings it to its end and leaves nothing behind.
/// </summary>
public sealed class ApplierFaultTests(Round round, FaultTool tool, ITestOutputHelper output) : IClassFixture<FaultTool>
{
    [Fact]
    public Task Apply() => FaultSweep.Run("apply", InstrumentScenario.Apply(round), tool, output);

    [Fact]
    public Task Rollback() => FaultSweep.Run("rollback", InstrumentScenario.Rollback(round), tool, output);

    [Fact]
    public Task An_apply_that_fails() => FaultSweep.Run("failing apply", InstrumentScenario.FailingApply(), tool, output);

    [Fact]
    public Task Restore() => FaultSweep.Run("restore", InstrumentScenario.Restore(round), tool, output);
}
