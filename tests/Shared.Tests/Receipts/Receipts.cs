using System.Text;
using NSec.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Receipts;

/// <summary>Receipts to test with.</summary>
internal static class Receipts
{
    private const string ByKey = @"HKLM\SOFTWARE\Illumina\Instrument";
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
            Token.Of<ProductId>("miseqdx"),
            ["DX-410-1001", "15036706"],
            Token.Of<SerialNumber>("M70503"),
            SampleModes.Dx,
            [SampleModes.Dx, SampleModes.Ruo],
            [
                new(SampleModes.Dx, Holds: true, new RegistryObservation(ByKey, "BootMode", Present: true) { Text = "Dx" }),
                new(SampleModes.Ruo, Holds: false, new RegistryObservation(ByKey, "BootMode", Present: true) { Text = "Dx" }),
            ],
            new("MOS", Version("4.0.1")) { After = Version("4.0.2") })
        {
            UdiDi = new(IssuingAgency.Gs1, "00816270020002"),
            SerialTyped = "503",
            OsBuild = 14393,
            Boot = "b7f1",
        },
        Preflight =
        [
            new(CheckId.OsBuild, FindingLevel.Pass, [new() { Count = 14393 }]),
            new(CheckId.OtherMode, FindingLevel.Warn, []),
            new(CheckId.Space, FindingLevel.Pass, [ReceiptFact.Withheld, new() { Bytes = 1048576 }]),
        ],
        Phases =
        [
            new(Token.Of<PhaseId>("patch"), true,
            [
                new(Token.Of<StepId>("install-ucs"), "run-installer", StepOutcome.Done)
                {
                    Before = [new ProductObservation("UCS", Installed: true) { Version = Version("2.0.0") }],
                    After = [new ProductObservation("UCS", Installed: true) { Version = Version("3.0.0") }],
                    ReadBack = ReadBack.Agrees,
                },
            ]),
            new(Token.Of<PhaseId>("user-configuration"), true,
            [
                new(Token.Of<StepId>("firewall"), "enable-firewall", StepOutcome.AlreadySo)
                {
                    Before = [],
                    After = [new FirewallObservation(On: 3, Off: 0)],
                    ReadBack = ReadBack.Agrees,
                },
            ]),
        ],
        Backup = new(Sha256Digest.Of("backup"u8), 12, 34567) { Proof = Sha256Digest.Of("proof"u8) },
        Journal = new(Sha256Digest.Of("journal"u8), 9),
        Times = new(Noon, Noon.AddMinutes(9), 120, Noon.AddDays(-1)),
        Operator = new("Anna Bianchi", "laboratory technician"),
        LocalIt = new(Noon.AddMinutes(1)) { Name = "Carlo Verdi" },
        Attestations =
        [
            new("received-and-understood", "it", Sha256Digest.Of("sentence"u8), Agreed: true,
                new("Anna Bianchi", "laboratory technician"), Noon.AddMinutes(1)),
        ],
        Applier = "PatchKit Applier 0.1.0",
        Sequence = 2,
        Previous = Sha256Digest.Of("the receipt before"u8),
    };

    /// <summary>The same as it is read back: with its code.</summary>
    public static Receipt Applied(Key key)
    {
        var receipt = Applied();
        return receipt with { Situation = SituationCode.Of(receipt, ReceiptWriter.KeyIdOf(key.PublicKey)).Text };
    }

    /// <summary>A receipt of a verdict that agrees with itself, as far as one of that verdict can.</summary>
    public static Receipt Of(Verdict verdict)
    {
        var applied = Applied();
        var refusal = new ReceiptRefusal(RefusalCode.StepFailed, []) { Step = Token.Of<StepId>("install-ucs") };
        Receipt With(StepOutcome outcome, ReadBack? readBack = null, bool done = false) => applied with
        {
            Verdict = verdict,
            Phases = [.. applied.Phases.Select(phase => phase with
            {
                Done = done,
                Steps = [.. phase.Steps.Select(step => step with
                {
                    Outcome = outcome,
                    ReadBack = readBack,
                    After = readBack is null ? [] : step.After,
                })],
            })],
        };
        return verdict switch
        {
            Verdict.Applied => applied,
            Verdict.AlreadyApplied or Verdict.Holds =>
                With(StepOutcome.AlreadySo, ReadBack.Agrees, done: true) with { Backup = null, Journal = null },
            Verdict.RestartPending => With(StepOutcome.RestartPending),
            Verdict.Refused or Verdict.HalfWay =>
                With(StepOutcome.Pending) with { Refusal = refusal, Backup = null, Journal = null },
            Verdict.Undone => With(StepOutcome.Undone, ReadBack.Agrees) with { Refusal = refusal },
            Verdict.Inconsistent => With(StepOutcome.UndoFailed, ReadBack.Disagrees) with { Refusal = refusal },
            Verdict.Declined => With(StepOutcome.Pending) with
            {
                Decline = new(DeclineReason.NoInterruption),
                Backup = null,
                Journal = null,
            },
            Verdict.Compromised => With(StepOutcome.Pending) with { Backup = null, Journal = null },
            Verdict.Regressed => With(StepOutcome.Failed, ReadBack.Disagrees) with
            {
                Regressed = Token.Of<StepId>("install-ucs"),
                Backup = null,
                Journal = null,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "a verdict without an example"),
        };
    }

    public static SoftwareVersion Version(string text) =>
        SoftwareVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text, nameof(text));

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
