using System.IO.Abstractions;
using System.Text;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>The examples of docs/formats are read by the readers that they explain.</summary>
public sealed class FormatPageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_campaign_of_campaign_md_builds()
    {
        Directory.CreateDirectory(_folder.At("notices"));
        File.WriteAllText(_folder.At("notices/notice.en.md"), "# Example\n");
        File.WriteAllText(_folder.At("notices/notice.it.md"), "# Esempio\n");
        File.WriteAllText(_folder.At("campaign.yaml"), Example("campaign.md", "yaml"));

        Assert.Null(new BundleBuilder(new FileSystem()).Build(_folder.Path, _folder.At("out.zip")).Refusal);
    }

    [Fact]
    public void The_package_of_stand_in_package_md_is_read() =>
        Assert.Null(
            StandInPackage.Format.Read(Encoding.UTF8.GetBytes(Example("stand-in-package.md", "json")), "example").Refusal);

    [Fact]
    public void The_withdrawn_list_of_bundle_md_is_read() =>
        Assert.Null(WithdrawnList.Format.Read(Encoding.UTF8.GetBytes(Example("bundle.md", "json")), "example").Refusal);

    private static string Example(string page, string language)
    {
        var text = File.ReadAllText(Path.Combine(Sample.Repository, "docs", "formats", page));
        return text.Split($"```{language}\n")[1].Split("```")[0];
    }
}
