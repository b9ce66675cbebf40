using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Tests.Shared.Bundles;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// A desk whose clock is ahead, or whose key was stolen, shuts no instrument out for longer than a delivery lives; and there is a
/// way out.
/// </summary>
public sealed class LockoutTests : IDisposable
{
    private readonly StickBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_stick_made_ten_months_ahead_is_refused_and_not_remembered_and_the_next_good_one_is_taken()
    {
        var refusal = _bench.Refuses(_bench.Make(Ahead(300)), RefusalCode.DateImplausible);
        Assert.Equal<Fact>([StickBench.Now.AddDays(300), StickBench.Now], refusal.Facts);
        Assert.Equal(DateTimeOffset.UnixEpoch, _bench.Floor);
        Assert.Empty(_bench.Device.Deliveries);
        _bench.Accepts(_bench.Make());
    }

    [Fact]
    public void What_a_stolen_desk_key_dated_ahead_falls_when_the_key_is_rotated_away()
    {
        _bench.Accepts(_bench.Make(Ahead(170)));
        Assert.Equal(StickBench.Now.AddDays(170), _bench.Floor);
        // Every good stick of sixty days is over by that date.
        _bench.Refuses(_bench.Make(), RefusalCode.Expired);
        _bench.PublishRoot(Role.Snapshot, Role.Timestamp, "deliveries");
        var staged = _bench.Accepts(_bench.Make());
        Assert.False(staged.Time.IsBehind);
        Assert.True(_bench.Floor < StickBench.Now);
    }

    [Fact]
    public void A_date_that_two_people_signed_stays_when_the_desks_key_is_rotated()
    {
        var manifest = TestManifest.Create() with { Released = StickBench.Now.AddDays(3) };
        _bench.Accepts(_bench.Make(plan => plan with { Manifest = manifest }));
        _bench.PublishRoot(Role.Snapshot, Role.Timestamp, "deliveries");
        _bench.Accepts(_bench.Make());
        Assert.Equal(StickBench.Now.AddDays(3), _bench.Floor);
        _bench.PublishRoot("bundles");
        _bench.Accepts(_bench.Make());
        Assert.True(_bench.Floor < StickBench.Now);
    }

    [Fact]
    public void A_date_from_a_wrong_clock_counts_no_further_than_a_delivery_lives_once_the_clock_is_right()
    {
        // The clock was a year ahead when a stick of that year was taken; nobody stole a key.
        _bench.Clock.AdjustTime(StickBench.Now.AddDays(250));
        _bench.Accepts(_bench.Make(plan => Ahead(240)(plan) with { Made = StickBench.Now.AddDays(-1) }));
        var set = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(StickBench.Now);
        var stick = _bench.Make(plan => plan with { Expires = StickBench.Now.AddDays(185) });
        var staged = new Stager(_bench.Files, set, _bench.State, _bench.FirstRoot).Stage(stick, null);
        Assert.Null(staged.Refusal);
        Assert.Equal(StickBench.Now + TrustedTime.LongestDelivery, staged.Value.Time.Floor);
    }

    [Fact]
    public void A_clock_that_ran_out_of_battery_takes_a_stick_by_the_dates_that_root_targets_and_bundles_carry()
    {
        _bench.Clock.AdjustTime(StickBench.Now.AddYears(-20));
        Assert.True(_bench.Accepts(_bench.Make(Ahead(100))).Time.IsBehind);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public void A_clock_years_ahead_is_asked_about_with_both_dates_and_no_stick_is_called_expired(int years)
    {
        var stick = _bench.Make();
        _bench.Clock.AdjustTime(StickBench.Now.AddYears(years));
        var refusal = _bench.Refuses(stick, RefusalCode.ClockAhead);
        Assert.Equal<Fact>([StickBench.Now.AddYears(years), StickBench.Now.AddYears(1)], refusal.Facts);
    }

    [Fact]
    public void Every_message_about_dates_asks_whether_the_date_is_right()
    {
        foreach (var code in new[] { RefusalCode.Expired, RefusalCode.ClockAhead, RefusalCode.DateImplausible })
            Assert.Contains("date", RefusalText.Of(new(code, "", ""), "en").Next, StringComparison.Ordinal);
    }

    private static Func<StickPlan, StickPlan> Ahead(int days) => plan => plan with
    {
        Issued = StickBench.Now.AddDays(days),
        Expires = StickBench.Now.AddDays(days + 60),
    };
}
