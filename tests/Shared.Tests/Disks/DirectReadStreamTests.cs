using System.Globalization;
using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Shared.Disks;

public sealed class DirectReadStreamTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchkit-");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData((3 << 20) - 7)]
    public void Every_byte_comes_back(int length)
    {
        var bytes = Noise(length);
        var path = Path.Combine(_folder.FullName, "file");
        DurableFile.Write(new FileSystem(), path, bytes);
        using var read = DirectReadStream.Open(new FileSystem(), path);
        Assert.Equal(bytes, All(read));
        Assert.NotEqual(ReadSource.Cache, read.Source);
    }

    [Fact]
    public void A_file_that_is_not_the_machines_own_is_read_and_said_to_be_unproven()
    {
        var memory = new MockFileSystem();
        var path = Path.Combine(_folder.FullName, "file");
        memory.AddFile(path, new([1, 2, 3]));
        using var read = DirectReadStream.Open(memory, path);
        Assert.Equal([1, 2, 3], All(read));
        Assert.Equal(ReadSource.Cache, read.Source);
    }

    // The kernel counts what a process fetched from a device (proc(5), read_bytes): a file that lies in the cache costs nothing.
    [Fact]
    public void The_bytes_come_from_the_device_although_they_lie_in_the_cache()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && new DriveInfo(_folder.FullName).DriveFormat == "ext4",
            "asks the kernel of Linux about a disk");
        var path = Path.Combine(_folder.FullName, "file");
        DurableFile.Write(new FileSystem(), path, Noise(8 << 20));
        Assert.Equal(8 << 20, File.ReadAllBytes(path).Length);
        var before = Fetched();
        using (var read = DirectReadStream.Open(new FileSystem(), path))
            Assert.Equal(8 << 20, All(read).Length);
        Assert.True(Fetched() - before >= 8 << 20, $"{Fetched() - before} bytes were fetched");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static long Fetched() => long.Parse(
        File.ReadLines("/proc/self/io")
            .Single(line => line.StartsWith("read_bytes: ", StringComparison.Ordinal))["read_bytes: ".Length..],
        CultureInfo.InvariantCulture);

    private static byte[] All(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy, 10_007);
        return copy.ToArray();
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
