using PatchKit.Packager.Returns;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>A boot mode that was looked at again, months later.</summary>
public sealed class LookedAgainTests : IDisposable
{
    private readonly Desk _desk = new();
    private readonly Delivery _delivery;

    public LookedAgainTests() => _delivery = _desk.Deliver("PK-0001", "a", "M70503");

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void What_is_gone_takes_done_away_and_what_holds_leaves_it()
    {
        _desk.ReceiveOne(Dx(1, Verdict.Applied));
        _desk.ReceiveOne(Dx(2, Verdict.Holds));
        Assert.Equal(ModeState.Done, State());

        _desk.ReceiveOne(Dx(3, Verdict.Regressed));
        Assert.Equal(ModeState.Failed, State());

        _desk.ReceiveOne(Dx(4, Verdict.Applied));
        Assert.Equal(ModeState.Done, State());
    }

    [Fact]
    public void What_another_stick_found_gone_takes_done_away_too()
    {
        _desk.ReceiveOne(Dx(1, Verdict.Applied));
        var later = _desk.Deliver("PK-0002", "a", "M70503");

        _desk.ReceiveOne(_desk.Receipt(later, "M70503", SampleModes.Dx, 2, Verdict.Regressed));

        Assert.Equal(ModeState.Failed, State());
    }

    private Receipt Dx(long sequence, Verdict verdict) =>
        _desk.Receipt(_delivery, "M70503", SampleModes.Dx, sequence, verdict);

    private ModeState State() => _desk.Status().Customers[0].Instruments[0].Modes[0].State;
}
