using System.Text;
using NSec.Cryptography;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Receipts;

/// <summary>Receipts to test with.</summary>
internal static class Receipts
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static Key NewKey() => Key.Create(SignatureAlgorithm.Ed25519);

    public static Receipt Applied() => new()
    {
        Schema = Receipt.SchemaVersion,
        Rehearsal = false,
        Verdict = Verdict.Applied,
        Campaign = Token.Of<CampaignId>("fsn2023-1338"),
        Bundle = new(Token.Of<BundleId>("fsn2023-1338-1.0.0"), Sha256Digest.Of("bundle"u8)),
        Counter = 1,
        Stick = Token.Of<StickId>("PK-0042"),
        Nonce = "00112233445566778899aabbccddeeff",
        Instrument = new(
            Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M70503"), BootMode.Dx, "MOS", "4.0.1", 14393),
        Phases =
        [
            new(Token.Of<PhaseId>("patch"), true,
                [new(Token.Of<StepId>("install-ucs"), "run-installer", StepOutcome.Done, "UCS 3.0.0 is installed")]),
            new(Token.Of<PhaseId>("user-configuration"), true,
                [new(Token.Of<StepId>("firewall"), "enable-firewall", StepOutcome.AlreadySo, "on in every profile")]),
        ],
        Backup = new(Sha256Digest.Of("backup"u8), 12, 34567, true),
        Journal = new(Sha256Digest.Of("journal"u8), 9),
        Times = new(Noon, Noon.AddMinutes(9), 120, Noon.AddDays(-1)),
        Operator = new("Anna Bianchi", "laboratory technician"),
        Applier = "PatchKit Applier 0.1.0",
        Sequence = 1,
    };

    public static VerifiedReceipt Verified(Receipt receipt)
    {
        using var key = NewKey();
        return ReceiptReader.Read(ReceiptWriter.Write(receipt, key), "r").Value;
    }

    /// <summary>Signs any payload, as an Applier gone wrong would.</summary>
    public static byte[] Sign(string payload, Key key, string type = InTotoStatement.MediaType)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        var signature = SignatureAlgorithm.Ed25519.Sign(key, DsseEnvelope.SignedBytes(type, bytes));
        return new DsseEnvelope([.. bytes], type, [new(ReceiptWriter.KeyIdOf(key.PublicKey), [.. signature])]).Write();
    }
}
