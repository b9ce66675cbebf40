using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>Where a walk through the wizard is not the end: a restart, another mode, another instrument.</summary>
[Collection(nameof(HeadlessWizard))]
public sealed class WalkOnTests : WizardWalk
{
    [Fact]
    public void A_restart_is_waited_for_and_after_it_the_update_goes_on_without_consent()
    {
        In(SessionWorld.Expecting(own => [own]));
        Edit("modes/Dx/machine.json", machine => machine["installerExitCode"] = 3010);
        Assert.Equal((Verdict.RestartPending, ExitCodes.RestartPending), Walk());
        Assert.Contains("RESTART NEEDED", End, StringComparison.Ordinal);
        Assert.Contains("Restart the instrument in Dx mode", End, StringComparison.Ordinal);
        Assert.Contains("Start no run until then", Words(End), StringComparison.Ordinal);
        Assert.Empty(Receipts());

        Edit("instrument.json", instrument => instrument["starts"] = 1);
        Met.Clear();
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.DoesNotContain(typeof(ConsentScreen), Met);
        Assert.Equal("applied", VerdictOf(Assert.Single(Receipts())));
    }

    // A sentence as it reads across the lines of a box.
    private static string Words(string screen) =>
        string.Join(' ', screen.Replace('│', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Where_the_other_mode_is_left_the_end_leads_there()
    {
        In(SessionWorld.Expecting(own => [own with { Modes = [SampleModes.Dx, SampleModes.Ruo] }]));
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.Contains("Now restart the instrument in RUO mode", End, StringComparison.Ordinal);
        Assert.DoesNotContain("Send the stick back", End, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_another_instrument_is_left_the_end_sends_the_stick_there_and_not_back()
    {
        In(SessionWorld.Expecting(own =>
        [
            own, new(Token.Of<ProductId>("nextseq550dx"), Token.Of<SerialNumber>("NDX550181"), [SampleModes.Dx]),
        ]));
        Assert.Equal((Verdict.Applied, 0), Walk());
        Assert.Contains("NDX550181, Dx mode. Take the stick there.", Words(End), StringComparison.Ordinal);
        Assert.DoesNotContain("Send the stick back", End, StringComparison.Ordinal);
    }
}
