using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Sticks;
using PatchKit.Shared.Bundles;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Sticks;

/// <summary>Whoever signs a bundle sees all of it.</summary>
public sealed class BundleSheetTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_target_argument_proof_and_script_stands_in_text_and_page()
    {
        var sheet = Built("one", yaml => yaml);
        var text = Printed(sheet, null);
        var page = BundlePage.Of(sheet, null);
        foreach (var seen in new[]
        {
            "payload: payload/ucs-patch.msi", "restartCodes: 3010; 1641", "proof: listener, port 8081", "value: 0",
            "undo: Windows Installer removes it", "changes: ", "name Universal Copy Service, version ",
            "of the account that UniversalCopyService runs under today", sheet.Digest.Hex, "printf ", "ucs-users.cmd",
            "UDI-DI: 00816270020002 (GS1)",
                @"known by: registry, key HKLM\SOFTWARE\Illumina\Instrument, name Product, equalTo MiSeqDx",
            @"serial number: read from registry, key HKLM\SOFTWARE\Illumina\Instrument, name SerialNumber",
            "idle when none of these runs: MiSeqOperatingSoftware", @"always backed up: C:\ProgramData\Illumina\Instrument",
            @"backed up if the operator wants it: D:\Illumina\MiSeq Temp", "affected: MOS ",
                "version read from product, name MiSeq",
            "released: 2023-04-05 00:00:00 UTC", "languages: en, it", "notice in it: notices/notice.it.md",
            "Attivare il firewall di Windows", "Il servizio Universal Copy Service di questo strumento",
        })
        {
            Assert.Contains(seen, text, StringComparison.Ordinal);
            Assert.Contains(seen, page, StringComparison.Ordinal);
        }

        foreach (var outside in new[] { "<script", "<link", "<img", "src=", "href=", "url(", "@import" })
            Assert.DoesNotContain(outside, page, StringComparison.OrdinalIgnoreCase);
        Assert.All(sheet.Manifest.Files, file => Assert.Contains(file.Sha256.Hex, page, StringComparison.Ordinal));
    }

    // Whoever signs would sign what was left out: each member of the manifest is changed by itself, and the sheet has to tell.
    [Fact]
    public void Nothing_in_a_manifest_can_change_without_the_sheet_saying_so()
    {
        var sheet = Built("one", yaml => yaml);
        var lines = sheet.Lines().ToHashSet(StringComparer.Ordinal);
        var json = Encoding.UTF8.GetString(BundleManifest.Format.Write(sheet.Manifest));
        var tried = 0;
        // The list of what the bundle carries follows from the rest, and so does its name.
        var sbom = $"{sheet.Manifest.Files.IndexOf(sheet.Manifest.Files.Single(file => file.Path == ManifestRules.Sbom))}";
        foreach (var path in Leaves(JsonNode.Parse(json), []).Where(path => path[0] is not ("schema" or "campaign" or "bundle"
            or "version") && (path[0], path[1..].FirstOrDefault()) != ("files", sbom)))
        {
            foreach (var changed in Others(At(JsonNode.Parse(json)!, path)))
            {
                var altered = JsonNode.Parse(json)!;
                var above = At(altered, path.SkipLast(1));
                if (above is JsonArray list)
                    list[int.Parse(path[^1], CultureInfo.InvariantCulture)] = changed;
                else
                    above[path[^1]] = changed;
                if (!IsManifest(altered, out var manifest))
                    continue;
                tried++;
                Assert.False(lines.SetEquals((sheet with { Manifest = manifest }).Lines()), string.Join('.', path));
            }
        }

        Assert.InRange(tried, 500, int.MaxValue);
    }

    [Fact]
    public void A_long_line_is_shown_to_its_end_and_a_mark_is_no_markup()
    {
        var sheet = Built("long", yaml => yaml.Replace("en: Turn the Windows firewall on",
            $"en: '<b>\"x\" & {new string('y', 600)}the end'", StringComparison.Ordinal));
        Assert.Contains("the end", Printed(sheet, null), StringComparison.Ordinal);
        var page = BundlePage.Of(sheet, null);
        Assert.Contains("the end", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&quot;x&quot; &amp; yyy", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_probe_that_is_a_scripts_own_word_is_called_weak_and_a_removal_says_how_it_comes_back()
    {
        var text = Printed(Built("weak", yaml => yaml
            .Replace("{ kind: listener, port: 8081, service: UniversalCopyService }",
                "{ kind: script, scripts: [scripts/ucs-users.cmd, scripts/ucs-users.sh] }",
                StringComparison.Ordinal)
            .Replace("    kind: enable-firewall\n", "    kind: uninstall\n    product: Remote Agent\n", StringComparison.Ordinal)
            .Replace("- { kind: firewall }", "- { kind: hotfix, kb: KB5012345 }", StringComparison.Ordinal)), null);
        Assert.Contains("proof: script, scripts scripts/ucs-users.cmd; scripts/ucs-users.sh (weak: the script's own word", text,
            StringComparison.Ordinal);
        Assert.Contains("undo: Windows Installer installs it again", text, StringComparison.Ordinal);
        Assert.Contains("proof: hotfix, kb KB5012345", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_changed_since_another_bundle_is_told_and_nothing_else()
    {
        var before = Built("one", yaml => yaml);
        var now = Built("two", yaml => yaml.Replace("timeLimitMinutes: 15", "timeLimitMinutes: 20", StringComparison.Ordinal)
            .Replace("counter: 1", "counter: 2", StringComparison.Ordinal));
        Assert.Empty(before.Since(before));
        var changes = now.Since(before).ToList();
        Assert.Equal(10, changes.Count);
        Assert.Contains("+ counter: 2", changes);
        Assert.Contains("- miseqdx, Dx, patch, install-patch: timeLimitMinutes: 15", changes);
        Assert.Contains("+ miseqdx, Dx, patch, install-patch: timeLimitMinutes: 20", changes);
        Assert.Contains("Changed since fsn2023-1338-1.0.0", Printed(now, before), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payload/x.msp", "undo: Windows Installer takes it out of the products that it has patched")]
    [InlineData("payload/x.msu", "undo: Windows removes the update KB5012345")]
    public void How_Windows_takes_back_a_patch_or_an_update_is_told(string payload, string told)
    {
        var step = new RunInstallerStep(PatchKit.Shared.Values.Token.Of<PatchKit.Shared.Values.StepId>("x"),
            Built("any", yaml => yaml).Manifest.Title, PatchKit.Shared.Values.MediaPath.Of(payload))
        { Proof = [new HotfixProbe("KB5012345")] };
        Assert.Contains(SheetWords.Of(step), line => line.StartsWith(told, StringComparison.Ordinal));
    }

    [Fact]
    public void Which_mode_comes_first_stands_in_text_page_and_changes()
    {
        var before = Built("any", yaml => yaml);
        var now = Built("ordered", yaml =>
            yaml.Replace("    mode: RUO", "    mode: RUO\n    after: Dx", StringComparison.Ordinal));
        Assert.Contains("after Dx is done", Printed(now, null), StringComparison.Ordinal);
        Assert.Contains("<li>after Dx is done</li>", BundlePage.Of(now, null), StringComparison.Ordinal);
        Assert.Contains("+ miseqdx, RUO: after Dx is done", now.Since(before));
    }

    [Fact]
    public void The_password_of_a_named_account_is_listed_and_that_of_Windows_own_is_not()
    {
        var named = Built("named", yaml => yaml.Replace(@"account: NT AUTHORITY\LocalService", @"account: .\ucs",
            StringComparison.Ordinal));
        Assert.Contains(@"of .\ucs: asked at step ucs-service", BundleSheet.Passwords(named.Manifest));
        Assert.DoesNotContain(BundleSheet.Passwords(Built("own", yaml => yaml).Manifest),
            line => line.Contains("LocalService", StringComparison.Ordinal));
    }

    private static IEnumerable<ImmutableArray<string>> Leaves(JsonNode? node, ImmutableArray<string> path) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value, path.Add(member.Key))),
        JsonArray items => items.SelectMany((item, i) => Leaves(item, path.Add(i.ToString(CultureInfo.InvariantCulture)))),
        _ => [path],
    };

    private static JsonNode At(JsonNode node, IEnumerable<string> path) => path.Aggregate(node, (at, name) =>
        at is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)]! : at[name]!);

    private static IEnumerable<JsonNode> Others(JsonNode leaf) => leaf.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => [!leaf.GetValue<bool>()],
        JsonValueKind.Number => [leaf.GetValue<long>() + 1],
        // At the end, or at the beginning where the end is a path's extension or a range's version.
        _ => new[] { leaf.GetValue<string>() + "1", $"1{leaf.GetValue<string>()[Math.Min(1, leaf.GetValue<string>().Length)..]}" }
            .Where(other => other != leaf.GetValue<string>()).Select(other => (JsonNode)other),
    };

    private static bool IsManifest(JsonNode json, [NotNullWhen(true)] out BundleManifest? manifest)
    {
        try
        {
            manifest = JsonSerializer.Deserialize(json, BundleManifest.Format.Type);
            return manifest is not null;
        }
        catch (JsonException)
        {
            manifest = null;
            return false;
        }
    }

    private static string Printed(BundleSheet sheet, BundleSheet? before)
    {
        var output = new StringWriter();
        PlanText.Print(sheet, before, output);
        return output.ToString();
    }

    private BundleSheet Built(string name, Func<string, string> change)
    {
        using var copy = new TestFolder();
        var zip = new BundleBuilder(new FileSystem()).Build(Sample.Copy(copy, change), _folder.At($"{name}.zip")).Value.Path;
        return BundleSheet.Read(new FileSystem(), zip).Value;
    }
}
