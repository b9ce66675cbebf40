using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>A product is removed only where something could install it again.</summary>
public sealed class UninstallTests : IDisposable
{
    private readonly Bench _bench = new();

    public UninstallTests() => _bench.Instrument.Installed["Agent"] = "3.1";

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("3.1")]
    public async Task It_is_gone_and_comes_back(string program)
    {
        var before = _bench.Snapshot();
        Assert.Equal(Verdict.Applied, (await _bench.Run(Step(program))).Verdict);
        Assert.Empty(_bench.Instrument.Installed);
        Directory.Delete(_bench.Content, recursive: true);
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task What_is_absent_is_so_already()
    {
        _bench.Instrument.Installed.Clear();
        Assert.Equal(Verdict.AlreadyApplied, (await _bench.Run(Step("3.1"))).Verdict);
        Assert.DoesNotContain("remove", _bench.Instrument.Calls);
    }

    [Theory]
    [InlineData("2.0", "only of 2.0")]
    [InlineData("", "not on this machine")]
    public async Task What_nothing_could_install_again_is_not_removed(string program, string why)
    {
        _bench.Instrument.Faults.Add("unkept");
        var outcome = await _bench.Run(Step(program));
        Assert.Equal((Verdict.Refused, RefusalCode.NoWayBack), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains(why, outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal("3.1", _bench.Instrument.Installed["Agent"]);
    }

    [Fact]
    public async Task An_old_version_goes_a_new_one_comes_and_the_old_one_comes_back()
    {
        var before = _bench.Snapshot();
        var install = new RunInstallerStep(Bench.Id("install"), Bench.Title("Install"),
            _bench.Payload("payload/new.exe", "Agent|4.0"))
        {
            UndoArguments = ["/U"],
            Proof = [new ProductProbe("Agent") { Version = VersionRange.TryParse(">=4.0", out var range) ? range : null }],
        };
        Assert.Equal(Verdict.Applied, (await _bench.Run(Step("3.1"), install)).Verdict);
        Assert.Equal("4.0", _bench.Instrument.Installed["Agent"]);
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal(before, _bench.Snapshot());
    }

    // With the version whose installer the bundle brings; without one it is Windows Installer's.
    private UninstallStep Step(string version) => new(Bench.Id("uninstall"), Bench.Title("Uninstall"), "Agent")
    {
        Program = version.Length == 0 ? null : InstrumentPath.Of(@"C:\Agent\remove.exe"),
        UndoPayloads = SoftwareVersion.TryParse(version, out var known)
            ? [new(known, _bench.Payload("payload/agent.exe", $"Agent|{version}"))]
            : [],
    };
}
