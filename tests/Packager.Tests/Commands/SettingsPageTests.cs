using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Commands;

/// <summary>What docs/formats/settings.md shows is what the program reads and writes.</summary>
public sealed class SettingsPageTests
{
    [Fact]
    public void The_settings_on_the_page_are_read_and_written_again_as_they_are()
    {
        var page = File.ReadAllText(Path.Combine(Sample.Repository, "docs", "formats", "settings.md"));
        var example = page.Split("```json\n")[1].Split("```")[0];

        var settings = DeskSettings.Format.Read(Encoding.UTF8.GetBytes(example), "settings.json").Value;

        Assert.Equal(["it", "en"], settings.Languages!.Value);
        Assert.Equal("+39 02 000000", settings.ReturnTo?.Telephone);
        var again = DeskSettings.Format.Read(DeskSettings.Format.Write(settings), "settings.json").Value;
        Assert.Equal((settings.Release, settings.Ledger), (again.Release, again.Ledger));
    }
}
