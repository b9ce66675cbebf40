using CliWrap;
using CliWrap.Buffered;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>The sample's installer is made from sources that lie beside it, and its stand-in says what it holds.</summary>
public sealed class SamplePayloadTests : IDisposable
{
    private static readonly string Package = Path.Combine(Sample.Folder, "payload", "ucs-patch.msi");
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_installer_is_what_its_sources_make()
    {
        Needed.Programs("wixl", "msiinfo", "msiextract");
        var anew = _folder.At("anew.msi");
        await Run("wixl", Path.Combine(Sample.Folder, "source"), "-a", "x64", "-o", anew, "ucs-patch.wxs");

        foreach (var table in (await Run("msiinfo", _folder.Path, "tables", Package)).Split('\n',
            StringSplitOptions.RemoveEmptyEntries))
        {
            // It holds a code and a time of each making.
            if (table != "_SummaryInformation")
                Assert.Equal(await Run("msiinfo", _folder.Path, "export", anew, table),
                    await Run("msiinfo", _folder.Path, "export", Package, table));
        }

        Assert.Equal(await Extracted(anew, "one"), await Extracted(Package, "two"));
    }

    [Fact]
    public async Task The_stand_in_puts_the_installers_own_files_in_place()
    {
        Needed.Programs("msiextract");
        var standIn = Path.Combine(Sample.Folder, "rehearsal", StandInPackage.Place(MediaPath.Of("payload/ucs-patch.msi")));
        var files = StandInPackage.Format.Read(await File.ReadAllBytesAsync(standIn, Cancel), standIn).Value.Files;

        Assert.Equal(await Extracted(Package, "package"),
            files.ToDictionary(file => file.Target.Text.Split('\\')[^1], file => file.Text, StringComparer.Ordinal));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<Dictionary<string, string>> Extracted(string package, string name)
    {
        await Run("msiextract", _folder.Path, "-C", Directory.CreateDirectory(_folder.At(name)).FullName, package);
        return Directory.EnumerateFiles(_folder.At(name), "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
    }

    private static async Task<string> Run(string program, string folder, params string[] arguments) =>
        (await Cli.Wrap(program).WithArguments(arguments).WithWorkingDirectory(folder)
            .ExecuteBufferedAsync(Cancel)).StandardOutput;
}
