using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>What a person settles, by the commands that the support guide names.</summary>
public class DecisionTests : IDisposable
{
    private readonly Desk _desk;
    private readonly Delivery _delivery;

    public DecisionTests()
        : this(null)
    {
    }

    protected DecisionTests(string? place)
    {
        _desk = new(place: place);
        _delivery = _desk.Deliver("PK-0001", "a", "M70503");
    }

    public void Dispose()
    {
        _desk.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_changed_key_is_accepted_and_what_the_old_key_says_later_is_questioned_again()
    {
        _desk.ReceiveOne(Dx(1, Verdict.Undone), keyOf: "the old disk");
        var applied = _desk.ReceiveOne(Dx(1), keyOf: "the new disk");
        Assert.Equal(ModeState.Questioned, State());

        Assert.Equal(0, Run("settle", applied.Digest!.Value.Hex[..12], "--accept"));

        Assert.Equal(ModeState.Done, State());
        Assert.Contains("1 other receipt(s) of this boot mode are past with it", _desk.Out.ToString(), StringComparison.Ordinal);
        Assert.Equal([Standing.Accepted, Standing.Past], _desk.Status().Receipts.Select(one => one.Standing).Order());

        _desk.ReceiveOne(Dx(2, Verdict.Undone), keyOf: "the old disk");
        Assert.Equal(ModeState.Questioned, State());
    }

    [Fact]
    public void A_rejected_receipt_counts_for_nothing_and_can_be_taken_up_again()
    {
        var good = _desk.ReceiveOne(Dx(1));
        var copy = _desk.ReceiveOne(Dx(1) with { Times = new(Desk.Noon, Desk.Noon.AddMinutes(20), 120, Desk.Noon) });
        Assert.Equal((Arrival.Questioned, ModeState.Questioned), (copy.Arrival, State()));

        Assert.Equal(0, Run("settle", copy.Code, "--reject"));
        Assert.Equal(ModeState.Done, State());
        Assert.Equal(Standing.SetAside, _desk.Status().Receipts.Single(one => one.Digest == copy.Digest).Standing);

        Assert.Equal(0, Run("settle", copy.Code, "--accept"));
        Assert.Equal(Standing.Past, _desk.Status().Receipts.Single(one => one.Digest == good.Digest).Standing);
    }

    [Fact]
    public void Only_a_key_or_a_chain_can_be_accepted()
    {
        var good = _desk.ReceiveOne(Dx(1));
        var stray = _desk.ReceiveOne(Dx(2) with { Nonce = new string('0', 32) });

        Assert.Equal(2, Run("settle", good.Code, "--accept"));
        Assert.Equal(2, Run("settle", stray.Code, "--accept"));
        Assert.Contains("no delivery of this ledger has the nonce", _desk.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(11, Run("settle", "0000-0000-0000-0", "--reject"));
        Assert.Equal(2, Run("settle", good.Code));
    }

    [Theory]
    [InlineData("scrapped", true)]
    [InlineData("not-affected", true)]
    [InlineData("cannot-be-patched", true)]
    [InlineData("declined", false)]
    public void An_exception_says_why_an_instrument_is_not_patched_and_a_wish_for_later_settles_nothing(string kind, bool settles)
    {
        string[] until = kind == "declined" ? ["--until", "2026-06-30"] : [];

        Assert.Equal(0, Run(["instrument", kind, "m70503", .. until]));

        var instrument = Instrument();
        Assert.Equal((settles, false), (instrument.Settled, instrument.Installed));
        Assert.Equal(settles ? 0 : 4, Invoke("report", "--require-complete", "--ledger", _desk.LedgerPath));
        Assert.Contains(_desk.Status().Remarks(),
            line => line.StartsWith($"M70503: {kind.Replace('-', ' ')}", StringComparison.Ordinal));
    }

    [Fact]
    public void An_exception_of_one_mode_leaves_the_other_open()
    {
        Assert.Equal(0, Run("instrument", "not-affected", "M70503", "--mode", "ruo"));
        Assert.False(Instrument().Settled);

        _desk.ReceiveOne(Dx(1));

        Assert.True(Instrument().Settled);
        Assert.False(Instrument().Installed);
    }

    [Fact]
    public void An_exception_that_ran_out_is_open_again()
    {
        Assert.Equal(0, Run("instrument", "declined", "M70503", "--until", "2026-05-08"));
        Assert.False(Assert.Single(Instrument().Exceptions).RanOut);

        _desk.Clock.Advance(TimeSpan.FromDays(2));

        Assert.True(Assert.Single(Instrument().Exceptions).RanOut);
        Assert.Contains(_desk.Status().Remarks(), line => line.Contains("open again", StringComparison.Ordinal));
        Assert.Equal(2, Run("instrument", "declined", "M70503", "--until", "2026-05-08"));
    }

    [Fact]
    public void What_must_not_be_used_is_not_settled_by_calling_it_not_affected()
    {
        Assert.Equal(0, Run("instrument", "not-affected", "M70503"));
        Assert.True(Instrument().Settled);

        _desk.ReceiveOne(Dx(1, Verdict.Inconsistent));

        Assert.Equal((ModeState.DoNotUse, false), (State(), Instrument().Settled));
    }

    [Fact]
    public void A_customer_is_silent_from_the_day_on_which_its_stick_was_sent()
    {
        Assert.False(_desk.Status().Customers[0].Silent);

        Assert.Equal(0, Run("sent", "PK-0001"));
        Assert.True(_desk.Status().Customers[0].Silent);

        _desk.ReceiveOne(Dx(1, Verdict.Refused));
        Assert.False(_desk.Status().Customers[0].Silent);
        Assert.Equal(0, Run("returned", "PK-0001"));
        Assert.Equal(11, Run("sent", "PK-0002"));
    }

    [Fact]
    public void A_customer_whose_instruments_are_all_explained_is_silent_no_longer()
    {
        Assert.Equal(0, Run("sent", "PK-0001"));
        Assert.Equal(1, _desk.Status().Summary.Silent);

        Assert.Equal(0, Run("instrument", "scrapped", "M70503"));

        Assert.Equal((1, 0), (_desk.Status().Summary.Complete, _desk.Status().Summary.Silent));
    }

    [Fact]
    public void A_cancelled_order_is_not_waited_for_and_one_that_was_used_cannot_be_cancelled()
    {
        _desk.Deliver("PK-0002", "a", "M70530");
        Assert.Equal(2, _desk.Status().Summary.Instruments);

        Assert.Equal(0, Run("order", "cancel", "PK-0002"));
        Assert.Equal(1, _desk.Status().Summary.Instruments);

        _desk.ReceiveOne(Dx(1));
        Assert.Equal(2, Run("order", "cancel", "PK-0001"));
        Assert.Contains("it was used", _desk.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_day_begins_with_what_must_not_be_used_and_ends_with_what_was_never_sent()
    {
        var broken = _desk.Deliver("PK-0002", "b", "M70600");
        _desk.Deliver("PK-0003", "c", "M70700");
        _desk.Deliver("PK-0004", "d", "M70800");
        _desk.ReceiveOne(Dx(1));
        _desk.ReceiveOne(_desk.Receipt(broken, "M70600", SampleModes.Ruo, 1, Verdict.Inconsistent));
        Assert.Equal(0, Run("sent", "PK-0003"));

        Assert.Equal(0, Invoke("desk", "today", "--ledger", _desk.LedgerPath));

        Assert.Equal(
            [
                "1. DO NOT USE  Hospital b: M70600 (Dx, RUO): do not use",
                "2. HALF PATCHED  Hospital a: M70503 (RUO): half patched",
                "3. SILENT  Hospital c: M70700 (Dx, RUO): silent since 2026-05-07",
                "4. NOT SENT  Hospital d: M70800 (Dx, RUO): not sent",
                "4 to call.",
            ],
            _desk.Out.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n')
                .Where(line => line.Trim() != "not contacted yet"));
        Assert.Equal(0, Run("instrument", "declined", "M70700", "--until", "2026-06-01"));
        Invoke("desk", "today", "--ledger", _desk.LedgerPath);
        Assert.DoesNotContain("Hospital c", _desk.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_needs_a_person_and_a_reason()
    {
        Assert.NotEqual(0, Invoke("sent", "PK-0001", "--ledger", _desk.LedgerPath));
        Assert.Equal(2, Invoke("sent", "PK-0001", "--by", " ", "--note", "x", "--ledger", _desk.LedgerPath));
    }

    [Theory]
    [InlineData("UPDATE log SET body = body || ' ' WHERE kind = 'Decision'", "entry")]
    [InlineData("DELETE FROM log WHERE kind = 'Decision'", "")]
    [InlineData("DELETE FROM receipt_phases; DELETE FROM receipts", "is here no longer")]
    [InlineData("UPDATE receipts SET verdict = 'Undone'", "says something else than its columns")]
    [InlineData("UPDATE receipts SET envelope = replace(envelope, '\"sig\":\"', '\"sig\":\"A')", "is not the file")]
    [InlineData("UPDATE deliveries SET customer_id = 'b'", "delivery")]
    [InlineData("UPDATE customers SET name = 'Hospital c' WHERE customer_id = 'a'", "customer a is not what was entered")]
    public void Whatever_is_altered_behind_the_programs_back_is_found(string sql, string said)
    {
        _desk.Deliver("PK-0002", "b", "M70600");
        _desk.ReceiveOne(Dx(1));
        Assert.Equal(0, Run("sent", "PK-0001"));
        _desk.Deliver("PK-0003", "b", "M70601");
        Assert.Equal(0, Invoke("audit", "verify", "--ledger", _desk.LedgerPath));
        Assert.Contains("all as they were entered", _desk.Out.ToString(), StringComparison.Ordinal);

        _desk.Meddle(sql);

        Assert.Equal((int)RefusalCode.FileAltered, Invoke("audit", "verify", "--ledger", _desk.LedgerPath));
        Assert.Contains(said, _desk.Out.ToString(), StringComparison.Ordinal);
    }

    private Receipt Dx(long number, Verdict verdict = Verdict.Applied) =>
        _desk.Receipt(_delivery, "M70503", SampleModes.Dx, number, verdict);

    private InstrumentStatus Instrument() => _desk.Status().Customers.SelectMany(one => one.Instruments)
        .Single(one => one.Serial == Token.Of<SerialNumber>("M70503"));

    private ModeState State() => Instrument().Modes[0].State;

    private int Run(params string[] arguments) =>
        Invoke([.. arguments, "--by", "Anna", "--note", "told by telephone", "--ledger", _desk.LedgerPath]);

    private int Invoke(params string[] arguments) => _desk.Run(arguments);
}
