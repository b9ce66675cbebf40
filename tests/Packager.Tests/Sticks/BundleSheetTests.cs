using System.IO.Abstractions;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Sticks;
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
        })
        {
            Assert.Contains(seen, text, StringComparison.Ordinal);
            Assert.Contains(seen, page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.All(sheet.Manifest.Files, file => Assert.Contains(file.Sha256.Hex, page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_probe_that_is_a_scripts_own_word_is_called_weak_and_a_removal_says_how_it_comes_back()
    {
        var text = Printed(Built("weak", yaml => yaml
            .Replace("{ kind: listener, port: 8081 }", "{ kind: script, scripts: [scripts/ucs-users.cmd, scripts/ucs-users.sh] }",
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
        Assert.Equal(8, changes.Count);
        Assert.Contains("- miseqdx, Dx, patch, install-patch: timeLimitMinutes: 15", changes);
        Assert.Contains("+ miseqdx, Dx, patch, install-patch: timeLimitMinutes: 20", changes);
        Assert.Contains("Changed since fsn2023-1338-1.0.0", Printed(now, before), StringComparison.Ordinal);
    }

    [Fact]
    public void Which_mode_comes_first_stands_in_text_page_and_changes()
    {
        var before = Built("any", yaml => yaml);
        var now = Built("ordered", yaml =>
            yaml.Replace("    mode: RUO", "    mode: RUO\n    after: Dx", StringComparison.Ordinal));
        Assert.Contains("after Dx is done", Printed(now, null), StringComparison.Ordinal);
        Assert.Contains("<p>After Dx is done.</p>", BundlePage.Of(now, null), StringComparison.Ordinal);
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
