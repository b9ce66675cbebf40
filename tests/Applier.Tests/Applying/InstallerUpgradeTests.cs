using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>
/// An EXE that removes itself brings no earlier version back: the bundle's installer of that version does, or the step is not
/// begun.
/// </summary>
public sealed class InstallerUpgradeTests : IDisposable
{
    private const string Settings = @"C:\Settings\relay.cfg";
    private readonly Bench _bench = new();

    public InstallerUpgradeTests()
    {
        _bench.Instrument.Installed["Relay"] = "1.0";
        _bench.Put(Settings, "set by the site");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_version_that_stood_before_is_installed_again()
    {
        var before = _bench.Snapshot();
        Assert.Equal(Verdict.Applied, (await _bench.Run(Upgrade("1.0"))).Verdict);
        Assert.Equal("2.0", _bench.Instrument.Installed["Relay"]);
        Assert.Equal("written by 2.0", _bench.Text(Settings));
        Directory.Delete(_bench.Content, recursive: true);

        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task Where_no_version_stood_it_is_only_removed()
    {
        _bench.Instrument.Installed.Clear();
        var before = _bench.Snapshot();
        Assert.Equal(Verdict.Applied, (await _bench.Run(Upgrade())).Verdict);
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.1")]
    public async Task A_version_that_nothing_could_bring_back_stops_before_the_first_change(string known)
    {
        var before = _bench.Snapshot();
        var outcome = await _bench.Run(Value(), Upgrade(known));
        Assert.Equal((Verdict.Refused, RefusalCode.NoWayBack), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains($"Relay 1.0 is installed, and the bundle has no installer of it to put it back{(
            known.Length > 0 ? ", only of 1.1" : "")}", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal("upgrade", outcome.Refusal.Place);
        Assert.Equal(before, _bench.Snapshot());
        Assert.DoesNotContain("registry.write", _bench.Instrument.Calls);
    }

    [Fact]
    public async Task A_product_that_cannot_be_read_is_not_taken_for_absent()
    {
        _bench.Instrument.Faults.Add("products.find");
        var outcome = await _bench.Run(Upgrade("1.0"));
        Assert.Equal((Verdict.Refused, RefusalCode.NoWayBack), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains("could not be read", outcome.Refusal.Reason, StringComparison.Ordinal);
    }

    // An earlier installer may have brought the version: the plan cannot know, so the step asks again at its turn.
    [Fact]
    public async Task Behind_a_step_that_may_change_anything_it_is_asked_at_its_turn_and_all_is_undone()
    {
        _bench.Instrument.Installed.Clear();
        var before = _bench.Snapshot();
        var outcome = await _bench.Run(
            Upgrade() with { Id = Bench.Id("first"), Proof = [Proof(">=2.0")] },
            Upgrade() with
            {
                Payload = _bench.Payload("payload/relay-3.exe", "Relay|3.0"),
                Proof = [Proof(">=3.0")],
            });
        Assert.Equal((Verdict.Undone, RefusalCode.NoWayBack), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains("Relay 2.0 is installed", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(before, _bench.Snapshot());
    }

    [Fact]
    public async Task A_file_that_it_says_it_changes_is_put_back_although_its_removal_does_not()
    {
        _bench.Instrument.Installed.Clear();
        Assert.Equal(Verdict.Applied, (await _bench.Run(Upgrade())).Verdict);
        Assert.Equal("written by 2.0", _bench.Text(Settings));
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal("set by the site", _bench.Text(Settings));
    }

    private static ProductProbe Proof(string range) =>
        new("Relay") { Version = VersionRange.TryParse(range, out var parsed) ? parsed : null };

    private static SetRegistryValueStep Value() =>
        new(Bench.Id("value"), Bench.Title("Value"), SampleSteps.Key, "Mode", RegistryKind.Dword, "2");

    private RunInstallerStep Upgrade(string known = "") =>
        new(Bench.Id("upgrade"), Bench.Title("Upgrade"), _bench.Payload("payload/relay-2.exe", $"Relay|2.0|{Settings}"))
        {
            UndoArguments = ["/U"],
            UndoPayloads = SoftwareVersion.TryParse(known, out var version)
                ? [new(version, _bench.Payload("payload/relay-1.exe", $"Relay|{known}"))]
                : [],
            Changes = [InstrumentPath.Of(Settings)],
            Proof = [Proof(">=2.0"), new FileProbe(InstrumentPath.Of(Settings)) { Contains = "written by" }],
        };
}
