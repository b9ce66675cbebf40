namespace PatchKit.Tests.Packager.Returns;

/// <summary>
/// Two hundred customers, a thousand instruments, every fault of <see cref="ReferenceCampaign"/> some thirty times.
/// </summary>
public sealed class ThousandInstrumentsTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void A_thousand_instruments_with_every_fault_come_to_the_truth_in_whatever_order()
    {
        var campaign = new ReferenceCampaign(_desk, 1000);
        var files = campaign.Files.ToArray();
        new Random(20261129).Shuffle(files);
        foreach (var some in files.Chunk(300))
            _desk.Receive(some);
        campaign.Finish();

        Assert.Equal(campaign.Truth, ReferenceCampaign.States(_desk));
        Assert.Equal(campaign.Truth.Count, _desk.Status().Summary.Instruments);
    }
}
