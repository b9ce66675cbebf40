using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>A person says no: nothing is changed, and support hears why.</summary>
public sealed class SessionDeclineTests
{
    public static TheoryData<DeclineReason, string?> Reasons => new()
    {
        { DeclineReason.NoProductNeedsIt, null },
        { DeclineReason.NoInterruption, "not before May" },
        { DeclineReason.Other, "the service visit\tis on Monday" },
    };

    [Theory, MemberData(nameof(Reasons))]
    public async Task Nothing_is_changed_and_the_receipt_says_why(DeclineReason reason, string? text)
    {
        var world = SessionWorld.WithEveryKind();
        var disk = PowerCutDisk.Holding(world.Untouched);
        var old = world.Snapshot(disk.Inner);
        world.Consents = () => new ConsentAnswer.Declined(new(reason) { Text = text });

        var outcome = await world.Start(disk, 0);

        Assert.Equal((Verdict.Declined, RefusalCode.Declined), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal(Standing.Untouched, outcome.State.Standing);
        Assert.Equal(old, world.Snapshot(disk.Inner));
        var place = Path.Combine(world.Stick, outcome.Receipt.Place);
        var receipt = ReceiptReader.Read(disk.Inner.File.ReadAllBytes(place), place).Value.Receipt;
        Assert.Equal(Verdict.Declined, receipt.Verdict);
        Assert.Equal(new ReceiptDecline(reason) { Text = text?.Replace('\t', ' ') }, receipt.Decline);
        Assert.Equal("Anna Rossi", receipt.Operator?.Name);
    }
}
