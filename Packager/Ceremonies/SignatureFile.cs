using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Ceremonies;

/// <summary>
/// What a holder sends back: signatures, and of which bytes. Holds no secret. Format: docs/formats/signing-request.md.
/// </summary>
/// <param name="Schema">Format version.</param>
/// <param name="Holder">Who signed, for people.</param>
/// <param name="KeyId">The key that signed.</param>
/// <param name="Signatures">One for each draft.</param>
internal sealed record SignatureFile(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] string Holder,
    [property: JsonRequired] string KeyId,
    [property: JsonRequired] ImmutableArray<DraftSignature> Signatures)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Longest signature file, in bytes.</summary>
    public const int MaxLength = 64 * 1024;

    private static readonly JsonFormat<SignatureFile> Format = new("a signature file", CeremonyJson.Default, MaxLength)
    {
        Schema = SchemaVersion,
        Depth = 4,
        Rules = Faults,
    };

    /// <summary>Signs all drafts of a request in which the signer has a say.</summary>
    public static Result<SignatureFile> Sign(SigningRequest request, ISigner signer, string holder)
    {
        var mine = request.For(signer.Key.KeyId).ToList();
        if (mine.Count == 0)
            return new Refusal(RefusalCode.KeyUnusable, holder,
                $"the key {signer.Key.KeyId[..8]} has nothing to sign in this request: it is in none of the roles, or has " +
                $"signed already");
        var signatures = ImmutableArray.CreateBuilder<DraftSignature>();
        foreach (var draft in mine)
        {
            if (!signer.Sign(draft.File.Canonical.Span).TryGet(out var signature, out var refusal))
                return refusal;
            if (!signer.Key.Verify(draft.File.Canonical.Span, signature))
                return new Refusal(RefusalCode.KeyUnusable, holder,
                    "the signer's signature does not verify with its own public key");
            signatures.Add(
                new(draft.Role, draft.Version, Sha256Digest.Of(draft.File.Canonical.Span),
                Convert.ToHexStringLower(signature)));
        }

        return new SignatureFile(SchemaVersion, holder, signer.Key.KeyId, signatures.ToImmutable());
    }

    /// <summary>
    /// Puts the signatures into the drafts that they were made for, those that fit; the others are named.
    /// </summary>
    /// <returns>The signatures that were taken and the reasons why others were not; refused when none is this release's matter,
    /// or when the disk says no.</returns>
    public Result<CombinedSignatures> AddTo(ReleaseRepository release)
    {
        if (!release.State.Keys.TryGetValue(KeyId, out var key) && !OldRootKeys(release.State).TryGetValue(KeyId, out key))
            return new Refusal(RefusalCode.KeyUnusable, Holder, $"the key {Shorten(KeyId)} is not in any role of this release");
        var taken = ImmutableArray.CreateBuilder<DraftSignature>();
        var left = ImmutableArray.CreateBuilder<Refusal>();
        foreach (var signature in Signatures)
        {
            var fault = Fault(release.State, signature)
                ?? release.Sign(signature.Role, new Signed(key, Convert.FromHexString(signature.Sig))).Refusal;
            if (fault is null)
                taken.Add(signature);
            else if (fault.Code is RefusalCode.SignatureInvalid or RefusalCode.KeyUnusable)
                left.Add(fault);
            else
                return fault;
        }

        return new CombinedSignatures(taken.ToImmutable(), left.ToImmutable());
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => Format.Write(this);

    /// <summary>Reads a signature file; <paramref name="place"/> names it in a refusal.</summary>
    public static Result<SignatureFile> Read(ReadOnlySpan<byte> bytes, string place) => Format.Read(bytes, place);

    private static IReadOnlyList<FormatFault> Faults(SignatureFile file)
    {
        var faults = new FaultList();
        faults.Pass(HolderName.FaultOf(file.Holder), "$.holder");
        faults.Distinct(file.Signatures.Select(one => one.Role), i => $"$.signatures[{i}].role", "role");
        for (var i = 0; i < file.Signatures.Length; i++)
        {
            faults.Line(file.Signatures[i].Role, $"$.signatures[{i}].role", longest: 100);
            faults.Require(IsHex(file.Signatures[i].Sig), $"$.signatures[{i}].sig", "a signature in hexadecimal belongs here");
        }

        return faults.Faults;
    }

    private Refusal? Fault(ReleaseState state, DraftSignature signature)
    {
        if (!state.Drafts.TryGetValue(signature.Role, out var draft))
            return new Refusal(RefusalCode.SignatureInvalid, Holder,
                $"{Holder} signed {signature.Role} {signature.Version}, and no draft of {signature.Role} waits here");
        return Sha256Digest.Of(draft.File.Canonical.Span) == signature.Sha256
            ? null
            : new Refusal(RefusalCode.SignatureInvalid, Holder,
                $"{Holder} signed another draft of {signature.Role} {signature.Version}: the draft was changed since the " +
                    $"request went " +
                $"out; send {Holder} a new request");
    }

    // A holder who leaves still signs the root that takes the key away.
    private static ImmutableSortedDictionary<string, PublicKey> OldRootKeys(ReleaseState state) =>
        state.Published.GetValueOrDefault(Role.Root)?.Root.Keys ?? ImmutableSortedDictionary<string, PublicKey>.Empty;

    private static bool IsHex(string text) =>
        text.Length is > 0 and <= 2048 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);

    private static string Shorten(string keyId) => keyId[..Math.Min(8, keyId.Length)];

    // The signature was made elsewhere; the writer verifies it before it takes it.
    private sealed class Signed(PublicKey key, byte[] signature) : ISigner
    {
        public PublicKey Key => key;

        public Result<byte[]> Sign(ReadOnlySpan<byte> bytes) => signature;
    }
}

/// <summary>What became of a signature file.</summary>
/// <param name="Taken">The signatures that stand in the release now.</param>
/// <param name="Left">Why each of the others was not taken.</param>
internal sealed record CombinedSignatures(ImmutableArray<DraftSignature> Taken, ImmutableArray<Refusal> Left);

/// <summary>One signature.</summary>
/// <param name="Role">The role of the draft.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">SHA-256 of its canonical signed part, which is what was signed.</param>
/// <param name="Sig">The raw signature in hexadecimal.</param>
internal sealed record DraftSignature(
    [property: JsonRequired] string Role,
    [property: JsonRequired] long Version,
    [property: JsonRequired] Sha256Digest Sha256,
    [property: JsonRequired] string Sig);
