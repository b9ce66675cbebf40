using System.IO.Abstractions;
using PatchKit.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Campaigns;

public sealed class SampleCampaignTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_builds_and_the_same_folder_gives_the_same_bytes()
    {
        var builder = new BundleBuilder(new FileSystem());
        var first = builder.Build(Sample.Folder, _folder.At("one.zip"));
        var second = builder.Build(Sample.Folder, _folder.At("two.zip"));

        Assert.Null(first.Refusal);
        Assert.Equal(first.Value.Digest, second.Value.Digest);
        Assert.Equal(File.ReadAllBytes(first.Value.Path), File.ReadAllBytes(second.Value.Path));
        Assert.Equal("fsn2023-1338-1.0.0", first.Value.Manifest.Bundle.Text);
    }

    [Fact]
    public void The_kinds_of_step_that_this_action_needs_are_in_it()
    {
        var manifest = new CampaignReader(new FileSystem()).Read(Sample.Folder).Value.Manifest;

        var seen = manifest.Products.SelectMany(p => p.Modes).SelectMany(m => m.Phases).SelectMany(p => p.Steps)
            .Select(s => s.Kind);

        Assert.Equal(
            ["ask-operator", "enable-firewall", "replace-file", "run-installer", "run-script", "set-account",
                "set-registry-value", "set-service"],
            seen.Distinct().Order());
    }

    [Fact]
    public void Each_product_has_both_modes_and_both_phases()
    {
        var manifest = new CampaignReader(new FileSystem()).Read(Sample.Folder).Value.Manifest;

        Assert.Equal(["miseqdx", "nextseq550dx"], manifest.Products.Select(product => product.Product.Text));
        Assert.All(manifest.Products, product => Assert.Equal(SampleModes.All, product.Modes.Select(mode => mode.Mode)));
        Assert.All(
            manifest.Products.SelectMany(product => product.Modes),
            mode => Assert.Equal(["patch", "user-configuration"], mode.Phases.Select(phase => phase.Id.Text)));
    }
}
