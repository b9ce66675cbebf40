using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Tests.Applier.Backups;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>
/// What every disk with owners, rights and streams does, whether NTFS or its stand-in. A derived class brings the port; the
/// folder that the tests work in lies on that disk.
/// </summary>
public abstract class FileExtrasContract : IDisposable
{
    private const string Own = "O:BAG:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)";

    private protected FileExtrasContract() =>
        Folder = Directory.CreateTempSubdirectory("file-extras-").FullName;

    internal abstract IFileExtras Extras { get; }

    /// <summary>An empty folder.</summary>
    protected string Folder { get; }

    private string File(string name = "file.txt")
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, "content");
        return path;
    }

    [Fact]
    public void Owner_and_rights_are_read_back_as_they_were_set_and_go_with_the_file()
    {
        var file = File();
        Extras.SetSecurity(file, Own);
        Assert.Equal(Own, Extras.SecurityOf(file));

        var renamed = Path.Combine(Folder, "renamed.txt");
        System.IO.File.Move(file, renamed);

        Assert.Equal(Own, Extras.SecurityOf(renamed));
        Assert.NotEqual(Own, Extras.SecurityOf(File("another.txt")));
    }

    [Fact]
    public void A_folder_has_rights_of_its_own()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "folder")).FullName;
        Extras.SetSecurity(folder, "O:BAG:BAD:P(A;OICI;FA;;;BA)");

        Assert.Equal("O:BAG:BAD:P(A;OICI;FA;;;BA)", Extras.SecurityOf(folder));
    }

    [Fact]
    public void Rights_that_are_given_back_to_the_folder_are_none_of_its_own()
    {
        var file = File();
        Extras.SetSecurity(file, Own);
        Extras.SetSecurity(file, "O:BAG:BAD:");

        Assert.Equal("O:BAG:BAD:", Extras.SecurityOf(file));
    }

    [Fact]
    public void A_stream_is_written_like_a_file_listed_with_its_length_and_goes_with_its_file()
    {
        var file = File();
        Assert.Empty(Extras.StreamsOf(file));
        System.IO.File.WriteAllText(Extras.StreamPath(file, "Zone.Identifier")!, "[ZoneTransfer]");

        Assert.Equal([new AlternateStream("Zone.Identifier", 14)], Extras.StreamsOf(file));
        Assert.Equal("content", System.IO.File.ReadAllText(file));

        var renamed = Path.Combine(Folder, "renamed.txt");
        System.IO.File.Move(file, renamed);
        Assert.Equal("[ZoneTransfer]", System.IO.File.ReadAllText(Extras.StreamPath(renamed, "Zone.Identifier")!));
    }

    [Fact]
    public void What_is_not_there_is_a_fault()
    {
        var nothing = Path.Combine(Folder, "nothing");
        Assert.True(PatchKit.Shared.Fault.Is(Record.Exception(() => Extras.SecurityOf(nothing))!));
        Assert.True(PatchKit.Shared.Fault.Is(Record.Exception(() => Extras.StreamsOf(nothing))!));
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>The contract on the stand-in that the tests of backups use.</summary>
public sealed class SideFolderExtrasContract : FileExtrasContract
{
    public SideFolderExtrasContract()
    {
        Needed.That(OperatingSystem.IsLinux(), "a file's identity");
        Extras = new SideFolderExtras(new FileSystem(), Path.Combine(Folder, "streams"));
    }

    internal override IFileExtras Extras { get; }
}
