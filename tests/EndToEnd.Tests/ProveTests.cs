using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// A campaign is proven by the real Applier, which meets faults on its own make-believe instruments. Here some of them are
/// played: the sample has about a thousand, and PATCHKIT_EVERY_FAULT_OF_THE_SAMPLE=1 plays them all.
/// </summary>
public sealed class ProveTests(Round round) : IDisposable
{
    private readonly DeskBench _desk = new(round);

    private static bool Every => Environment.GetEnvironmentVariable("PATCHKIT_EVERY_FAULT_OF_THE_SAMPLE") == "1";

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task The_sample_campaign_gets_a_proof_that_inspect_and_stick_name_and_a_changed_one_is_refused()
    {
        await _desk.Prepare();
        var bundle = Path.Combine(round.Folder, "bundle.zip");
        Assert.Contains("none; 'packager prove' makes one", (await Inspect(bundle)).Ended(0).Output, StringComparison.Ordinal);

        var ran = (await Prove(Repository.Folder("campaigns", "fsn2023-1338"), "--every", Every ? "1" : "97", "--json")).Ended(0);

        var answer = JsonNode.Parse(ran.Output)!;
        var (file, proof) = ((string)answer["file"]!, answer["proof"]!);
        TestContext.Current.TestOutputHelper?.WriteLine(ran.Output);
        Assert.Equal(Every ? "passed" : "part", (string?)proof["result"]);
        Assert.Equal("quality", ((string)proof["by"]!).Split(' ')[0]);
        Assert.Equal(4, answer["tests"]!.AsArray()
            .Count(test => ((string)test!).EndsWith("applied again", StringComparison.Ordinal)));
        Assert.False(Directory.EnumerateFileSystemEntries(_desk.At("proof")).Any());
        var said = (Every ? $"passed, {At(proof)}: all" : $"in part, {At(proof)}: {proof["played"]} of")
            + $" {proof["faults"]} faults, signed by quality";
        Assert.Contains(said, (await Inspect(bundle)).Ended(0).Output, StringComparison.Ordinal);
        Assert.Contains($"proof    {said}", (await _desk.Stick("PROVEN-1", _desk.Ledger)).Ended(0).Output,
            StringComparison.Ordinal);
        Assert.Contains($"proof   {said}", (await Inspect(_desk.At("PROVEN-1"))).Ended(0).Output, StringComparison.Ordinal);

        var bytes = File.ReadAllBytes(file);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"sig\":\"", "\"sig\":\"AAAA", StringComparison.Ordinal));
        (await Inspect(bundle)).Ended((int)RefusalCode.SignatureInvalid);
        (await _desk.Stick("PROVEN-2", _desk.Ledger)).Ended((int)RefusalCode.SignatureInvalid);
        File.WriteAllBytes(file, bytes);
        Assert.False(Directory.Exists(_desk.At("PROVEN-2")) && Directory.EnumerateFiles(_desk.At("PROVEN-2")).Any());
    }

    [Fact]
    public async Task A_release_that_wants_a_proof_makes_no_stick_without_one()
    {
        await _desk.Prepare();
        File.WriteAllText(Path.Combine(_desk.Release, "settings.json"),
            """{ "schema": "1.0", "stickDays": 90, "requireProof": true }""");

        var ran = (await _desk.Stick("UNPROVEN-1", _desk.Ledger)).Ended((int)RefusalCode.ProofMissing);

        ran.OneScreen("there is none of this bundle", "Nothing was written.", "packager prove");
        Assert.False(Directory.Exists(_desk.At("UNPROVEN-1")));
    }

    [Fact]
    public async Task A_campaign_that_fails_its_rehearsal_gets_none_and_is_told_why()
    {
        await _desk.Prepare();
        using var campaign = await Sabotaged();
        campaign.Replace(Sabotage.Script, "end 0 \"jobs run as a standard user now\"",
            "echo x >\"$PATCHKIT_INSTRUMENT_ROOT/C/ProgramData/Example/other.txt\"; end 0 ok");

        var ran = (await Prove(campaign.Campaign, "--every", "9999")).Ended((int)RefusalCode.RehearsalFailed);

        Assert.Contains("other.txt' was changed and no step says so", ran.Error, StringComparison.Ordinal);
        Assert.Contains("it has no proof", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_desk.Release, "proofs")));
    }

    // Its rehearsal passes: an undo that finds nothing kept empties a file. Only after an application that says success and does
    // nothing is it called so.
    [Fact]
    public async Task A_campaign_whose_undo_trusts_its_own_application_gets_none_and_the_fault_is_named()
    {
        await _desk.Prepare();
        using var campaign = await Sabotaged();
        campaign.Replace(Sabotage.Script, "end 0 \"jobs run as a standard user now\"",
            "cp \"$PATCHKIT_INSTRUMENT_ROOT/products.json\" \"$PATCHKIT_STATE/products\"; end 0 ok");
        campaign.Replace(Sabotage.Script, "undo)\n",
            "undo)\n    cat \"$PATCHKIT_STATE/products\" >\"$PATCHKIT_INSTRUMENT_ROOT/products.json\"\n");

        // One in 44 plays the first, a power cut, and the script's lie.
        var ran = (await Prove(campaign.Campaign, "--every", "44")).Ended((int)RefusalCode.RehearsalFailed);

        Assert.Contains("the lie 'scripts.apply standard-user.sh' while being applied", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_desk.Release, "proofs")));
    }

    [Fact]
    public async Task A_key_that_does_not_sign_for_bundles_proves_nothing_and_is_told_so_at_once()
    {
        await _desk.Prepare();
        var ran = (await Prove(Repository.Folder("campaigns", "fsn2023-1338"), "support-desk", "--every", "9999"))
            .Ended((int)RefusalCode.KeyUnusable);
        Assert.Contains("none of the keys that sign for bundles", ran.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_desk.At("proof")));
    }

    [Theory]
    [InlineData("cut:0")]
    [InlineData("burnt:1")]
    [InlineData("cut")]
    public async Task A_fault_that_is_none_is_refused(string fault)
    {
        using var bench = Bench.Of(round);
        (await bench.Applier("apply", "--unattended", bench.Answers, "--fault", fault)).Ended((int)RefusalCode.Usage);
    }

    [Fact]
    public async Task A_fault_is_played_on_a_make_believe_instrument_alone()
    {
        var ran = (await Built.Applier.Run("apply", "--plain-text", "--fault", "cut:1")).Ended((int)RefusalCode.Usage);
        Assert.Contains("on a rehearsal instrument alone", ran.All, StringComparison.Ordinal);
    }

    private static string At(JsonNode proof) => ((string)proof["at"]!)[..10];

    private Task<Ran> Inspect(string path) => Built.Packager.Run("inspect", path, "--release", _desk.Release);

    private Task<Ran> Prove(string campaign, params string[] more)
    {
        var (holder, rest) = more is ["support-desk", .. var others] ? (more[0], others) : ("quality", more);
        return _desk.SigningBy(holder, "prove", [campaign, "--release", _desk.Release, "--folder", _desk.At("proof"), .. rest]);
    }

    private async Task<Sabotage> Sabotaged()
    {
        (await Built.Packager.Run("new", _desk.At("example"))).Ended(0);
        return Sabotage.Of(_desk.At("example"));
    }
}
