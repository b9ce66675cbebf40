using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>
/// What Windows Installer does goes on in a service of its own, whatever becomes of the program that asked for it. Source:
/// Windows Installer, "_MSIExecute Mutex".
/// </summary>
public sealed class InstallerGoesOnTests : IDisposable
{
    private readonly Bench _bench = new();

    public InstallerGoesOnTests() => SampleSteps.Prepare(_bench);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task As_long_as_an_installation_goes_on_nothing_is_taken_back_and_nothing_called_undone()
    {
        _bench.Instrument.ExitCodes.Enqueue(1603);
        _bench.Instrument.InstallerBusy = () => _bench.Instrument.ExitCodes.Count == 0;

        var outcome = await _bench.Run(SampleSteps.Installer(_bench));

        Assert.Equal((Verdict.HalfWay, RefusalCode.UndoUnfinished), (outcome.Verdict, outcome.Refusal?.Code));
        Assert.Contains("still under way", outcome.Refusal!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("uninstall", _bench.Instrument.Calls);
    }

    [Fact]
    public async Task An_undo_waits_for_the_installation_that_goes_on_and_says_so()
    {
        _bench.Instrument.ExitCodes.Enqueue(1603);
        var looks = 0;
        _bench.Instrument.InstallerBusy = () => _bench.Instrument.ExitCodes.Count == 0 && ++looks < 5;

        var outcome = await _bench.Run(SampleSteps.Installer(_bench));

        Assert.Equal(Verdict.Undone, outcome.Verdict);
        Assert.Contains("uninstall", _bench.Instrument.Calls);
        Assert.True(looks >= 5);
        Assert.Single(Waits(), note => note.Facts[0].Equals((Fact)"Windows Installer"));
    }

    [Fact]
    public async Task An_installer_that_leaves_Windows_Installer_at_work_is_proven_when_that_has_ended()
    {
        var looks = 0;
        _bench.Instrument.OnCall = call =>
        {
            if (call == "install")
                looks = 1;
        };
        _bench.Instrument.InstallerBusy = () => looks > 0 && looks++ < 4;

        var outcome = await _bench.Run(SampleSteps.Installer(_bench));

        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.True(looks > 4);
        Assert.Single(Waits());
    }

    private IEnumerable<Noted> Waits() =>
        _bench.Person.Events.OfType<Noted>().Where(noted => noted.Note == Note.WaitingForIdle);
}
