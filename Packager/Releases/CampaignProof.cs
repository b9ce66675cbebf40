using System.Globalization;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// The proof of a campaign: that the bundle of this very digest was tried with faults on its own make-believe instruments, and
/// who answers for it. Read, it has been verified.
/// </summary>
/// <param name="Result">What the trial showed.</param>
/// <param name="By">Whose key signed it, for people.</param>
/// <param name="KeyId">The key.</param>
internal sealed record CampaignProof(TestResult Result, string By, string KeyId)
{
    private TestAnnotations Told => Result.Configuration[0].Annotations;

    /// <summary>When the trial ended.</summary>
    public DateTimeOffset At => Told.At;

    /// <summary>How many faults the plans have.</summary>
    public int Faults => Told.Faults;

    /// <summary>How many of them were played.</summary>
    public int Played => Told.Played;

    /// <summary>Whether every fault was played.</summary>
    public bool IsWhole => Result.Result == TestResult.Passed;

    /// <summary>What was proven when and by whom, as a line for a person.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(IsWhole ? "passed" : "in part")}, {At:yyyy-MM-dd}: {(IsWhole ? "all" : $"{Played} of")} {Faults} faults, signed by " +
        $"{By}");

    /// <summary>Signs a proof; gives the bytes of its file.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="result">What the trial showed.</param>
    /// <param name="signer">A key of the role <c>bundles</c>.</param>
    public static Result<byte[]> Sign(DeliveredBundle bundle, TestResult result, ISigner signer) => TestResult.Kind.Sign(
        TestResult.Kind.Of(InTotoSubject.Of(bundle), result), signer.Key.KeyId, bytes => signer.Sign(bytes));

    /// <summary>Verifies and reads untrusted bytes. Nothing of the statement is looked at before its signature holds.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="place">Its name, for refusals.</param>
    /// <param name="bundle">The bundle that it has to be of.</param>
    /// <param name="state">The release whose keys count, as they are in force.</param>
    public static Result<CampaignProof> Read(ReadOnlySpan<byte> bytes, string place, DeliveredBundle bundle, ReleaseState state)
    {
        Result<SignatureCheck> KeyOf(string keyId) =>
            state.KeysInForce(ReleaseRoles.Bundles).FirstOrDefault(one => one.KeyId == keyId) is { } key
                ? (SignatureCheck)key.Verify
                : new Refusal(RefusalCode.SignatureInvalid, place,
                    "the proof's key is none that signs for bundles by what is published here; prove the campaign again");

        if (!TestResult.Kind.Read(bytes, place, KeyOf).TryGet(out var said, out var refusal))
            return refusal;
        return said.Subject == InTotoSubject.Of(bundle)
            ? new CampaignProof(said.Predicate, state.Holders.NameOf(said.KeyId), said.KeyId)
            : new Refusal(RefusalCode.FileAltered, place,
                $"it is the proof of {said.Subject.Name} with SHA-256 {said.Subject.Digest.Sha256}, and not of " +
                $"{bundle.Bundle} with {bundle.Sha256}");
    }
}
