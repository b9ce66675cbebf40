using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>What all the evidence together says of a boot mode.</summary>
public class JudgementTests : IDisposable
{
    private readonly Desk _desk;
    private readonly Delivery _delivery;

    public JudgementTests()
        : this(null)
    {
    }

    protected JudgementTests(string? place)
    {
        _desk = new(place: place);
        _delivery = _desk.Deliver("PK-0001", "a", "M70503", "M70504");
    }

    public void Dispose()
    {
        _desk.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_clock_that_was_ahead_and_set_right_is_a_note_and_what_is_applied_is_done()
    {
        var busy = Dx(1, Verdict.Refused);
        _desk.ReceiveOne(busy with { Times = busy.Times with { Finished = Desk.Noon.AddDays(60) } });
        var applied = _desk.ReceiveOne(Dx(2));

        Assert.Equal((Arrival.Accepted, ModeState.Done), (applied.Arrival, State()));
        Assert.Contains(_desk.Status().Remarks(), line => line.Contains("it was here on 2026-05-07", StringComparison.Ordinal));
    }

    [Fact]
    public void An_undo_that_comes_later_in_the_chain_takes_done_away_whatever_its_clock_says()
    {
        _desk.ReceiveOne(Dx(1));
        var undone = Dx(2, Verdict.Undone);

        _desk.ReceiveOne(undone with { Times = undone.Times with { Finished = new(2019, 1, 1, 0, 0, 0, TimeSpan.Zero) } });

        Assert.Equal(ModeState.Failed, State());
        Assert.Contains(_desk.Status().Remarks(), line => line.Contains("finished 2019-01-01", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_applied_after_an_undo_is_done_though_the_clock_had_been_ahead_before()
    {
        var undone = Dx(1, Verdict.Undone);
        _desk.ReceiveOne(undone with { Times = undone.Times with { Finished = Desk.Noon.AddDays(60) } });

        _desk.ReceiveOne(Dx(2));

        Assert.Equal(ModeState.Done, State());
    }

    [Theory]
    [InlineData(Verdict.Undone, ModeState.Questioned)]
    [InlineData(Verdict.Inconsistent, ModeState.DoNotUse)]
    internal void A_questioned_word_against_done_takes_it_away_and_an_earlier_one_does_not(Verdict verdict, ModeState state)
    {
        var unknown = new string('0', 32);
        _desk.ReceiveOne(Dx(2));
        _desk.ReceiveOne(Dx(1, verdict) with { Nonce = unknown });
        Assert.Equal(ModeState.Done, State());

        _desk.ReceiveOne(Dx(3, verdict) with { Nonce = unknown });

        Assert.Equal(state, State());
    }

    [Fact]
    public void A_receipt_of_an_unknown_delivery_counts_when_the_delivery_is_entered()
    {
        using var desk = new Desk();
        var late = Desk.Delivery("PK-0009", "a", "M70503");
        Assert.Equal(Arrival.Questioned, desk.ReceiveOne(desk.Receipt(late, "M70503", SampleModes.Dx)).Arrival);
        var stray = Assert.Single(new StatusQuery(desk.Ledger, desk.Clock).Ask().Value.Elsewhere);
        Assert.Equal(Standing.Questioned, stray.Standing);

        desk.Deliver(late);

        Assert.Equal(ModeState.Done, desk.Status().Customers[0].Instruments[0].Modes[0].State);
        Assert.Empty(new StatusQuery(desk.Ledger, desk.Clock).Ask().Value.Elsewhere);
    }

    [Fact]
    public void A_copied_disk_leaves_both_instruments_to_a_person()
    {
        _desk.ReceiveOne(Dx(1));
        Assert.Equal(ModeState.Done, State());

        _desk.ReceiveOne(_desk.Receipt(_delivery, "M70504", SampleModes.Dx), keyOf: "M70503 Dx");

        Assert.Equal([ModeState.Questioned, ModeState.Questioned],
            _desk.Status().Customers[0].Instruments.Select(one => one.Modes[0].State));
    }

    [Fact]
    public void A_chain_that_went_two_ways_is_questioned_from_there_on()
    {
        var first = Dx(1, Verdict.Refused);
        var digest = _desk.ReceiveOne(first).Digest;
        _desk.ReceiveOne(Dx(2) with { Previous = digest });
        Assert.Equal(ModeState.Done, State());

        var third = _desk.ReceiveOne(Dx(3) with { Previous = digest });

        Assert.Equal((Arrival.Questioned, ModeState.Questioned), (third.Arrival, State()));
        Assert.Contains("number 3 of M70503 Dx does not follow number 2", third.Reason, StringComparison.Ordinal);
        Assert.Equal(Standing.Accepted, _desk.Status().Receipts.Single(one => one.Sequence == 1).Standing);
    }

    [Fact]
    public void What_is_missing_in_a_chain_is_said_and_stops_nothing()
    {
        var received = _desk.ReceiveOne(Dx(7) with { Previous = Sha256Digest.Of("six"u8) });
        Assert.Equal("M70503 Dx begins at number 7: no earlier receipt is here", Assert.Single(received.Notes));

        received = _desk.ReceiveOne(Dx(9) with { Previous = Sha256Digest.Of("eight"u8) });

        Assert.Equal("the receipt before number 9 is not here", Assert.Single(received.Notes));
        Assert.Equal((Arrival.Accepted, ModeState.Done), (received.Arrival, State()));
    }

    [Fact]
    public void A_number_that_no_receipt_was_written_under_is_no_gap()
    {
        var digest = _desk.ReceiveOne(Dx(1, Verdict.Refused)).Digest;

        Assert.Empty(_desk.ReceiveOne(Dx(3) with { Previous = digest }).Notes);
    }

    [Fact]
    public void A_withdrawn_bundle_does_not_count_as_installed()
    {
        _desk.ReceiveOne(Dx(1));
        var list = new WithdrawnList(WithdrawnList.SchemaVersion,
            [new(_delivery.Bundles[0].Sha256, _delivery.Bundles[0].Bundle, "a fault", Desk.Noon)]);

        Assert.Equal(1, new DeliveryRegistrar(_desk.Ledger, _desk.Clock).Withdraw(list).Value);

        Assert.Equal(ModeState.Withdrawn, State());
        Assert.False(_desk.Status().Customers[0].Instruments[0].HalfPatched);
        Assert.Contains("the bundle that is in place was withdrawn", Mode().Note, StringComparison.Ordinal);
        Assert.Equal(0, new DeliveryRegistrar(_desk.Ledger, _desk.Clock).Withdraw(list).Value);
    }

    [Fact]
    public void Software_that_needs_nothing_is_no_failure()
    {
        _desk.ReceiveOne(Dx(1, Verdict.Refused) with { Refusal = new(RefusalCode.NotAffected, []) });

        Assert.Equal((ModeState.NotAffected, 0), (State(), _desk.Status().Summary.Failed));
    }

    private Receipt Dx(long number, Verdict verdict = Verdict.Applied) =>
        _desk.Receipt(_delivery, "M70503", SampleModes.Dx, number, verdict);

    private ModeState State() => Mode().State;

    private ModeStatus Mode() => _desk.Status().Customers[0].Instruments[0].Modes[0];
}
