using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Page;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

public sealed class StatusQueryTests : IDisposable
{
    private readonly Desk _desk = new();
    private readonly Delivery _delivery;

    public StatusQueryTests() => _delivery = _desk.Deliver("PK-0001", "a", "M70503");

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void Nothing_back_means_outstanding_in_both_modes_and_phases()
    {
        var customer = Assert.Single(_desk.Status().Customers);

        Assert.False(customer.Silent, "no stick was sent yet");
        Assert.All(Instrument().Modes, mode =>
        {
            Assert.Equal(ModeState.Outstanding, mode.State);
            Assert.Equal(["patch", "user-configuration"], mode.Phases.Select(phase => phase.Phase));
            Assert.All(mode.Phases, phase => Assert.Equal(ModeState.Outstanding, phase.State));
        });
    }

    [Fact]
    public void One_mode_done_is_half_patched_with_the_missing_one_named()
    {
        Receive(SampleModes.Dx);

        Assert.True(Instrument().HalfPatched);
        Assert.False(Instrument().Installed);
        Assert.Equal([SampleModes.Ruo], Instrument().Missing);
        Assert.Equal(new(1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0), _desk.Status().Summary);
        Assert.Contains("M70503: half patched, RUO mode is missing", _desk.Status().Remarks());
    }

    [Theory]
    [InlineData(Verdict.Applied)]
    [InlineData(Verdict.AlreadyApplied)]
    public void Both_modes_done_is_installed(Verdict verdict)
    {
        Receive(SampleModes.Dx);
        Receive(SampleModes.Ruo, 1, verdict);

        Assert.True(Instrument().Installed);
        Assert.True(new StatusQuery(_desk.Ledger, _desk.Clock).Ask().Value.Complete);
    }

