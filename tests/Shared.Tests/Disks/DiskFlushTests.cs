using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Shared.Disks;

public sealed class DiskFlushTests : IDisposable
{
    private const int InvalidArgument = 22;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchkit-");

    // fsync(2) answers EINVAL for a file that nothing keeps; .NET's own Flush(true) says nothing of it, as it says nothing of
    // EIO.
    [Fact]
    public void What_cannot_be_kept_is_an_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks for /dev/null");
        using var stream = new FileSystem().FileStream.New("/dev/null", FileMode.Open, FileAccess.Write);
        stream.WriteByte(1);
        stream.Flush(flushToDisk: true);

        var wrong = Assert.Throws<IOException>(stream.FlushToDisk);

        Assert.Equal(InvalidArgument, wrong.HResult);
        Assert.StartsWith("/dev/null: ", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_written_is_in_the_file_after_a_flush(bool real)
    {
        IFileSystem files = real ? new FileSystem() : Memory();
        var path = Path.Combine(_folder.FullName, "file");
        using var stream = files.FileStream.New(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 4096);
        stream.Write([1, 2, 3]);
        stream.FlushWithName();
        using var other = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Assert.Equal(3, other.Read(new byte[10]));
    }

    [Fact]
    public void A_file_in_place_of_another_holds_the_new_bytes_and_no_temporary_is_left()
    {
        var files = new FileSystem();
        var path = Path.Combine(_folder.FullName, "file");
        DurableFile.Write(files, path, [1]);
        DurableFile.Write(files, path, [2, 3]);
        Assert.Equal([2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.FullName));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private MockFileSystem Memory()
    {
        var memory = new MockFileSystem();
        memory.AddDirectory(_folder.FullName);
        return memory;
    }
}
