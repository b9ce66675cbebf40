using System.Security.Cryptography.X509Certificates;

namespace PatchKit.Tests.Windows;

/// <summary>What Windows is asked for and never changed, and a product that Windows Installer removes.</summary>
public sealed class InventoryTests(Bench bench)
{
    // Wine's list of updates has this one.
    private const string WinesUpdate = "KB1234567";
    private const string Authorities = "/etc/ssl/certs/ca-certificates.crt";

    [Fact]
    public async Task Windows_tells_its_updates_certificates_and_file_versions()
    {
        Bench.Require();
        // Wine takes its trusted authorities from its host.
        var known = new X509Certificate2Collection();
        known.ImportFromPemFile(Authorities);
        var stick = bench.Stick("inventory",
        [
            $$"""
            {{TestCampaign.Switch}}
              when:
                - { kind: file, path: C:\Program Files\Illumina\Universal Copy Service\UniversalCopyService.dll, version: "<2.5" }
                - { kind: hotfix, kb: {{WinesUpdate}} }
                - { kind: hotfix, kb: KB7654321, exists: false }
                - { kind: certificate, store: Root, thumbprint: {{known[0].Thumbprint}} }
                - { kind: certificate, store: Root, thumbprint: {{new string('0', 40)}}, exists: false }
            """,
        ]);
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply();

        Assert.True(Events.End(ended) is { Refusal: null, Verdict: "applied" }, ended.Text);
        Assert.Equal("0x0", await windows.Value(TestCampaign.ProductKey, "RemoteAccess"));
    }

    // Wine's task scheduler has no such call, so it plays one that does not answer.
    [Fact]
    public async Task A_task_scheduler_that_does_not_answer_is_not_taken_for_one_without_the_task()
    {
        Bench.Require();
        var stick = bench.Stick("task",
            [$"{TestCampaign.Switch}\n  when:\n    - {{ kind: task, task: \\PatchKit\\None, exists: false }}"]);
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var end = Events.End(await windows.Apply());

        Assert.Equal(("StepFailed", "untouched"), (end.Refusal, end.Standing));
        Assert.Contains("could not be read", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_product_is_removed_by_Windows_Installer_and_its_package_brings_it_back()
    {
        Bench.Require();
        var stick = bench.Stick("removal",
        [
            TestCampaign.Switch,
            """
            - kind: uninstall
              id: remove-service
              title: { en: Remove the service, it: Remove the service }
              product: Universal Copy Service
            """,
        ]);
        await using var windows = await WinePrefix.Make(bench, "Dx");
        windows.Plug(stick);

        var ended = await windows.Apply();
        Assert.True(Events.End(ended) is { Refusal: null, Verdict: "applied" }, ended.Text);
        Assert.Equal("", await windows.Value(TestCampaign.ProductKey, "Version"));

        ended = await windows.Run(
            [Path.Combine(bench.Applier, "Applier.exe"), "rollback", "--json", "--unattended", bench.Answers]);
        await windows.IsUndone(Events.End(ended).Standing);
    }
}
