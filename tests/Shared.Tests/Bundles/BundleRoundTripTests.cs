using System.IO.Abstractions;
using System.Text;
using CsCheck;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Bundles;

public sealed class BundleRoundTripTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-bundle-").FullName;
    private readonly FileSystem _files = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_extracted_again_file_by_file()
    {
        var extracted = Extract(Write(TestManifest.Contents), "out").Value;

        Assert.All(TestManifest.Contents,
            file => Assert.Equal(file.Value, File.ReadAllBytes(MediaPath.Of(file.Key).Under(extracted.Folder))));
        Assert.Equal(TestManifest.Json(), TestManifest.Json(extracted.Manifest));
    }

    [Fact]
    public void Any_files_come_back_as_they_were()
    {
        var name = Gen.String[Gen.Char["abcxyz019-"], 1, 8].Where(text => text[0] != '-');
        var content = Gen.OneOf(Gen.Byte.Array[0, 3000], Gen.Int[0, 3_000_000].Select(length => new byte[length]));
        var round = 0;

        Gen.Select(name, content).List[0, 5].Sample(
            extra =>
            {
                var contents = TestManifest.Contents.ToDictionary(file => file.Key, file => file.Value);
                foreach (var (path, bytes) in extra)
                    contents[$"payload/gen/{path}"] = bytes;
                var extracted = Extract(Write(contents), $"any-{Interlocked.Increment(ref round)}").Value;
                Assert.All(contents,
                    file => Assert.Equal(file.Value, File.ReadAllBytes(MediaPath.Of(file.Key).Under(extracted.Folder))));
            },
            iter: 30, threads: 1);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes() => Assert.Equal(Write(TestManifest.Contents), Write(TestManifest.Contents));

    [Fact]
    public void No_entry_carries_a_time_or_anything_else_that_varies()
    {
        var zip = Write(TestManifest.Contents);

        // Local header of the first entry (APPNOTE 4.3.7): no flags, deflated, 00:00:00 on 1980-01-01, no extra field.
        Assert.Equal(0, zip[6] & ~0b110);
        Assert.Equal(8, zip[8]);
        Assert.Equal([0, 0, 0x21, 0], zip[10..14]);
        Assert.Equal([0, 0], zip[28..30]);
    }

    [Fact]
    public void An_ordinary_program_can_open_it()
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(Write(TestManifest.Contents)));

        Assert.Equal(["manifest.json", .. TestManifest.Contents.Keys.Order(StringComparer.Ordinal)],
            zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public void A_file_that_changed_since_the_manifest_was_made_is_found_by_reading_back()
    {
        using var zip = new MemoryStream();
        Assert.Null(BundleWriter.Write(TestManifest.Create(), path => new MemoryStream(Altered(path)), zip).Refusal);
        using var bundle = new BundleReader(_files).Open(zip).Value;

        var refusal = bundle.Prove();

        Assert.Equal((RefusalCode.FileAltered, "payload/new.cfg"), (refusal?.Code, refusal?.Place));
    }

    [Fact]
    public void A_file_that_becomes_shorter_or_longer_while_it_is_written_stops_the_writer_or_is_cut()
    {
        using var longer = new MemoryStream();
        Assert.Null(BundleWriter.Write(TestManifest.Create(), path => new Claiming(TestManifest.Contents[path.Text], 3), longer)
            .Refusal);
        using (var bundle = new BundleReader(_files).Open(longer).Value)
            Assert.Null(bundle.Prove());

        var shorter = BundleWriter.Write(
            TestManifest.Create(), path => new Claiming(TestManifest.Contents[path.Text], -3), new MemoryStream());

        Assert.Equal(RefusalCode.FileLength, shorter.Refusal?.Code);
    }

    [Fact]
    public void A_file_whose_digest_differs_is_refused_while_extracting_and_nothing_stays()
    {
        var zip = new HandMadeZip().Add("manifest.json", BundleManifest.Format.Write(TestManifest.Create()));
        foreach (var path in TestManifest.Contents.Keys.Order(StringComparer.Ordinal))
            zip.Add(path, Altered(MediaPath.Of(path)));

        var refusal = Extract(zip.Write(), "altered").Refusal;

        Assert.Equal((RefusalCode.FileAltered, "payload/new.cfg"), (refusal?.Code, refusal?.Place));
        Assert.False(Directory.Exists(Path.Combine(_folder, "altered")));
    }

    [Fact]
    public void A_folder_that_is_there_already_is_not_extracted_into()
    {
        var bytes = Write(TestManifest.Contents);
        Directory.CreateDirectory(Path.Combine(_folder, "there"));

        Assert.Equal(RefusalCode.OutputExists, Extract(bytes, "there").Refusal?.Code);
    }

    private static byte[] Altered(MediaPath path) => path.Text == "payload/new.cfg"
        ? Encoding.ASCII.GetBytes("Listen=0.0.0.0!!")
        : TestManifest.Contents[path.Text];

    private static byte[] Write(IReadOnlyDictionary<string, byte[]> contents)
    {
        using var zip = new MemoryStream();
        Assert.Null(
            BundleWriter.Write(TestManifest.Create(contents), path => new MemoryStream(contents[path.Text]), zip).Refusal);
        return zip.ToArray();
    }

    private Result<ExtractedBundle> Extract(byte[] zip, string folder)
    {
        var opened = new BundleReader(_files).Open(new MemoryStream(zip));
        if (!opened.TryGet(out var bundle, out var refusal))
            return refusal;
        using (bundle)
            return bundle.Extract(Path.Combine(_folder, folder));
    }

    // A file that had one length when it was opened, and gives more bytes or fewer.
    private sealed class Claiming(byte[] content, int more)
        : MemoryStream(more > 0 ? [.. content, .. new byte[more]] : content[..^-more])
    {
        public override long Length => content.Length;
    }
}
