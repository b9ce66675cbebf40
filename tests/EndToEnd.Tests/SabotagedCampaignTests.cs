using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// Campaigns that would say "done" where it is not, or could not be put back: none passes build and rehearsal, and each is told
/// why. Of those that only a rehearsal finds every second is tried; PATCHKIT_EVERY_SABOTAGE=1 tries them all.
/// </summary>
public sealed class SabotagedCampaignTests(SabotagedCampaignTests.NewOne template)
    : IClassFixture<SabotagedCampaignTests.NewOne>
{
    private const string Value = @"kind: registry, key: HKLM\SOFTWARE\Example";
    private const string Jobs = @"C:\ProgramData\Example\jobs.cfg";
    private const string Sets = @"key: HKLM\SOFTWARE\Example, name: Sabotage, type: dword, value: 0";

    private static readonly Dictionary<string, (RefusalCode Code, string Told, Action<Sabotage> Do)> Cases = new()
    {
        // Proofs that hold before the step.
        ["a version that every affected one fulfils"] = Build("fulfil this already", c =>
            c.Installer("{ kind: product, name: Example Control, version: '>=1.0' }")),
        ["a version that some affected ones fulfil"] = Build("fulfil this already", c =>
            c.Installer("{ kind: product, name: Example Control, version: '>=3.2' }")),
        ["a product that is there anyway"] = Build("holds before the step too", c =>
            c.Installer("{ kind: product, name: Example Control }")),
        ["what the instrument is known by"] = Build("holds before the step too", c =>
            c.Hand($"{{ {Value}, name: Product, equalTo: Example Instrument }}", "{}")),
        ["an account without groups"] = Build("proves no change", c => c.Hand("{ kind: account, account: admin }", "{}")),
        ["a file that always exists"] = Rehearsal("step sabotage: it was so already", c =>
            c.Hand($"{{ kind: file, path: {Jobs} }}", "{}")),
        ["a port on which nobody listens"] = Rehearsal("step sabotage: it was so already", c =>
            c.Installer("{ kind: listener, port: 9000 }")),
        ["a value that is set on the instrument"] = Rehearsal("step remote-access: it was so already", c =>
            c.Edit("registry.json", values => values[2]!["text"] = "0")),
        ["a file that is the same already"] = Rehearsal("step settings: it was so already", c => File.Copy(
            c.At("payload/example.cfg"), c.At("rehearsal/example-instrument/modes/Main/C/ProgramData/Example/example.cfg"),
                true)),
        ["what an earlier step has done"] = Rehearsal("step sabotage: it was so already", c =>
            c.Hand($"{{ kind: file, path: {Jobs}, contains: RunAs=standard }}", "{}")),
        ["an instrument that has it all"] = Rehearsal("nothing was applied", c =>
        {
            c.Edit("registry.json", values => values[2]!["text"] = "0");
            c.Replace("rehearsal/example-instrument/modes/Main/C/ProgramData/Example/jobs.cfg", "administrator", "standard");
            File.Copy(c.At("payload/example.cfg"),
                c.At("rehearsal/example-instrument/modes/Main/C/ProgramData/Example/example.cfg"), true);
        }),

        // Proofs that can never hold.
        ["sets 0 and proves 1"] = Build("contradicts its step", c =>
            c.Step("set-registry-value", Sets, $"{{ {Value}, name: Sabotage, equalTo: 1 }}")),
        ["puts a file in place and proves its absence"] = Build("be there and be absent", c => c.Yaml(
            "contains: ListenAddress=127.0.0.1 }", "exists: false }")),
        ["starts a service and proves that it stands"] = Build("cannot be running and stopped", c => c.Step("set-service",
            "service: Example, state: running", "{ kind: service, service: Example, state: stopped }")),
        ["joins a group and proves that it does not"] = Build("and not belong to it", c => c.Step("set-account",
            "account: admin, memberOf: [S-1-5-32-545]", "{ kind: account, account: admin, notMemberOf: [S-1-5-32-545] }")),
        ["asks one value for two texts"] = Build("cannot both hold", c => c.Hand(
            $"{{ {Value}, name: Sabotage, equalTo: 1 }}, {{ {Value}, name: Sabotage, equalTo: 2 }}", "{}")),
        ["a range in which no version lies"] = Build("no version lies in", c =>
            c.Installer("{ kind: product, name: Other, version: '>=4.0 <3.0' }")),
        ["no proof of an installer"] = Build("needs a proof", c => c.Installer("")),
        ["no proof of a step by hand"] = Build("needs a proof", c => c.Hand("", "{}")),

        // What cannot be put back.
        ["an EXE that cannot remove itself"] = Build("needs the arguments that make it remove itself", c =>
            c.Installer("{ kind: product, name: Other }", name: "patch.exe")),
        ["an EXE that replaces the software itself"] = Build("bring the installers of the affected versions", c =>
            c.Installer("{ kind: product, name: Example Control, version: '>=9.0' }", ", undoArguments: [/U]", "patch.exe")),
        ["an EXE that replaces a version nobody brings"] = Rehearsal("'apply' ended with exit code 88", c =>
        {
            c.Edit("products.json", products => products.AsArray().Add(Installed("3.0")));
            c.Installer("{ kind: product, name: Other, version: '>=3.3' }", ", undoArguments: [/U]", "patch.exe",
                Sabotage.StandInOf("Other", "3.3.0"));
        }),
        ["an EXE whose former installer brings another version"] = Rehearsal("'rollback' ended with exit code", c =>
        {
            c.Edit("products.json", products => products.AsArray().Add(Installed("3.0")));
            c.Installer("{ kind: product, name: Other, version: '>=3.3' }", ", undoArguments: [/U], undoPayloads: [{ version: " +
                "\"3.0\", payload: payload/former.exe }]", "patch.exe", Sabotage.StandInOf("Other", "3.3.0"));
            c.Put("former.exe", Sabotage.StandInOf("Other", "2.9"));
        }),
        ["a product that is removed for good"] = Build("keeps nothing", c => c.Step("uninstall",
            @"product: Example Control, program: C:\Example\remove.exe", "")),
        ["a product whose removal is undone by another version"] = Rehearsal("'rollback' ended with exit code", c =>
        {
            c.Step("uninstall",
                @"product: Example Control, program: C:\Example\remove.exe, undoPayloads: [{ version: ""3.2.0"", " +
                "payload: payload/former.exe }]", "");
            c.Put("former.exe", Sabotage.StandInOf("Example Control", "3.2.1"));
        }),
        ["an EXE that installs to undo"] = Build("an undo by them would install again", c => c.Installer(
            "{ kind: product, name: Other }", ", arguments: [/S], undoArguments: [/S]", "patch.exe")),
        ["an update that nobody could name to remove it"] = Build("no probe names the update", c =>
            c.Installer("{ kind: product, name: Other }", name: "windows.msu")),
        ["a stand-in of another update"] = Rehearsal("'apply' ended with exit code 80", c => c.Installer(
            "{ kind: hotfix, kb: KB5012345 }", name: "windows.msu", standIn: Sabotage.StandInOf("KB5012346"))),
        ["a patch that comes with an installer to undo it"] = Build("an MSP needs none", c => c.Installer(
            "{ kind: product, name: Other }", ", undoPayloads: [{ version: \"3.0\", payload: payload/patch.msp }]", "patch.msp")),
        ["a proof of a file that is not kept"] = Build("list it here", c => c.Yaml($"changes: [{Jobs}]", "changes: []")),
        ["a script for a rehearsal alone"] = Build("which runs no .sh", c => c.Yaml("scripts/standard-user.cmd, ", "")),
        ["a script whose undo leaves what it made"] = Rehearsal("the undo left 'products.json'", c => c.Replace(Sabotage.Script,
            "end 0 \"jobs run as a standard user now\"",
            "printf '[{\"name\":\"Example Control\",\"version\":\"3.2.1\"}]' >\"$PATCHKIT_INSTRUMENT_ROOT/products.json\"; end " +
                "0 ok")),
        ["a script whose undo fails, though the kit puts its file back"] = Rehearsal("its undo failed: exit code 1", c =>
            c.Replace(Sabotage.Script, "undo)\n", "undo)\n    end 1 \"no\"\n")),
        ["a script whose undo fails at the end"] = Rehearsal("its undo failed: exit code 3", c => c.Replace(Sabotage.Script,
            "end 0 \"the old jobs.cfg is back\"", "end 3 \"no\"")),
        ["a hand that takes nothing back"] = Rehearsal("'rollback' ended with exit code", c => c.Hand(
            $"{{ {Value}, name: Sabotage, equalTo: yes }}", Doing)),

        // Changes that nobody declared.
        ["a script that changes another file"] = Rehearsal(@"'C:\ProgramData\Example\other.txt' was changed and no step says so",
            c => c.Replace(Sabotage.Script, "end 0 \"jobs run as a standard user now\"", $"echo x >{Other}; end 0 ok")),
        ["a script that puts its other file back itself"] = Rehearsal("was changed and no step says so", c =>
        {
            c.Replace(Sabotage.Script, "end 0 \"jobs run as a standard user now\"", $"echo x >{Other}; end 0 ok");
            c.Replace(Sabotage.Script, "rm -f \"$kept\"", $"rm -f \"$kept\" {Other}");
        }),

        // What does not do what it says.
        ["a script that does nothing"] = Rehearsal("'apply' ended with exit code 80", c =>
            c.Replace(Sabotage.Script, "s/^RunAs=administrator/RunAs=standard/", "s/^nothing/nothing/")),
        ["a hand that does nothing"] = Rehearsal("'apply' ended with exit code 80", c =>
            c.Hand($"{{ {Value}, name: Sabotage, equalTo: yes }}", "{}")),
        ["a stand-in that does something else"] = Rehearsal("'apply' ended with exit code 80", c =>
            c.Installer("{ kind: product, name: Example Control, version: '>=4.0' }")),
        ["an installer that nobody rehearses"] = Rehearsal("this stand-in of 'payload/patch.msi' is missing", c =>
            c.Installer("{ kind: product, name: Other }", standIn: null)),
        ["a stand-in in the place of the installer"] = Build("rehearsal/standins/", c =>
            File.WriteAllText(c.At("payload/patch.msi.standin.json"), "{}")),
        ["a product that nobody rehearses"] = Rehearsal("no make-believe instrument in rehearsal/ is of this product", c =>
        {
            var yaml = File.ReadAllText(c.At("campaign.yaml"));
            var product = yaml[yaml.IndexOf("  - product:", StringComparison.Ordinal)..]
                .Replace("product: example-instrument", "product: another", StringComparison.Ordinal)
                .Replace("equalTo: Example Instrument", "equalTo: Another", StringComparison.Ordinal);
            File.WriteAllText(c.At("campaign.yaml"), yaml + "\n" + product);
        }),
        ["an instrument of another product"] = Rehearsal("'other' is no product of the campaign; it has example-instrument", c =>
            c.Replace("rehearsal/example-instrument/instrument.json", "example-instrument", "other")),
        ["an instrument that lacks a mode"] = Rehearsal("modes/Main: this folder is missing", c => Directory.Move(
            c.At("rehearsal/example-instrument/modes/Main"), c.At("rehearsal/example-instrument/modes/Other"))),
        ["an instrument that is not affected"] = Rehearsal("NotAffected", c =>
            c.Edit("products.json", products => products[0]!["version"] = "9.0")),
    };

    public static TheoryData<string> Names =>
    [
        .. Cases.Where(one => one.Value.Code == RefusalCode.CampaignInvalid).Select(one => one.Key),
        .. Cases.Where(one => one.Value.Code != RefusalCode.CampaignInvalid).Select(one => one.Key)
            .Where((_, index) => Every || index % 2 == 0),
    ];

    private static bool Every => Environment.GetEnvironmentVariable("PATCHKIT_EVERY_SABOTAGE") == "1";

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_passes_not_and_says_why(string name)
    {
        var (code, told, spoil) = Cases[name];
        Assert.True(code is RefusalCode.CampaignInvalid or RefusalCode.RehearsalFailed);
        using var campaign = Sabotage.Of(template.Campaign);
        spoil(campaign);
        var ran = (await Built.Packager.Run("rehearse", "--unattended", "--campaign", campaign.Campaign, "--folder",
            Path.Combine(campaign.Folder, "r"))).Ended((int)code);
        Assert.Contains(told, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("UPDATE DONE", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_thirty_of_them_at_least() => Assert.InRange(Cases.Count, 30, int.MaxValue);

    [Fact]
    public async Task An_EXE_that_replaces_a_version_passes_with_that_versions_installer()
    {
        using var campaign = Sabotage.Of(template.Campaign);
        campaign.Edit("products.json", products => products.AsArray().Add(Installed("3.0")));
        campaign.Installer("{ kind: product, name: Other, version: '>=3.3' }", ", undoArguments: [/U], undoPayloads: [{ " +
            "version: \"3.0\", payload: payload/former.exe }]", "patch.exe", Sabotage.StandInOf("Other", "3.3.0"));
        campaign.Put("former.exe", Sabotage.StandInOf("Other", "3.0"));
        (await Built.Packager.Run("rehearse", "--unattended", "--campaign", campaign.Campaign, "--folder",
            Path.Combine(campaign.Folder, "r"))).Ended(ExitCodes.Done);
    }

    [Theory]
    [InlineData("patch.msp", "{ kind: product, name: Other, version: '>=3.3' }", "Other", "3.3.0")]
    [InlineData("windows10.0-kb5012345-x64.msu", "{ kind: hotfix, kb: KB5012345 }", "KB5012345", "")]
    public async Task A_patch_and_an_update_pass_and_are_put_back(string name, string proof, string leaves, string version)
    {
        using var campaign = Sabotage.Of(template.Campaign);
        campaign.Edit("products.json", products => products.AsArray().Add(Installed("3.0")));
        campaign.Installer(proof, name: name,
            standIn: version.Length == 0 ? Sabotage.StandInOf(leaves) : Sabotage.StandInOf(leaves, version));
        (await Built.Packager.Run("rehearse", "--unattended", "--campaign", campaign.Campaign, "--folder",
            Path.Combine(campaign.Folder, "r"))).Ended(ExitCodes.Done);
    }

    [Fact]
    public async Task A_product_that_is_removed_passes_and_comes_back()
    {
        using var campaign = Sabotage.Of(template.Campaign);
        campaign.Edit("products.json", products => products.AsArray().Add(Installed("3.0")));
        campaign.Step("uninstall", "product: Other", "");
        (await Built.Packager.Run("rehearse", "--unattended", "--campaign", campaign.Campaign, "--folder",
            Path.Combine(campaign.Folder, "r"))).Ended(ExitCodes.Done);
    }

    // What keeps the others honest: the same steps, told rightly, pass.
    [Fact]
    public async Task A_step_that_says_that_it_may_be_so_passes_and_a_hand_that_removes_is_put_back()
    {
        using var campaign = Sabotage.Of(template.Campaign);
        campaign.Edit("registry.json", values => values[2]!["text"] = "0");
        campaign.Yaml("value: 0", "value: 0\n                mayAlreadyBe: true");
        campaign.Hand($"{{ {Value}, name: Sabotage, equalTo: yes }}",
            Doing[..^1]
                + """, "takenBack": { "absentValues": [ { "key": "HKLM\\SOFTWARE\\Example", "name": "Sabotage" } ] } }""");
        (await Built.Packager.Run("rehearse", "--unattended", "--campaign", campaign.Campaign, "--folder",
            Path.Combine(campaign.Folder, "r"))).Ended(ExitCodes.Done);
    }

    private static JsonNode Installed(string version) => JsonNode.Parse($$"""{ "name": "Other", "version": "{{version}}" }""")!;

    private const string Other = "\"$PATCHKIT_INSTRUMENT_ROOT/C/ProgramData/Example/other.txt\"";

    private const string Doing = """
        { "registry": [ { "key": "HKLM\\SOFTWARE\\Example", "name": "Sabotage", "type": "text", "value": "yes", "view": "64" } ] }
        """;

    private static (RefusalCode, string, Action<Sabotage>) Build(string told, Action<Sabotage> spoil) =>
        (RefusalCode.CampaignInvalid, told, spoil);

    private static (RefusalCode, string, Action<Sabotage>) Rehearsal(string told, Action<Sabotage> spoil) =>
        (RefusalCode.RehearsalFailed, told, spoil);

    /// <summary>What <c>packager new</c> writes, written once.</summary>
    public sealed class NewOne : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-template-").FullName;

        public string Campaign => Path.Combine(_folder, "example");

        public async ValueTask InitializeAsync() => (await Built.Packager.Run("new", Campaign)).Ended(ExitCodes.Done);

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
