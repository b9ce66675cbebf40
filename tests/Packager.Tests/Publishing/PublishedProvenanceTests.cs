using System.IO.Abstractions;
using System.Text;
using System.Text.RegularExpressions;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Publishing;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Packager.Campaigns;
using PatchKit.Tests.Packager.Releases;

namespace PatchKit.Tests.Packager.Publishing;

/// <summary>A provenance counts for the one list that it names, by the key that was asked for.</summary>
public sealed class PublishedProvenanceTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Desk _desk = new();

    public void Dispose()
    {
        _folder.Dispose();
        _desk.Dispose();
    }

    [Fact]
    public void The_statement_of_provenance_md_is_read_once_it_is_signed_and_is_written_as_it_stands_there()
    {
        var says = Example();

        var read = Read(Signed(says, _desk.Rita), _desk.Rita).Value;

        Assert.Equal("Applier", read.Says.Asked.Program);
        Assert.Equal(says.BuildDefinition.ResolvedDependencies.AsEnumerable(),
            read.Says.BuildDefinition.ResolvedDependencies.AsEnumerable());
    }

    [Fact]
    public void Any_changed_byte_is_refused()
    {
        var bytes = Signed(Example(), _desk.Rita);
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            Assert.NotNull(Read(changed, _desk.Rita).Refusal);
        }
    }

    [Fact]
    public void Another_key_than_the_one_that_was_asked_for_answers_for_nothing() =>
        Assert.Equal(RefusalCode.SignatureInvalid, Read(Signed(Example(), _desk.Quinn), _desk.Rita).Refusal?.Code);

    [Fact]
    public void A_rehearsals_key_answers_for_no_real_program()
    {
        var says = Example();
        var real = says with
        {
            BuildDefinition = says.BuildDefinition with
            {
                ExternalParameters = says.BuildDefinition.ExternalParameters with { Rehearsal = false },
            },
            RunDetails = says.RunDetails with { Builder = says.RunDetails.Builder with { Id = Builder.IdOf(rehearsal: false) } },
        };
        Assert.Equal(RefusalCode.KeyUnusable, Read(Signed(real, _desk.Rita), _desk.Rita).Refusal?.Code);
        var ceremony = _desk.Person("Ada", KeyUse.Ceremony);
        Assert.Null(Read(Signed(real, ceremony), ceremony).Refusal);
    }

    [Theory]
    [InlineData("urn:patchkit:publish:v1", "urn:patchkit:publish:v2")]
    [InlineData("\"name\": \"FILES.sha256\"", "\"name\": \"Applier.exe\"")]
    [InlineData("git+urn:patchkit:source", "git+urn:another:source")]
    [InlineData("\"gitCommit\": \"966455a4", "\"gitCommit\": \"966455A4")]
    [InlineData("urn:patchkit:builder:rehearsal", "urn:patchkit:builder:checkout")]
    [InlineData("\"startedOn\": \"2026-11-29T12:38:02Z\"", "\"startedOn\": \"2026-11-29T12:38:02+01:00\"")]
    [InlineData("\"startedOn\": \"2026-11-29T12:38:02Z\"", "\"startedOn\": \"2026-11-30T12:38:02Z\"")]
    [InlineData("\"program\":", "\"url\": \"x\", \"program\":")]
    [InlineData("https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v2")]
    public void A_well_signed_statement_that_breaks_a_rule_is_refused(string good, string bad)
    {
        Assert.Contains(good, Page, StringComparison.Ordinal);
        var payload = Encoding.UTF8.GetBytes(Page.Replace(good, bad, StringComparison.Ordinal));
        var signer = _desk.Rita.Signer;
        var signature = signer.Sign(DsseEnvelope.SignedBytes(InTotoStatement.MediaType, payload)).Value;
        var envelope = new DsseEnvelope([.. payload], InTotoStatement.MediaType, [new(signer.Key.KeyId, [.. signature])]);

        Assert.NotNull(Read(envelope.Write(), _desk.Rita).Refusal);
    }

    // A build of minutes would end in nothing.
    [Theory]
    [InlineData("--signer-public-key")]
    [InlineData("--signer-command")]
    public async Task Half_a_signer_is_refused_before_anything_is_built(string half)
    {
        using var said = new StringWriter();
        var services = new PackagerServices(new FileSystem(), _desk.Clock, TextWriter.Null, said, Interactive: false);

        var ended = await PublishCommand.Create(services)
            .Parse(["--output", _folder.At("applier"), "--source", _folder.Path, half, _folder.At("ada.key.pub")])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((int)RefusalCode.Usage, ended);
        Assert.Contains("with --signer-command", said.ToString(), StringComparison.Ordinal);
    }

    private static string Page { get; } = Regex.Match(
        File.ReadAllText(Path.Combine(Sample.Repository, "docs", "formats", "provenance.md")), "```json\n(.*?)```",
        RegexOptions.Singleline).Groups[1].Value;

    private static Provenance Example() => Provenance.Kind.Format.Read(Encoding.UTF8.GetBytes(Page), "page").Value.Predicate;

    private static byte[] Signed(Provenance says, DeskPerson by) =>
        PublishedProvenance.Sign(Sha256Digest.Of("a list"u8), says, by.Signer).Value;

    private Result<PublishedProvenance> Read(byte[] bytes, DeskPerson by)
    {
        var path = _folder.At("applier.provenance.dsse.json");
        File.WriteAllBytes(path, bytes);
        var services = new PackagerServices(new FileSystem(), _desk.Clock, TextWriter.Null, TextWriter.Null, Interactive: false);
        return PublishedProvenance.Read(services, path, by.File, folder: null);
    }
}
