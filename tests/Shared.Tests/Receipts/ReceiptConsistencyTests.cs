using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Shared.Receipts;

public class ReceiptConsistencyTests
{
    [Fact]
    public void A_receipt_that_agrees_with_itself_has_no_contradiction() => Assert.Null(Receipts.Applied().Contradiction());

    [Theory]
    [MemberData(nameof(Contradictory))]
    public void A_receipt_that_contradicts_itself_says_where(string part, Receipt receipt) =>
        Assert.Contains(part, receipt.Contradiction(), StringComparison.Ordinal);

    public static TheoryData<string, Receipt> Contradictory()
    {
        var applied = Receipts.Applied();
        var patch = applied.Phases[0];
        return new()
        {
            { "refused", applied with { Refusal = new(RefusalCode.NotIdle, "", "busy") } },
            { "no refusal", applied with { Verdict = Verdict.Refused } },
            { "no phase", applied with { Phases = [] } },
            { "phase patch is not done", applied with { Phases = [patch with { Done = false }] } },
            { "step install-ucs", applied with
                { Phases = [patch with { Steps = [patch.Steps[0] with { Outcome = StepOutcome.Failed }] }] } },
            { "backup", applied with { Backup = applied.Backup! with { Proven = false } } },
        };
    }
}
