using PatchKit.Applier.Applying;
using PatchKit.Applier.Sessions;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>The campaign of this world keeps what an undo needs for 30 days after a stick took the receipt.</summary>
public sealed class UndoExpiryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly ApplicationFate Old = new(Sha256Digest.Of("old"u8), IsApplied: true, Sent: Now.AddDays(-10));
    private static readonly ApplicationFate Newer = new(Sha256Digest.Of("new"u8), IsApplied: true, Sent: Now);

    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;

    public UndoExpiryTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public async Task What_an_undo_needs_is_kept_as_long_as_the_campaign_says(int days, bool kept)
    {
        Assert.Equal(Verdict.Applied, (await _world.Start(_disk, 1)).Verdict);
        var instrument = _world.Open(_disk.Inner);

        await _world.Start(_disk.Inner, 1 + (24 * days), instrument: instrument);

        var undo = Path.Combine(_world.State, "applications", "0001", "undo");
        Assert.Equal(kept, _disk.Inner.Directory.Exists(undo));
        var rollback = await _world.Rollback(_disk.Inner, 2 + (24 * days), instrument);
        Assert.Equal(kept ? (Verdict.Undone, (RefusalCode?)null) : (Verdict.Refused, RefusalCode.NothingToUndo),
            (rollback.Verdict, rollback.Refusal?.Code));
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(11, false, false)]
    [InlineData(10, false, true)]
    [InlineData(0, true, true)]
    public void Days_or_the_next_bundle_end_it_and_neither_keeps_it_for_ever(int days, bool untilNextBundle, bool over) =>
        Assert.Equal(over, UndoExpiry.IsOver(Request(days, untilNextBundle), Old, [Newer], Now));

    [Fact]
    public void What_no_stick_has_a_receipt_of_is_never_forgotten()
    {
        Assert.False(UndoExpiry.IsOver(Request(1, untilNextBundle: false), Old with { Sent = null }, [], Now));
        Assert.False(UndoExpiry.IsOver(Request(0, untilNextBundle: true), Old, [Newer with { Sent = null }], Now));
    }

    [Fact]
    public void Neither_the_same_bundle_again_nor_one_that_was_taken_back_is_the_next_bundle() =>
        Assert.False(UndoExpiry.IsOver(Request(0, untilNextBundle: true), Old,
            [Newer with { Bundle = Old.Bundle }, Newer with { IsApplied = false }], Now));

    private static ApplyRequest Request(int days, bool untilNextBundle) =>
        new(new DeliveredBundle(Token.Of<BundleId>("b"), Old.Bundle), 1, [], [], "", "en")
        {
            UndoDays = days,
            UndoUntilNextBundle = untilNextBundle,
        };
}
