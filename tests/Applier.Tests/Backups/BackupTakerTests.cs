using System.IO.Compression;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Backups;

public class BackupTakerTests
{
    [Fact]
    public void Every_file_comes_back_byte_for_byte()
    {
        using var room = new BackupRoom().Furnish();

        var taken = room.Take().Value;
        room.Restore(room.Elsewhere(Path.Combine(room.Root, "out")));

        Assert.Equal(BackupRoom.Contents(room.Config), BackupRoom.Contents(Path.Combine(room.Root, "out", "C", "Instrument")));
        Assert.Equal(BackupRoom.Contents(room.Data), BackupRoom.Contents(Path.Combine(room.Root, "out", "D", "Data")));
        Assert.Equal(47, taken.Copied.Files);
    }

    [Fact]
    public void The_folder_holds_volumes_a_manifest_and_a_sheet_and_nothing_half_done()
    {
        using var room = new BackupRoom().Furnish();

        var taken = room.Take().Value;

        var names = Directory.GetFiles(taken.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["RESTORE.txt", "manifest.json", "volume-0001.zip", "volume-0002.zip"], names);
    }

    [Fact]
    public void Noise_is_stored_and_text_is_deflated_whatever_the_name_says()
    {
        using var room = new BackupRoom();
        room.Put(room.Data, "really-noise.txt", BackupRoom.Noise(200_000));
        room.Put(room.Data, "really-text.gz", BackupRoom.Text(200_000));

        var taken = room.Take().Value;

        Assert.True(Part(room, taken, "really-noise.txt").Stored);
        Assert.False(Part(room, taken, "really-text.gz").Stored);
        var entries = Directory.GetFiles(taken.Folder, "*.zip").SelectMany(Entries).ToDictionary(e => e.Name);
        Assert.True(entries["really-text.gz"].Packed < 100_000);
        Assert.Equal(200_000, entries["really-noise.txt"].Packed);
    }

    [Fact]
    public void The_digest_is_that_of_the_manifests_bytes()
    {
        using var room = new BackupRoom().Furnish();

        var taken = room.Take().Value;

        var bytes = File.ReadAllBytes(Path.Combine(taken.Folder, "manifest.json"));
        Assert.Equal(PatchKit.Shared.Values.Sha256Digest.Of(bytes), taken.ManifestDigest);
        Assert.StartsWith("{\"schema\":\"1.0\"", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_ends_at_its_total()
    {
        using var room = new BackupRoom().Furnish();
        var seen = new Listener();

        var taken = room.Take(room.Request(), seen).Value;

        var last = seen.All[^1];
        Assert.Equal(taken.Copied.Bytes, last.DoneBytes);
        Assert.Equal(last.TotalBytes, last.DoneBytes);
        Assert.Equal(last.TotalFiles, last.DoneFiles);
    }

    [Fact]
    public void A_missing_mandatory_source_is_refused_and_one_that_may_be_absent_is_recorded()
    {
        using var room = new BackupRoom();
        var missing = new BackupSource(@"C:\No\file.dll", Path.Combine(room.Root, "no"), Mandatory: true);

        Assert.Equal(RefusalCode.BackupFailed, room.Take(room.Request() with { Sources = [missing] }, null).Refusal!.Code);
        var taken = room.Take(room.Request() with { Sources = [missing with { MayBeAbsent = true }] }, null).Value;
        Assert.Equal([@"C:\No\file.dll"], room.Listed(taken).Absent);
    }

    [Fact]
    public void The_same_backup_is_not_taken_twice()
    {
        using var room = new BackupRoom().Furnish();
        room.Take();

        Assert.Equal(RefusalCode.OutputExists, room.Take().Refusal!.Code);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("CON")]
    public void An_id_that_is_no_plain_name_is_refused(string id)
    {
        using var room = new BackupRoom();

        Assert.Equal(RefusalCode.PathUnsafe, room.Take(id).Refusal!.Code);
    }

    private static BackupPart Part(BackupRoom room, BackupTaken taken, string name) =>
        room.Listed(taken).Files.Single(file => file.Path.EndsWith(name, StringComparison.Ordinal)).Parts.Single();

    private static List<(string Name, long Packed)> Entries(string volume)
    {
        using var zip = ZipFile.OpenRead(volume);
        return [.. zip.Entries.Select(entry => (entry.Name, entry.CompressedLength))];
    }

    private sealed class Listener : IProgress<BackupProgress>
    {
        public List<BackupProgress> All { get; } = [];

        public void Report(BackupProgress value) => All.Add(value);
    }
}