    [Fact]
    public void A_product_with_one_boot_mode_is_complete_with_one_receipt()
    {
        using var desk = new Desk();
        var main = Token.Of<ModeId>("Main");
        var delivery = Desk.Delivery("PK-0001", "a", "M70503");
        delivery = desk.Deliver(delivery with { Instruments = [delivery.Instruments[0] with { Modes = [main] }] }, main);
        Assert.False(Assert.Single(Assert.Single(desk.Status().Customers).Instruments).HalfPatched);
        desk.ReceiveOne(desk.Receipt(delivery, "M70503", main));

        var status = desk.Status();

        var instrument = Assert.Single(Assert.Single(status.Customers).Instruments);
        Assert.True(instrument.Installed);
        Assert.Empty(instrument.Missing);
        Assert.StartsWith("1 of 1 instruments complete; 1 of 1 customers complete", status.Sentence(), StringComparison.Ordinal);
        Assert.DoesNotContain("half patched", ReportPage.Of(
            new ReportMatter(new StatusQuery(desk.Ledger, desk.Clock).Ask().Value, null, [])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_bundle_says_which_modes_there_are()
    {
        using var desk = new Desk();
        var old = Desk.Delivery("PK-0001", "a", "M70503");
        desk.Deliver(old with { Instruments = [old.Instruments[0] with { Modes = [SampleModes.Dx] }] }, SampleModes.Dx);
        desk.ReceiveOne(desk.Receipt(old, "M70503", SampleModes.Dx));
        Assert.True(desk.Status().Customers[0].Complete);
        var newer = Desk.Delivery("PK-0002", "a", "M70503") with { Issued = Desk.Noon.AddDays(1) };
        desk.Deliver(newer);

        var instrument = Assert.Single(Assert.Single(desk.Status().Customers).Instruments);

        Assert.Equal([SampleModes.Ruo], instrument.Missing);
    }

    [Fact]
    public void A_mode_that_no_delivery_expects_is_missing_all_the_same()
    {
        using var desk = new Desk();
        var delivery = Desk.Delivery("PK-0001", "a", "M70503");
        desk.Deliver(delivery with { Instruments = [delivery.Instruments[0] with { Modes = [SampleModes.Dx] }] });
        desk.ReceiveOne(desk.Receipt(delivery, "M70503", SampleModes.Dx));

        var instrument = Assert.Single(Assert.Single(desk.Status().Customers).Instruments);

        Assert.False(instrument.Installed);
        Assert.Equal([SampleModes.Ruo], instrument.Missing);
    }

    [Theory]
    [InlineData(Verdict.Refused, ModeState.Refused)]
    [InlineData(Verdict.Declined, ModeState.Declined)]
    [InlineData(Verdict.Undone, ModeState.Failed)]
    [InlineData(Verdict.Inconsistent, ModeState.DoNotUse)]
    [InlineData(Verdict.Compromised, ModeState.Compromised)]
    [InlineData(Verdict.RestartPending, ModeState.Outstanding)]
    internal void What_did_not_end_well_never_counts_as_done(Verdict verdict, ModeState state)
    {
        Receive(SampleModes.Dx, 1, verdict);

        Assert.Equal(state, Instrument().Modes[0].State);
        Assert.All(Instrument().Modes[0].Phases, phase => Assert.Equal(state, phase.State));
        Assert.False(Instrument().HalfPatched);
        Assert.NotEqual("", Instrument().Modes[0].Note);
    }

    [Fact]
    public void A_refusal_after_success_changes_nothing_and_an_undo_does()
    {
        Receive(SampleModes.Dx, 1);
        Receive(SampleModes.Dx, 2, Verdict.Refused);
        Assert.Equal(ModeState.Done, Instrument().Modes[0].State);

        Receive(SampleModes.Dx, 3, Verdict.Undone);
        Assert.Equal(ModeState.Failed, Instrument().Modes[0].State);
    }

    [Fact]
    public void A_phase_that_is_done_before_a_restart_is_shown_as_done()
    {
        var receipt = _desk.Receipt(_delivery, "M70503", SampleModes.Dx, 1, Verdict.RestartPending);
        _desk.ReceiveOne(receipt with
        {
            Phases =
            [
                _desk.Receipt(_delivery, "M70503", SampleModes.Dx).Phases[0],
                receipt.Phases[1],
            ],
        });

        Assert.Equal([ModeState.Done, ModeState.Outstanding], Instrument().Modes[0].Phases.Select(phase => phase.State));
    }

    [Fact]
    public void A_newer_stick_with_another_bundle_wants_to_be_done_again()
    {
        Receive(SampleModes.Dx);
        _desk.Deliver(Desk.Delivery("PK-0002", "a", "M70503") with
        {
            Bundles = [new(Token.Of<BundleId>("fsn2023-1338-1.1.0"), Sha256Digest.Of("newer"u8))],
            Issued = Desk.Noon.AddDays(1),
        });

        Assert.Equal(ModeState.Superseded, Instrument().Modes[0].State);
        Assert.Contains("an earlier bundle", Instrument().Modes[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_stick_with_the_same_bundle_keeps_what_is_done()
    {
        Receive(SampleModes.Dx);
        var second = _desk.Deliver(Desk.Delivery("PK-0002", "a", "M70503") with { Issued = Desk.Noon.AddDays(1) });
        _desk.ReceiveOne(_desk.Receipt(second, "M70503", SampleModes.Ruo));

        Assert.True(Instrument().Installed);
        Assert.Equal("PK-0002", Instrument().Modes[0].Stick);
    }

    [Fact]
    public void Customers_with_work_left_come_first()
    {
        _desk.Deliver("PK-0002", "b", "M70600");
        Receive(SampleModes.Dx);
        Receive(SampleModes.Ruo);

        Assert.Equal(["b", "a"], _desk.Status().Customers.Select(customer => customer.Customer));
    }

    [Fact]
    public void An_unknown_campaign_is_refused_with_the_known_ones()
    {
        var refusal = new StatusQuery(_desk.Ledger, _desk.Clock).Ask("nothing").Refusal;

        Assert.Equal(RefusalCode.InputMissing, refusal?.Code);
        Assert.Contains("fsn2023-1338", refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_ledger_is_not_complete()
    {
        using var desk = new Desk();
        Assert.False(new StatusQuery(desk.Ledger, desk.Clock).Ask().Value.Complete);
    }

    private void Receive(ModeId mode, long sequence = 1, Verdict verdict = Verdict.Applied) =>
        Assert.Equal(Arrival.Accepted, _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", mode, sequence, verdict)).Arrival);

    private InstrumentStatus Instrument() => Assert.Single(Assert.Single(_desk.Status().Customers).Instruments);
}
