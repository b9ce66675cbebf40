using System.IO.Abstractions;
using CsCheck;
using PatchKit.Applier.Backups.Volumes;

namespace PatchKit.Tests.Applier.Backups;

public sealed class VolumeStreamTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("volume-").FullName, "volume");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Whatever_is_written_wherever_the_file_is_what_a_memory_stream_would_be() =>
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 40], Gen.Bool).List[1, 60].Sample(writes =>
        {
            using var expected = new MemoryStream();
            using (var volume = new VolumeStream(new FileSystem().FileStream.New(_path, FileMode.Create, FileAccess.Write),
                new byte[16]))
            {
                var next = (byte)0;
                foreach (var (where, length, back) in writes)
                {
                    // As a zip writer does: mostly on at the end, at times back to a header.
                    var position = back ? (long)(where * expected.Length) : expected.Length;
                    var bytes = Enumerable.Range(0, length).Select(_ => next++).ToArray();
                    expected.Position = volume.Position = position;
                    expected.Write(bytes);
                    volume.Write(bytes);
                    Assert.Equal(expected.Position, volume.Position);
                    Assert.Equal(expected.Length, volume.Length);
                }

                volume.FlushToDisk();
            }

            Assert.Equal(expected.ToArray(), File.ReadAllBytes(_path));
        }, iter: 300, threads: 1);
}
