using System.Text;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>
/// The names of packages are DISM's: NAME~KEY~ARCHITECTURE~LANGUAGE~VERSION, without a language where it is neutral.
/// </summary>
public sealed class UpdateManifestTests
{
    [Theory]
    [InlineData("neutral", "", "Package_for_KB5012345~31bf3856ad364e35~amd64~~10.0.1.2", false)]
    [InlineData("en-US", "removable", "Package_for_KB5012345~31bf3856ad364e35~amd64~en-US~10.0.1.2", false)]
    [InlineData("neutral", "permanent", "Package_for_KB5012345~31bf3856ad364e35~amd64~~10.0.1.2", true)]
    public void It_names_the_package_and_whether_it_stays(string language, string permanence, string identity, bool permanent) =>
        Assert.Equal(new(identity, permanent), Read(
            $"<assemblyIdentity name=\"Package_for_KB5012345\" version=\"10.0.1.2\" language=\"{language}\" " +
            "processorArchitecture=\"amd64\" publicKeyToken=\"31bf3856ad364e35\" buildType=\"release\"/>" +
            (permanence.Length == 0 ? "<package identifier=\"KB5012345\"/>" : $"<package permanence=\"{permanence}\"/>")));

    [Theory]
    [InlineData("<assemblyIdentity name=\"x\"/>")]
    [InlineData("<package/>")]
    [InlineData("<package>")]
    [InlineData("<assemblyIdentity name='a\" /Other:\"' version='1' language='neutral' processorArchitecture='x' " +
        "publicKeyToken='y'/>")]
    public void What_names_no_package_is_none(string content) => Assert.Null(Read(content));

    private static UpdateManifest? Read(string content) => UpdateManifest.Read(new MemoryStream(Encoding.UTF8.GetBytes(
        $"<?xml version=\"1.0\" encoding=\"utf-8\"?><assembly xmlns=\"urn:schemas-microsoft-com:asm.v3\">{content}</assembly>")));
}
