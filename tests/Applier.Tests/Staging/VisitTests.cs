using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns.Forms;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;
using TestResult = PatchKit.Packager.Releases.TestResult;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// What a site gets before the visit, and the lists on the stick for its IT: each says what the verified stick says, and is held
/// against it by programs that are not ours.
/// </summary>
public sealed class VisitTests : IDisposable
{
    private readonly DeskBench _bench = new();
    private readonly string _stick;
    private readonly StickContents _contents;
    private readonly SignedMetadata<RootMetadata> _root;

    public VisitTests()
    {
        var release = _bench.Publish(yaml => yaml).Value;
        var applier = _bench.Next("applier");
        Directory.CreateDirectory(Path.Combine(applier, "it"));
        // Programs of two kinds, and a file that only ends like one.
        File.Copy(typeof(StickMaker).Assembly.Location, Path.Combine(applier, "Applier.dll"));
        File.Copy(typeof(object).Assembly.Location, Path.Combine(applier, "Applier.exe"));
        File.WriteAllText(Path.Combine(applier, "it", "notes.dll"), "no program");
        File.WriteAllText(Path.Combine(applier, "sbom.cdx.json"), "{}");
        _stick = _bench.Next("stick");
        var order = DeskBench.Order(release.Manifest.Bundle) with { Languages = ["it", "en"] };
        Assert.Null(new StickMaker(_bench.Services, release.Folder, _bench.Ledger) { GoOn = _ => true }
            .Make(order, _ => _bench.Desk, applier, _stick).Refusal);
        var root = ReleaseRepository.Open(_bench.Services.Files, _bench.Clock, release.Folder).Value.State.Roots[0].File.Bytes;
        _root = TrustAnchor.Read(root, "root").Value;
        _contents = new StickReader(_bench.Services.Files, _bench.Clock.GetUtcNow()).Read(_stick, root).Value;
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_lists_for_people_hold_every_file_and_sha256sum_takes_them()
    {
        AssertListed(_stick);
        var table = File.ReadAllText(Path.Combine(_stick, "FILES.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var page = File.ReadAllText(Path.Combine(_stick, "FILES.html"));
        var listed = _contents.Files.Files.Where(file => file.Kind != StickFileKind.Companion).ToList();
        Assert.Equal(listed.Select(file => string.Create(CultureInfo.InvariantCulture,
            $"{file.Path},{file.Kind},{file.Length},{file.Sha256},{file.Signer}")), table.Skip(1));
        Assert.All(listed, file => Assert.Contains($"<td>{file.Path}</td><td>{file.Length}</td><td>{file.Sha256}</td>", page,
            StringComparison.Ordinal));
        Assert.Contains("lang=\"it\"", page, StringComparison.Ordinal);
        var lines = File.ReadAllLines(Path.Combine(_stick, "FILES.sha256"));
        Assert.Equal(_contents.Files.Files.Select(file => file.Path.Text).Where(path => path != "FILES.sha256"),
            lines.Select(line => line[66..]));
    }

    [Theory]
    [InlineData("FILES.csv")]
    [InlineData("FILES.html")]
    public void A_list_for_people_that_was_altered_is_refused(string name)
    {
        var path = Path.Combine(_stick, name);
        File.WriteAllText(path, File.ReadAllText(path).Replace("Applier.exe", "Applier.exf", StringComparison.Ordinal));
        var refusal = new StickReader(_bench.Services.Files, _bench.Clock.GetUtcNow()).Read(_stick, null).Refusal;
        Assert.Equal((RefusalCode.FileAltered, name), (refusal?.Code ?? default, refusal?.Place));
    }

    [Fact]
    public void The_sheet_says_what_the_stick_says_in_each_of_its_languages()
    {
        var made = Make();
        Assert.Equal(
        [
            "FILES.sha256", "applocker.xml", "letter.en.html", "letter.en.pdf", "letter.it.html", "letter.it.pdf",
            "release-notes.en.md", "release-notes.it.md", "sbom-applier.cdx.json", "sbom-update.cdx.json",
            "software-restriction.reg", "visit.en.html", "visit.en.pdf", "visit.it.html", "visit.it.pdf",
        ], made.Keys.Order(StringComparer.Ordinal));
        var (english, italian) = (Text("visit.en.html"), Text("visit.it.html"));
        string[] facts =
        [
            "M70503", "PK-1", "+00 000 0000", .. RootFingerprint.Of(_root).Lines, "build 14393", "CVE-2023-1968",
            .. _contents.Manifest.Products.Single(one => one.Product.Text == "miseqdx").BackupSet.Mandatory
                .Select(path => path.Text),
        ];
        Assert.All(facts, fact => Assert.Contains(fact, english, StringComparison.Ordinal));
        Assert.All(facts, fact => Assert.Contains(fact, italian, StringComparison.Ordinal));
        Assert.Contains("The groups of the account ucs change", english, StringComparison.Ordinal);
        Assert.Contains("firewall di Windows viene attivato", italian, StringComparison.Ordinal);
        Assert.Contains("Installare la patch del servizio di copia", italian, StringComparison.Ordinal);
        // 15 minutes of the installer, 5 of the script.
        Assert.Contains("at most 20 minutes", english, StringComparison.Ordinal);
        Assert.Contains("media gateway", english, StringComparison.Ordinal);
        Assert.Contains("No proof of this update", english, StringComparison.Ordinal);
        // Products that the delivery does not name are none of this site's business.
        Assert.All(_contents.Manifest.Products.Where(one => one.Product.Text != "miseqdx"),
            other => Assert.DoesNotContain(other.Name, english, StringComparison.Ordinal));
        Assert.StartsWith("%PDF", Encoding.Latin1.GetString(made["visit.it.pdf"]), StringComparison.Ordinal);
        Assert.Contains("Chiusura dell'accesso remoto", Text("release-notes.it.md"), StringComparison.Ordinal);

        string Text(string name) => System.Net.WebUtility.HtmlDecode(Encoding.UTF8.GetString(made[name]));
    }

    [Theory]
    [InlineData(49, "ciascuno dei 49 guasti")]
    [InlineData(7, "7 dei 49 guasti")]
    public void A_proof_of_the_campaign_stands_in_the_place_of_the_words_that_there_is_none(int played, string says)
    {
        var tried = new TestAnnotations(new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero), "0.1.0+1", "0.1.0+1", 49, played);
        var proof = new CampaignProof(new(played == 49 ? TestResult.Passed : TestResult.Warned,
            [new(TestConfiguration.Instruments, new(Sha256Digest.Of("instruments"u8)), tried)], [], [], []), "Quinn", "00");
        var lines = new VisitSheet(_contents, _root) { Proof = proof }.Of("it").Blocks.OfType<FormLine>()
            .Select(line => line.Text).ToList();
        var line = Assert.Single(lines, line => line.Contains(says, StringComparison.Ordinal));
        Assert.EndsWith("Firmato il 31-GEN-2026: Quinn.", line, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, one => one.Contains("alcuna prova", StringComparison.Ordinal));
    }

    [Fact]
    public void The_rules_for_policies_have_the_hashes_of_the_programs_on_the_stick_and_of_nothing_else()
    {
        var made = Make();
        var exe = Path.Combine(_stick, "applier", "Applier.exe");
        var dll = Path.Combine(_stick, "applier", "Applier.dll");
        var policy = XDocument.Parse(Encoding.UTF8.GetString(made["applocker.xml"])).Root!;
        Assert.Equal(["Exe NotConfigured 0x" + Image(exe), "Dll NotConfigured 0x" + Image(dll)],
            policy.Elements("RuleCollection").Select(one => string.Join(' ', one.Attribute("Type")!.Value,
                one.Attribute("EnforcementMode")!.Value, Assert.Single(one.Descendants("FileHash")).Attribute("Data")!.Value)));
        Assert.Equal(made["applocker.xml"], Make()["applocker.xml"]);

        var registry = Encoding.Unicode.GetString(made["software-restriction.reg"]);
        Assert.StartsWith("\ufeffWindows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\", registry,
            StringComparison.Ordinal);
        foreach (var file in new[] { exe, dll })
        {
            Assert.Contains($"\"ItemData\"=hex:{Commas(Tool("md5sum", file)[..32])}\r\n\"ItemSize\"=hex(b):" +
                $"{Commas(Convert.ToHexStringLower(BitConverter.GetBytes(new FileInfo(file).Length)))}\r\n", registry,
                StringComparison.Ordinal);
            Assert.Contains($"\"HashAlg\"=dword:0000800c\r\n\"ItemData\"=hex:{Commas(Tool("sha256sum", file)[..64])}\r\n",
                registry, StringComparison.Ordinal);
        }

        Assert.Equal(2, registry.Split("\\SHA256]").Length - 1);

        static string Image(string file) => PeImage.Hash(File.ReadAllBytes(file))!.Value.Hex.ToUpperInvariant();
        static string Commas(string hex) => string.Join(',', hex.Chunk(2).Select(pair => new string(pair)));
    }

    [Fact]
    public void A_program_that_changes_after_the_stick_was_verified_gets_no_rule()
    {
        File.AppendAllText(Path.Combine(_stick, "applier", "Applier.exe"), "!");
        var refusal = new VisitFiles(_bench.Services.Files, _stick, _contents, _root).Make().Refusal;
        Assert.Equal((RefusalCode.FileAltered, "applier/Applier.exe"), (refusal?.Code ?? default, refusal?.Place));
    }

    [Fact]
    public void Each_sentence_of_the_sheet_stands_in_each_language() => Assert.All(LocalizedText.Languages, language =>
        Assert.Equal(VisitSheet.Texts.Keys("en").Order(StringComparer.Ordinal),
            VisitSheet.Texts.Keys(language).Order(StringComparer.Ordinal)));

    private Dictionary<string, byte[]> Make()
    {
        var visit = new VisitFiles(_bench.Services.Files, _stick, _contents, _root);
        var made = visit.Make().Value.ToDictionary(one => one.Name, one => one.Bytes);
        Assert.Empty(visit.Unmade);
        var folder = _bench.Next("visit");
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in made)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        AssertListed(folder);
        return made;
    }

    private static void AssertListed(string folder) =>
        Tool("sh", "-c", "cd \"$0\" && sha256sum --check --strict --quiet FILES.sha256", folder);

    // Programs that are not ours.
    private static string Tool(string program, params string[] arguments)
    {
        Needed.Programs(program, "sha256sum", "md5sum");
        using var running = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = running.StandardOutput.ReadToEnd();
        running.WaitForExit();
        Assert.Equal(0, running.ExitCode);
        return said;
    }
}
