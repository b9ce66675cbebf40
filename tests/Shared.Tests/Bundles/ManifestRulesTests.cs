using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Bundles;

/// <summary>Each rule is broken once, by one change to a manifest that breaks none.</summary>
public class ManifestRulesTests
{
    private const string Product = "$.products[0]";
    private const string Mode = "$.products[0].modes[0]";
    private const string Asked = "[{\"exists\":true,";
    private const string Value = "\"kind\":\"registry\",\"key\":\"HKLM\\\\SOFTWARE\\\\X\",";
    private const string AskedToo = "{\"exists\":true,";
    private const string Folder = "{\"name\":\"DataDir\",\"source\":{\"kind\":\"product\",\"name\":\"X\"},\"below\":\"C:\\\\X\"}";
    private const string Phase = "{\"id\":\"p\",\"title\":{\"en\":\"a\",\"it\":\"b\"},\"steps\":[]}";
    private const string Relay = "{\"version\":\"1.0\",\"payload\":\"payload/relay-1.exe\",\"arguments\":[]}";
    private const string Steps = "$.products[0].modes[0].phases[0].steps";

    [Fact]
    public void The_manifest_of_the_tests_breaks_no_rule() => Assert.Empty(ManifestRules.Faults(TestManifest.Create()));

    [Theory]
    [InlineData("$.counter", "0", "between 1 and")]
    [InlineData("$.bundle", "\"other\"", "campaign-version")]
    [InlineData("$.released", "\"2023-04-05T00:00:00+02:00\"", "UTC")]
    [InlineData("$.minimumOsBuild", "7601", "14393")]
    [InlineData("$.title.it", "\" \"", "blank")]
    [InlineData("$.summary.en", "\"\"", "blank")]
    [InlineData("$.notices.en", "\"notices/none.md\"", "there is no file")]
    [InlineData("$.notices.en", "\"payload/new.cfg\"", "Markdown")]
    [InlineData("$.notices.german", "\"notices/n.en.md\"", "does not stand in 'languages'")]
    [InlineData("$.languages[1]", "\"german\"", "is no language")]
    [InlineData("$.languages[1]", "\"en\"", "twice")]
    [InlineData("$.files[1].path", "\"payload/zz\"", "there is no file", "$.notices.it")]
    [InlineData("$.files[0].path", "\"notices/N.IT.md\"", "twice", "$.files[1].path")]
    [InlineData("$.files[0].path", "\"Manifest.json\"", "does not list itself")]
    [InlineData("$.files[2].path", "\"notices\"", "a file and a folder")]
    [InlineData(Product + ".udiDi.code", "\"00816270020003\"", "check digit")]
    [InlineData(Product + ".name", "\"a\\nb\"", "line break")]
    [InlineData(Product + ".catalogueNumbers", "[]", "empty")]
    [InlineData(Product + ".serialShape", "\"(\"", "does not compile")]
    [InlineData(Product + ".identity", "[]", "at least one probe")]
    [InlineData(Product + ".serialSource.pattern", "\"serial=.*\"", "no group")]
    [InlineData(Product + ".idleGate.quietMinutes", "-1", "between 0")]
    [InlineData(Product + ".idleGate.processes[0]", "\"a.exe\"", "without its extension")]
    [InlineData(Product + ".idleGate.finishedMarkers[0]", "\"..\\\\x\"", "plain name")]
    [InlineData(Product + ".modes[1].mode", "\"Dx\"", "twice")]
    [InlineData(Mode + ".detection", "[]", "nothing tells this mode")]
    [InlineData(Mode + ".affected", "[]", "at least one version range")]
    [InlineData(Mode + ".phases[0].steps", "[]", "at least one step")]
    [InlineData(Steps + "[1].id", "\"install\"", "twice")]
    [InlineData(Steps + "[0].proof", "[]", "needs a proof")]
    [InlineData(Steps + "[1].proof", "[]", "needs a proof")]
    [InlineData(Steps + "[7].proof", "[]", "needs a proof")]
    [InlineData(Steps + "[0].payload", "\"payload/none.msi\"", "there is no file")]
    [InlineData(Steps + "[0].payload", "\"payload/new.cfg\"", "extensions")]
    [InlineData(Steps + "[0].payload", "\"scripts/s.sh\"", "does not lie in payload/")]
    [InlineData(Steps + "[0].timeLimitMinutes", "0", "between 1")]
    [InlineData(Steps + "[0].retryCodes", "[0]", "twice", Steps + "[0]")]
    [InlineData(Steps + "[15].undoArguments", "[]", "remove itself")]
    [InlineData(Steps + "[15].undoArguments", "[\"/S\"]", "would install again")]
    [InlineData(Steps + "[15].proof", "[{\"kind\":\"firewall\"}]", "no probe names the product")]
    [InlineData(Steps + "[15].changes", "[]", "list it here")]
    [InlineData(Steps + "[15].undoPayloads[0].payload", "\"payload/relay-2.exe\"", "the installer of the step itself")]
    [InlineData(Steps + "[15].undoPayloads[0].payload", "\"payload/none.exe\"", "there is no file")]
    [InlineData(Steps + "[15].undoPayloads[0].payload", "\"payload/new.cfg\"", "extensions")]
    [InlineData(Steps + "[15].payload", "\"payload/patch.msi\"", "an MSI needs none", Steps + "[15].undoPayloads")]
    [InlineData(Steps + "[16].product", "\"a\\nb\"", "line break")]
    [InlineData(Steps + "[16].arguments", "[\"/S\"]", "Windows Installer needs none")]
    [InlineData(Steps + "[16].proof", "[{\"kind\":\"product\",\"name\":\"agent\",\"exists\":true}]", "contradicts its step",
        Steps + "[16].proof[0]")]
    [InlineData(Steps + "[16].when[0].version", "\">=2 <1\"", "no version lies in")]
    [InlineData(Steps + "[16].when[0].exists", "false", "no content to ask for", Steps + "[16].when[0]")]
    [InlineData(Steps + "[16].when[1].kb", "\"5012345\"", "such as KB5012345")]
    [InlineData(Steps + "[16].when[2].task", "\"Upload\"", "begins with")]
    [InlineData(Steps + "[16].when[2].exists", "false", "neither enabled nor disabled", Steps + "[16].when[2]")]
    [InlineData(Steps + "[16].when[3].store", "\"..\"", "name of a store")]
    [InlineData(Steps + "[16].when[3].thumbprint", "\"01 23\"", "40 hexadecimal digits")]
    [InlineData(Steps + "[16].when[4].scripts[0]", "\"scripts/none.sh\"", "there is no file")]
    [InlineData(Mode + ".detection[0]", "{\"kind\":\"script\",\"scripts\":[\"scripts/s.sh\"]}", "allowed in proof and when")]
    [InlineData(Product + ".identity[0]", "{\"kind\":\"script\",\"scripts\":[\"scripts/s.sh\"]}", "allowed in proof and when")]
    [InlineData(Steps + "[17].undoPayloads", "[]", "keeps nothing")]
    [InlineData(Steps + "[17].program", "\"C:\\\\Viewer\\\\remove.cmd\"", "is no .exe")]
    [InlineData(Steps + "[1].scripts[0]", "\"scripts/s.py\"", "extensions")]
    [InlineData(Steps + "[1].changes", "[]", "list it here")]
    [InlineData(Steps + "[1].changes", "[\"C:\\\\x\\\\y.cfg\",\"C:\\\\X\\\\y.cfg\"]", "twice", Steps + "[1].changes[1]")]
    [InlineData(Steps + "[1].scripts", "[\"scripts/s.sh\",\"scripts/s.sh\"]", "twice", Steps + "[1].scripts[1]")]
    [InlineData(Steps + "[3].state", "\"pending\"", "no state to end in")]
    [InlineData(Steps + "[3].start", "\"disabled\"", "cannot run", Steps + "[3]")]
    [InlineData(Steps + "[4].notMemberOf", "[]", "nothing is set", Steps + "[4]")]
    [InlineData(Steps + "[4].notMemberOf[0]", "\"Administrators\"", "SID")]
    [InlineData(Steps + "[4].memberOf", "[\"S-1-5-32-544\"]", "memberOf too", Steps + "[4].notMemberOf[0]")]
    [InlineData(Steps + "[6].key", "\"HKCU\\\\X\"", "HKLM")]
    [InlineData(Steps + "[6].value", "\"0x1\"", "decimal")]
    [InlineData(Steps + "[7].tries", "11", "between 1 and 10")]
    [InlineData(Steps + "[7].text.it", "\"\"", "blank")]
    [InlineData(Steps + "[0].proof[0].port", "0", "between 1 and 65535")]
    [InlineData(Steps + "[1].proof[0].exists", "false", "absent", Steps + "[1].proof[0]")]
    [InlineData(Steps + "[8].proof", "[{\"kind\":\"file\",\"path\":\"C:\\\\x\\\\OLD.dll\",\"exists\":true}]",
        "be there and be absent", Steps + "[8].proof[0]")]
    [InlineData(Steps + "[9].proof", Asked + Value + "\"name\":\"Old\",\"view\":\"64\"}]",
        "be there and be absent", Steps + "[9].proof[0]")]
    [InlineData(Steps + "[8].when[0].equalTo", "\"1\"", "must be absent", Steps + "[8].when[0]")]
    [InlineData(Steps + "[8].when[1].version", "\">=1.0\"", "must be absent", Steps + "[8].when[1]")]
    [InlineData(Steps + "[8].when[2].state", "\"running\"", "must be absent", Steps + "[8].when[2]")]
    [InlineData(Steps + "[8].when[3].memberOf", "[\"S-1-5-32-545\"]", "must be absent", Steps + "[8].when[3]")]
    [InlineData(Steps + "[8].when[2].exists", "true", "nothing is asked", Steps + "[8].when[2]")]
    [InlineData(Steps + "[9].key", "\"HKCU\\\\X\"", "HKLM")]
    [InlineData(Steps + "[10].value", "\"a\\n\\nb\"", "none is empty")]
    [InlineData(Steps + "[11].value", "\"0F\"", "pairs of the digits")]
    [InlineData(Product + ".folders[0].name", "\"1st\"", "no name of a folder")]
    [InlineData(Product + ".folders[0].below", "\"${DataDir}\"", "no variable")]
    [InlineData(Product + ".folders[0].source.key", "\"HKCU\\\\X\"", "HKLM")]
    [InlineData(Product + ".identity[0].key", "\"HKLM\\\\${DataDir}\"", "not known yet")]
    [InlineData(Product + ".serialSource.path", "\"${DataDir}\\\\x\"", "not known yet")]
    [InlineData(Product + ".backupSet.mandatory[0]", "\"${Other}\\\\x\"", "none of the product's folders: DataDir")]
    [InlineData(Steps + "[2].target", "\"${datadir}\\\\x\"", "none of the product's folders: DataDir")]
    [InlineData(Steps + "[0].arguments", "[\"DIR=${Other}\"]", "none of the product's folders", Steps + "[0].arguments[0]")]
    [InlineData(Mode + ".detection[0].name", "\"${DataDir}\"", "not known yet")]
    [InlineData(Steps + "[12].edits", "[]", "at least one member")]
    [InlineData(Steps + "[12].edits[1].at", "\"[SERVER]port\"", "twice")]
    [InlineData(Steps + "[12].edits[0].at", "\"Server/Port=1\"", "[Section]Key")]
    [InlineData(Steps + "[12].edits[0].value", "\" 1\"", "no blanks")]
    [InlineData(Steps + "[12].edits[0].value", "\"a\\nb\"", "control character")]
    [InlineData(Steps + "[12].edits[0].remove", "true", "has a value or is removed", Steps + "[12].edits[0]")]
    [InlineData(Steps + "[12].edits[0].type", "\"number\"", "only members of a JSON file")]
    [InlineData(Steps + "[13].edits[0].at", "\"server/port\"", "JSON Pointer")]
    [InlineData(Steps + "[13].edits[0].value", "\"0x1\"", "not a number")]
    [InlineData(Steps + "[13].edits[0].type", "\"boolean\"", "not a boolean", Steps + "[13].edits[0].value")]
    [InlineData(Steps + "[14].edits[0].at", "\"//add\"", "is not written as /document")]
    [InlineData(Steps + "[14].edits[0].at", "\"/a/b[1]\"", "is not written as /document")]
    [InlineData(Steps + "[11].value", "\"012\"", "pairs of the digits")]
    [InlineData(Steps + "[7].proof[0].standardAccount", "false", "administrator")]
    [InlineData("$.files[3].path", "\"payload/x.standin.json\"", "rehearsal/standins/")]
    [InlineData("$.files[3].length", "0", "is empty", Steps + "[0].payload")]
    [InlineData(Mode + ".affected[0]", "\">=4.0 <3.0\"", "no version lies in")]
    [InlineData(Product + ".modes[1].detection[0].name", "\"Dx\"", "the mode Dx fulfils all of this too",
        Product + ".modes[1].detection")]
    [InlineData(Steps + "[0].arguments", "[\"/qn\"]", "NAME=value", Steps + "[0].arguments[0]")]
    [InlineData(Steps + "[0].undoArguments", "[\"REMOVE=ALL\",\"/norestart\"]", "NAME=value", Steps + "[0].undoArguments[1]")]
    [InlineData(Steps + "[0].proof", Asked + "\"kind\":\"account\",\"account\":\"ucs\",\"memberOf\":[],\"notMemberOf\":[]}]",
        "proves no change", Steps + "[0].proof[0]")]
    [InlineData(Steps + "[0].proof", Asked + "\"kind\":\"product\",\"name\":\"MOS\",\"version\":\">=1.0\"}]",
        "affected versions >=4.0.1 fulfil this already", Steps + "[0].proof[0]")]
    [InlineData(Steps + "[0].proof", Asked + "\"kind\":\"product\",\"name\":\"mos\"}]", "holds before the step too")]
    [InlineData(Steps + "[7].proof", Asked + Value + "\"name\":\"Product\",\"equalTo\":\"MiSeqDx\",\"view\":\"64\"}]",
        "holds before the step too")]
    [InlineData(Steps + "[6].proof", Asked + Value + "\"name\":\"a\",\"equalTo\":\"1\",\"view\":\"64\"}]",
        "contradicts its step", Steps + "[6].proof[0]")]
    [InlineData(Steps + "[3].proof", Asked + "\"kind\":\"service\",\"service\":\"Svc\",\"state\":\"stopped\"}]",
        "cannot be running and stopped", Steps + "[3].proof[0]")]
    [InlineData(Steps + "[3].proof", Asked + "\"kind\":\"service\",\"service\":\"Svc\",\"account\":\"LocalSystem\"}]",
        "cannot run under", Steps + "[3].proof[0]")]
    [InlineData(Steps + "[4].proof",
        Asked + "\"kind\":\"account\",\"account\":\"ucs\",\"memberOf\":[\"S-1-5-32-544\"],\"notMemberOf\":[]}]",
        "cannot belong to S-1-5-32-544 and not belong", Steps + "[4].proof[0]")]
    [InlineData(Steps + "[2].proof", "[{\"kind\":\"file\",\"path\":\"C:\\\\x\\\\new.cfg\",\"exists\":false}]",
        "be there and be absent", Steps + "[2].proof[0]")]
    [InlineData(Steps + "[0].proof", "[{\"kind\":\"listener\",\"port\":1},{\"kind\":\"listener\",\"port\":1}]", "twice",
        Steps + "[0].proof[1]")]
    [InlineData("$.products", "[]", "at least one product")]
    [InlineData("$.files[6].path", "\"sbom.txt\"", "sbom.cdx.json is missing", "$.files")]
    [InlineData("$.files[0].length", "-1", "a file of a bundle has at most")]
    [InlineData("$.files[0].path", "\"zz\"", "not in ordinal order", "$.files[1].path")]
    [InlineData(Product + ".name", "\"\"", "blank")]
    [InlineData(Product + ".catalogueNumbers[0]", "\"\"", "blank")]
    [InlineData(Product + ".undoDays", "-1", "between 0")]
    [InlineData(Product + ".idleGate.processes[0]", "\" \"", "blank")]
    [InlineData(Product + ".modes", "[]", "at least one mode")]
    [InlineData(Product + ".folders", "[" + Folder + "," + Folder + "]", "twice", Product + ".folders[1].name")]
    [InlineData(Mode + ".name", "{\"en\":\"\",\"it\":\"x\"}", "blank", Mode + ".name.en")]
    [InlineData(Mode + ".software", "\"\"", "blank")]
    [InlineData(Mode + ".softwareVersion.name", "\"\"", "blank")]
    [InlineData(Mode + ".phases", "[]", "at least one phase")]
    [InlineData(Mode + ".phases", "[" + Phase + "," + Phase + "]", "twice", Mode + ".phases[1].id")]
    [InlineData(Mode + ".phases[0].title.en", "\"\"", "blank")]
    [InlineData(Steps + "[0].doneCodes", "[]", "at least one exit code")]
    [InlineData(Steps + "[0].proof", Asked + Value + "\"name\":\"B\",\"equalTo\":\"1\",\"view\":\"64\"}," + AskedToo + Value
        + "\"name\":\"B\",\"equalTo\":\"2\",\"view\":\"64\"}]", "cannot both hold", Steps + "[0].proof[1]")]
    [InlineData(Steps + "[1].timeLimitMinutes", "61", "between 1 and 60")]
    [InlineData(Steps + "[1].proof[0].contains", "\"\"", "the text is empty")]
    [InlineData(Steps + "[3].service", "\"\"", "blank")]
    [InlineData(Steps + "[3].account", "\"\"", "blank")]
    [InlineData(Steps + "[3]", "{\"kind\":\"set-service\",\"id\":\"s\",\"title\":{\"en\":\"a\",\"it\":\"b\"},\"proof\":[],"
        + "\"when\":[],\"mayAlreadyBe\":false,\"service\":\"Svc\"}", "nothing is set")]
    [InlineData(Steps + "[4].account", "\"\"", "blank")]
    [InlineData(Steps + "[8].when[0].key", "\"HKCU\\\\X\"", "HKLM")]
    [InlineData(Steps + "[8].when[1].name", "\"\"", "blank")]
    [InlineData(Steps + "[8].when[1].version", "\">=2 <1\"", "no version lies in")]
    [InlineData(Steps + "[8].when[2].service", "\"\"", "blank")]
    [InlineData(Steps + "[8].when[2].account", "\"\"", "blank")]
    [InlineData(Steps + "[8].when[3].account", "\"\"", "blank")]
    [InlineData(Steps + "[8].when[3].memberOf", "[\"Users\"]", "SID", Steps + "[8].when[3].memberOf[0]")]
    [InlineData(Steps + "[8].when[3].memberOf", "[\"S-1-5-32-+545\"]", "SID", Steps + "[8].when[3].memberOf[0]")]
    [InlineData(Steps + "[15].changes", "[\"C:\\\\x\\\\relay.cfg\",\"C:\\\\X\\\\relay.cfg\"]", "twice",
        Steps + "[15].changes[1]")]
    [InlineData(Steps + "[15].undoPayloads", "[" + Relay + "," + Relay + "]", "twice", Steps + "[15].undoPayloads[1].version")]
    [InlineData(Steps + "[16].undoPayloads", "[" + Relay + "]", "Windows Installer needs none")]
    [InlineData(Steps + "[16].when[2].task", "\"\\\\Agent\\n\\\\Upload\"", "line break")]
    public void A_broken_rule_is_named_with_its_place(string path, string value, string message, string? place = null)
    {
        var json = JsonNode.Parse(TestManifest.Json())!.AsObject();
        Set(json, path, value);
        var manifest = System.Text.Json.JsonSerializer.Deserialize(json.ToJsonString(), BundleManifest.Format.Type)!;

        var faults = ManifestRules.Faults(manifest);

        Assert.Contains(faults,
            fault => fault.Path == (place ?? path) && fault.Message.Contains(message, StringComparison.Ordinal));
        Assert.NotNull(BundleManifest.Format.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "manifest.json").Refusal);
    }

    [Theory]
    [InlineData(Product + ".serialSource.path", "\"x.cfg\"", "drive letter")]
    [InlineData(Product + ".backupSet.mandatory[0]", "\"C:\\\\a\\\\..\\\\b\"", "segment")]
    [InlineData(Steps + "[2].target", "\"\\\\\\\\server\\\\x\"", "drive letter")]
    [InlineData(Steps + "[1].changes", "[\"C:\\\\x\\\\y.cfg\",\"y.cfg\"]", "drive letter", Steps + "[1].changes[1]")]
    public void A_path_that_is_none_is_named_with_its_place(string path, string value, string message, string? place = null)
    {
        var json = JsonNode.Parse(TestManifest.Json())!.AsObject();
        Set(json, path, value);

        var refusal = BundleManifest.Format.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "manifest.json").Refusal!;

        Assert.EndsWith(place ?? path, refusal.Place, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_EXE_for_the_software_whose_version_decides_brings_the_versions_that_it_replaces()
    {
        var json = JsonNode.Parse(TestManifest.Json())!.AsObject();
        Set(json, Steps + "[15].undoPayloads", "[]");
        Assert.Null(Refusal());
        Set(json, Steps + "[15].proof[0].name", "\"MOS\"");
        Set(json, Steps + "[15].proof[0].version", "\"<4\"");
        Assert.Contains("bring the installers of the affected versions", Refusal()!.Reason, StringComparison.Ordinal);

        PatchKit.Shared.Refusal? Refusal() =>
            BundleManifest.Format.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "manifest.json").Refusal;
    }

    [Fact]
    public void A_text_that_is_too_long_is_called_so()
    {
        var faults = ManifestRules.Faults(TestManifest.Create() with { Title = new(new string('x', 8001)) });
        Assert.Contains(faults, fault => fault.Message == "the text has 8001 characters; at most 8000 are allowed");
    }

    [Fact]
    public void A_step_that_may_already_be_so_may_have_a_proof_that_holds_before_it()
    {
        var manifest = TestManifest.Create();
        var mode = manifest.Products[0].Modes[0];
        Step step = new RunInstallerStep(TestManifest.Id("install"), TestManifest.Text("Install"),
            MediaPath.Of("payload/patch.msi"))
        {
            Proof = [new ProductProbe("MOS")],
            MayAlreadyBe = true,
        };
        var changed = manifest with
        {
            Products = [manifest.Products[0] with { Modes = [mode with { Phases = [mode.Phases[0] with { Steps = [step] }] }] }],
        };
        Assert.Empty(ManifestRules.Faults(changed));
    }

    [Fact]
    public void Of_two_products_each_needs_a_probe_and_a_number_of_its_own()
    {
        var manifest = TestManifest.Create();
        var twin = manifest.Products[0] with
        {
            Product = Token.Of<ProductId>("twin"),
            Identity = [.. manifest.Products[0].Identity, new FirewallProbe()],
        };
        Assert.Equal(["$.products[0].identity", "$.products[1].udiDi"],
            ManifestRules.Faults(manifest with { Products = [manifest.Products[0], twin] }).Select(fault => fault.Path).Order());
    }

    [Fact]
    public void The_languages_of_a_campaign_are_those_of_its_texts_and_notices()
    {
        var german = ManifestRules.Faults(TestManifest.Create() with { Languages = ["en", "de"] });

        foreach (var place in new[] { "$.title", "$.notices", "$.products[0].modes[1].phases[0].steps[0].title" })
        {
            Assert.Contains(german, fault => fault.Path == place
                && fault.Message.Contains("'de' is missing", StringComparison.Ordinal));
            Assert.Contains(german, fault => fault.Path == $"{place}.it"
                && fault.Message.Contains("does not stand in 'languages': en, de", StringComparison.Ordinal));
        }

        Assert.Contains(ManifestRules.Faults(TestManifest.Create() with { Languages = ["it"] }),
            fault => fault.Path == "$.languages" && fault.Message.Contains("English is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_notice_without_English_is_named()
    {
        var manifest = TestManifest.Create();
        manifest = manifest with { Notices = manifest.Notices.Remove("en") };

        Assert.Contains(ManifestRules.Faults(manifest),
            fault => fault.Path == "$.notices" && fault.Message.Contains("'en'", StringComparison.Ordinal));
    }

    private static void Set(JsonNode root, string path, string value)
    {
        var parts = path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var node = root;
        foreach (var part in parts.SkipLast(1))
            node = part[0] == '[' ? node[Index(part)]! : node[part]!;
        var last = parts[^1];
        if (last[0] == '[')
            node[Index(last)] = JsonNode.Parse(value);
        else
            node[last] = JsonNode.Parse(value);
    }

    private static int Index(string part) => int.Parse(part[1..^1], System.Globalization.CultureInfo.InvariantCulture);
}
