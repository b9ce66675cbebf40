using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;
using PatchKit.Tests.Packager.Campaigns;
using TestResult = PatchKit.Packager.Releases.TestResult;

namespace PatchKit.Tests.Packager.Releases;

/// <summary>A proof counts for the one bundle that it names, by a key that signs for bundles now.</summary>
public sealed class CampaignProofTests : IDisposable
{
    private static readonly DeliveredBundle Bundle = new(Token.Of<BundleId>("example-1.0.0"), Sha256Digest.Of("a bundle"u8));
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void What_a_holder_of_bundles_signed_is_read_with_its_day_its_faults_and_its_signer()
    {
        var proof = Read(Signed(_desk.Quinn), _desk.Begun()).Value;

        Assert.True(proof.IsWhole);
        Assert.Equal("passed, 2026-01-31: all 49 faults, signed by " + _desk.Quinn.File, proof.ToString());
    }

    [Fact]
    public void A_proof_in_part_says_so()
    {
        var proof = Read(Signed(_desk.Rita, Result(played: 7)), _desk.Begun()).Value;

        Assert.False(proof.IsWhole);
        Assert.StartsWith("in part, 2026-01-31: 7 of 49 faults", proof.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_changed_byte_is_refused()
    {
        var (release, bytes) = (_desk.Begun(), Signed(_desk.Quinn));
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            Assert.NotNull(Read(changed, release).Refusal);
        }

        Assert.NotNull(Read(bytes[..^1], release).Refusal);
        Assert.NotNull(Read([.. bytes, (byte)' '], release).Refusal);
    }

    [Fact]
    public void The_proof_of_another_bundle_is_refused()
    {
        var (release, other) = (_desk.Begun(), Bundle with { Sha256 = Sha256Digest.Of("another"u8) });
        Assert.Equal(RefusalCode.FileAltered, Read(Signed(_desk.Quinn, bundle: other), release).Refusal?.Code);
        other = Bundle with { Bundle = Token.Of<BundleId>("other-1.0.0") };
        Assert.Equal(RefusalCode.FileAltered, Read(Signed(_desk.Quinn, bundle: other), release).Refusal?.Code);
    }

    [Fact]
    public void A_key_that_does_not_sign_for_bundles_proves_nothing()
    {
        var release = _desk.Begun();
        foreach (var person in new[] { _desk.Sue, _desk.Ann, _desk.Person("Nobody") })
            Assert.Equal(RefusalCode.SignatureInvalid, Read(Signed(person), release).Refusal?.Code);
    }

    [Fact]
    public void A_key_counts_from_its_publication_to_its_removal()
    {
        var (release, nina) = (_desk.Begun(), _desk.Person("Nina, release engineering"));
        Assert.Null(release.ChangeKeys(ReleaseRoles.Bundles, keys => Desk.Of(2, _desk.Rita, nina)).Refusal);
        // As long as it is a draft, which whoever can write here could have made, the old keys are in force.
        Assert.Null(Read(Signed(_desk.Quinn), release).Refusal);
        Assert.Equal(RefusalCode.SignatureInvalid, Read(Signed(nina), release).Refusal?.Code);

        Desk.SignAll(release, _desk.Ann, _desk.Ben, _desk.Rita, nina);
        Assert.True(release.Refresh(_desk.Sue.Signer).Value.IsPublished);

        Assert.Null(Read(Signed(nina), release).Refusal);
        Assert.Equal(RefusalCode.SignatureInvalid, Read(Signed(_desk.Quinn), release).Refusal?.Code);
    }

    [Theory]
    [InlineData("\"result\":\"PASSED\"", "\"result\":\"FAILED\"")]
    [InlineData("\"result\":\"PASSED\"", "\"result\":\"WARNED\"")]
    [InlineData("\"played\":49", "\"played\":48")]
    [InlineData("\"played\":49", "\"played\":0")]
    [InlineData("\"failedTests\":[]", "\"failedTests\":[\"one\"]")]
    [InlineData("\"name\":\"rehearsal\"", "\"name\":\"another\"")]
    [InlineData("2026-01-31T09:30:00+00:00", "2026-01-31T09:30:00+01:00")]
    [InlineData("test-result/v0.1", "test-result/v9.9")]
    [InlineData("\"passedTests\":[", "\"url\":\"x\",\"passedTests\":[")]
    public void A_well_signed_statement_that_breaks_a_rule_is_refused(string good, string bad)
    {
        var payload = Encoding.UTF8.GetString(
            DsseEnvelope.Read(Signed(_desk.Quinn), "proof").Value.Payload.AsSpan());
        Assert.Contains(good, payload, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(payload.Replace(good, bad, StringComparison.Ordinal));

        Assert.NotNull(Read(Enveloped(changed, _desk.Quinn.Signer), _desk.Begun()).Refusal);
    }

    [Fact]
    public void Its_absence_is_a_refusal_where_the_release_wants_one_and_a_part_is_not_enough()
    {
        var release = _desk.Begun();
        var shelf = new ProofShelf(_desk.Files, release);
        Assert.Null(shelf.FaultFor(Bundle));
        File.WriteAllText(Path.Combine(_desk.Folder, "settings.json"),
            """{ "schema": "1.0", "stickDays": 30, "requireProof": true }""");
        shelf = new ProofShelf(_desk.Files, _desk.Open());
        Assert.Equal(RefusalCode.ProofMissing, shelf.FaultFor(Bundle)?.Code);

        Assert.Null(shelf.Put(Bundle, Signed(_desk.Quinn, Result(played: 7))));
        Assert.Equal(RefusalCode.ProofMissing, shelf.FaultFor(Bundle)?.Code);

        Assert.Null(shelf.Put(Bundle, Signed(_desk.Quinn)));
        Assert.Null(shelf.FaultFor(Bundle));
    }

    [Fact]
    public void How_long_a_stick_lives_is_set_without_forgetting_that_a_proof_is_wanted()
    {
        _desk.Begun();
        File.WriteAllText(Path.Combine(_desk.Folder, "settings.json"),
            """{ "schema": "1.0", "stickDays": 30, "requireProof": true }""");
        Assert.Null(_desk.Open().SetStickDays(60));
        Assert.True(_desk.Open().RequiresProof);
    }

    [Fact]
    public void What_stands_in_its_place_and_is_none_is_refused_whether_one_is_wanted_or_not()
    {
        var release = _desk.Begun();
        var shelf = new ProofShelf(_desk.Files, release);
        Assert.Null(shelf.Put(Bundle, "no proof"u8.ToArray()));
        Assert.Equal(RefusalCode.FormatInvalid, shelf.FaultFor(Bundle)?.Code);
    }

    [Fact]
    public void The_statement_of_proof_md_is_read_once_it_is_signed()
    {
        var page = File.ReadAllText(Path.Combine(Sample.Repository, "docs", "formats", "proof.md"));
        var example = Encoding.UTF8.GetBytes(Regex.Match(page, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        var statement = TestResult.Kind.Format.Read(example, "page").Value;
        var bundle = new DeliveredBundle(Token.Of<BundleId>("fsn2023-1338-1.0.0"), statement.Subject[0].Digest.Sha256);
        using var document = JsonDocument.Parse(example);
        var compact = JsonSerializer.SerializeToUtf8Bytes(document.RootElement);

        var read = CampaignProof.Read(Enveloped(compact, _desk.Rita.Signer), "page", bundle, _desk.Begun().State).Value;

        Assert.True(read.IsWhole);
    }

    private static TestResult Result(int played = 49) => new(
        played == 49 ? TestResult.Passed : TestResult.Warned,
        [new TestConfiguration("rehearsal", new(Sha256Digest.Of("instruments"u8)),
            new(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero), "0.1.0+1", "0.1.0+1", 49, played))],
        ["example-instrument EX0001, Main: applied, put back, applied again"],
        played == 49 ? [] : [$"{49 - played} of 49 faults were not played"],
        []);

    private static byte[] Signed(DeskPerson person, TestResult? result = null, DeliveredBundle? bundle = null) =>
        CampaignProof.Sign(bundle ?? Bundle, result ?? Result(), person.Signer).Value;

    private static byte[] Enveloped(byte[] payload, ISigner signer) => new DsseEnvelope([.. payload], InTotoStatement.MediaType,
        [new(signer.Key.KeyId, [.. signer.Sign(DsseEnvelope.SignedBytes(InTotoStatement.MediaType, payload)).Value])]).Write();

    private static Result<CampaignProof> Read(byte[] bytes, ReleaseRepository release) =>
        CampaignProof.Read(bytes, "proof", Bundle, release.State);
}
