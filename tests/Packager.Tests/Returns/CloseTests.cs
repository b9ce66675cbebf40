using System.Text;
using CliWrap;
using CliWrap.Buffered;
using NSec.Cryptography;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>
/// A field action is closed when nothing in it is unexplained, and what a regulator gets stands on its own feet.
/// </summary>
public class CloseTests : IDisposable
{
    private readonly Desk _desk;
    private readonly Releases.Desk _release = new();
    private readonly Delivery _delivery;

    public CloseTests()
        : this(null)
    {
    }

    protected CloseTests(string? place)
    {
        _desk = new(place: place);
        _release.Begun();
        _delivery = _desk.Deliver("PK-0001", "a", "M70503", "M70504");
    }

    private string Pack => Path.Combine(_desk.Folder, "pack");

    public void Dispose()
    {
        _desk.Dispose();
        _release.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void While_anything_is_unexplained_it_stays_open_and_each_thing_is_named_with_its_command()
    {
        Receive("M70503", SampleModes.Dx);
        _desk.ReceiveOne(_desk.Receipt(_delivery, "M99999", SampleModes.Dx));
        _desk.Receive(Put("broken.dsse.json", "{}"));
        var code = _desk.CodeOf(_desk.Receipt(_delivery, "M70504", SampleModes.Dx));
        Assert.Null(Desk.Told(code, Token.Of<SerialNumber>("M70504"), "Dx").Refusal);
        _desk.Deliver("PK-0002", "b", "M70600");
        var entries = Entries();

        Assert.Equal(ExitCodes.Outstanding, Close());

        Assert.All(new[]
        {
            "UNEXPLAINED  M70503 of Hospital a: RUO is outstanding", $"M70504 Dx: {code} was told",
                "of M99999 Dx is questioned",
            "broken.dsse.json is in quarantine", "stick PK-0002 for b is made, and nothing of it came back",
                "'order cancel PK-0002'",
            "Nothing was changed.",
        }, said => Assert.Contains(said, _desk.Out.ToString(), StringComparison.Ordinal));
        Assert.Equal(entries, Entries());
        Assert.False(Directory.Exists(Pack));
    }

    [Fact]
    public async Task When_all_is_explained_it_is_closed_and_the_pack_proves_itself()
    {
        Explain();

        Assert.Equal(0, Close());

        var status = _desk.Status();
        Assert.Equal("Sofia", status.Closed?.By);
        foreach (var line in File.ReadAllLines(Path.Combine(Pack, CampaignPack.List)))
        {
            var bytes = File.ReadAllBytes(Path.Combine(Pack, line[66..]));
            Assert.Equal(line[..64], Sha256Digest.Of(bytes).Hex);
        }

        var listed = File.ReadAllLines(Path.Combine(Pack, CampaignPack.List)).Select(line => line[66..])
            .Order(StringComparer.Ordinal);
        Assert.Equal(Directory.EnumerateFiles(Pack, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Pack, path))
            .Except([CampaignPack.List, CampaignPack.SignedList]).Order(StringComparer.Ordinal), listed);
        var envelope = DsseEnvelope.Read(File.ReadAllBytes(Path.Combine(Pack, CampaignPack.SignedList)), "list").Value;
        Assert.Equal(File.ReadAllBytes(Path.Combine(Pack, CampaignPack.List)), envelope.Payload);
        Assert.Equal(_release.Sue.Signer.Key.KeyId, envelope.Signatures[0].KeyId);
        Assert.True(SignatureAlgorithm.Ed25519.Verify(
            PublicKey.Import(SignatureAlgorithm.Ed25519, Convert.FromHexString(_release.Sue.Signer.Key.Value),
                KeyBlobFormat.RawPublicKey),
            envelope.SignedBytes(), envelope.Signatures[0].Signature.AsSpan()));
        Assert.Contains("Anna Bianchi", File.ReadAllText(Path.Combine(Pack, "contacts.csv")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Pack, "root", "1.root.json")));
        var recount = await Cli.Wrap("python3")
            .WithArguments(["-B", Path.Combine(Pack, "evidence", "recount.py"), Path.Combine(Pack, "evidence")])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(recount.ExitCode == 0, recount.StandardOutput + recount.StandardError);
    }

    [Fact]
    public void A_pack_may_be_written_again_and_nothing_is_decided_twice()
    {
        Explain();
        Assert.Equal(0, Close());
        var entries = Entries();

        Assert.Equal((int)RefusalCode.OutputExists, Close());
        Directory.Delete(Pack, recursive: true);
        Assert.Equal(0, Close());

        Assert.Equal(entries, Entries());
    }

    // One installed, one scrapped; a file in quarantine that somebody looked into, and a call.
    private void Explain()
    {
        Receive("M70503", SampleModes.Dx);
        Receive("M70503", SampleModes.Ruo);
        var refused = _desk.Receive(Put("broken.dsse.json", "{}"));
        Assert.Null(Desk.Except(DecisionKind.Scrapped, Token.Of<SerialNumber>("M70504"), null, null).Refusal);
        Assert.Null(Desk.Settle(refused[0].Digest!.Value.Hex, accept: false).Refusal);
        Assert.Null(Desk.Contact("a", ContactWay.Call, "Anna Bianchi", null).Refusal);
    }

    private DecisionDesk Desk => new(_desk.Ledger, _desk.Clock, "Sofia", "all is explained");

    private void Receive(string serial, ModeId mode) => _desk.ReceiveOne(_desk.Receipt(_delivery, serial, mode));

    private string Put(string name, string text)
    {
        var path = Path.Combine(_desk.Folder, name);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        return path;
    }

    private long Entries() => _desk.Ledger.Query<long>("SELECT COUNT(*) FROM log")[0];

    private int Close()
    {
        _desk.Out.GetStringBuilder().Clear();
        return CloseCommand.Run(_desk.Services,
            new("fsn2023-1338", Pack, _release.Folder, "Sofia", "all is explained", _desk.LedgerPath),
            _ => new OpenedSigner(_release.Sue.Signer, "Sue", null), json: false);
    }
}
