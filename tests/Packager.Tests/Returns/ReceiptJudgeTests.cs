using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>Receipts in other hands: Sigstore's code verifies the envelope (DSSE 1.0) and finds an in-toto statement.</summary>
public sealed class ReceiptJudgeTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Code_that_is_not_ours_verifies_a_receipt_and_refuses_an_altered_one()
    {
        var receipt = _desk.Write("stick", _desk.Receipt(Desk.Delivery("PK-0001", "a", "M70503"), "M70503", SampleModes.Dx));
        var altered = Path.Combine(_desk.Folder, "altered.dsse.json");
        var envelope = JsonNode.Parse(File.ReadAllText(receipt))!;
        var payload = Encoding.UTF8.GetString(Convert.FromBase64String((string)envelope["payload"]!));
        envelope["payload"] = Convert.ToBase64String(
            Encoding.UTF8.GetBytes(payload.Replace("M70503", "M70504", StringComparison.Ordinal)));
        File.WriteAllText(altered, envelope.ToJsonString());
        var kept = Path.Combine(Sample.Repository, "tests", "Shared.Tests", "vectors", "receipt.dsse.json");

        var said = await Judges.Run("dsse.mjs", kept, receipt, altered);

        const string statement = "https://in-toto.io/Statement/v1 urn:patchkit:receipt:v1";
        Assert.Equal(
            [$"true {statement}", $"true {statement}", $"false {statement}"],
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
