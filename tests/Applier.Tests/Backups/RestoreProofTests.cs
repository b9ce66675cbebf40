using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Backups;

public class RestoreProofTests
{
    [Fact]
    public void A_good_backup_is_proven_and_the_scratch_folder_is_gone()
    {
        using var room = new BackupRoom().Furnish();

        var proven = room.Prove(room.Take().Value).Value;

        Assert.Equal(3, proven.Mandatory.Files);
        Assert.Equal(44, proven.Optional.Files);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(room.Root, "scratch")));
    }

    [Theory]
    [InlineData("app.cfg")]
    [InlineData("big.fastq")]
    [InlineData("settings.xml")]
    public void One_flipped_bit_in_the_content_is_found(string name)
    {
        using var room = new BackupRoom().Furnish();
        var taken = room.Take().Value;
        var part = room.Listed(taken).Files.Single(file => file.Path.EndsWith(name, StringComparison.Ordinal)).Parts[0];
        var volume = Path.Combine(room.Place, part.Volume);
        var bytes = File.ReadAllBytes(volume);
        bytes[ContentStart(bytes, part.Entry)] ^= 1;
        File.WriteAllBytes(volume, bytes);

        Assert.Equal(RefusalCode.BackupDamaged, room.Prove(taken).Refusal!.Code);
    }

    [Fact]
    public void A_mandatory_file_that_changed_while_it_was_read_is_no_proof()
    {
        using var room = new BackupRoom().Furnish();
        var target = Path.Combine(room.Config, "app.cfg");
        room.Files = new MeddlingFileSystem
        {
            HasRead = path =>
            {
                if (path == target)
                    File.AppendAllText(target, "one more line\n");
            },
        };
        var taken = room.Take().Value;

        var refusal = room.Prove(taken).Refusal!;

        Assert.Equal((RefusalCode.RestoreUnproven, @"C:\Instrument\app.cfg"), (refusal.Code, refusal.Place));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(room.Root, "scratch")));
    }

    [Fact]
    public void An_odd_name_of_the_run_data_is_tried_and_never_ends_anything()
    {
        using var room = new BackupRoom().Furnish();
        var name = new string('n', 245);
        room.Put(room.Data, $"run/{name}", "long");
        var taken = room.Take().Value;
        Assert.Empty(room.Prove(taken).Value.NotRestorable);
        room.Files = new MeddlingFileSystem
        {
            Opening = path =>
            {
                if (path.Contains("/D/Data/run/", StringComparison.Ordinal))
                    throw new PathTooLongException("too long");
            },
        };

        var proven = room.Prove(taken).Value;

        Assert.Equal([new BackupProblem($@"D:\Data\run\{name}", "the name is too long for this disk")], proven.NotRestorable);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(room.Root, "scratch")));
    }

    [Fact]
    public void A_lost_volume_is_found()
    {
        using var room = new BackupRoom().Furnish();
        var taken = room.Take().Value;
        File.Delete(Path.Combine(taken.Folder, "volume-0001.zip"));

        Assert.Equal(RefusalCode.BackupDamaged, room.Prove(taken).Refusal!.Code);
    }

    [Fact]
    public void A_cut_off_volume_is_found()
    {
        using var room = new BackupRoom().Furnish();
        var taken = room.Take().Value;
        using (var stream = File.OpenWrite(Path.Combine(taken.Folder, "volume-0001.zip")))
            stream.SetLength(stream.Length / 2);

        Assert.Equal(RefusalCode.BackupDamaged, room.Prove(taken).Refusal!.Code);
    }

    [Fact]
    public void One_flipped_bit_in_a_zips_own_list_of_entries_is_found()
    {
        using var room = new BackupRoom().Furnish();
        var taken = room.Take().Value;
        var listed = taken.Manifest.Volumes[0];
        var volume = Path.Combine(room.Place, listed.Name);
        var bytes = File.ReadAllBytes(volume);
        bytes[listed.Directory + 20] ^= 1;
        File.WriteAllBytes(volume, bytes);

        Assert.Equal(RefusalCode.BackupDamaged, room.Prove(taken).Refusal!.Code);
    }

    [Fact]
    public void An_entry_that_is_not_where_the_manifest_says_is_found()
    {
        using var room = new BackupRoom().Furnish();
        var taken = room.Take().Value;
        var part = room.Listed(taken).Files.First(file => file.Size > 0 && file.Set == BackupSet.Optional).Parts[0];
        var volume = Path.Combine(room.Place, part.Volume);
        var bytes = File.ReadAllBytes(volume);
        bytes[part.At + 30] ^= 1;
        File.WriteAllBytes(volume, bytes);

        Assert.Equal(RefusalCode.BackupDamaged, room.Prove(taken).Refusal!.Code);
    }

    [Fact]
    public void A_manifest_that_was_exchanged_is_found()
    {
        using var room = new BackupRoom().Furnish();
        var taken = room.Take().Value;
        var manifest = Path.Combine(taken.Folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest) + " ");

        Assert.Equal(RefusalCode.BackupDamaged, room.Prove(taken).Refusal!.Code);
    }

    // The first byte after the local header of an entry: the name stands in it once, and once more in the directory at the end.
    private static int ContentStart(byte[] zip, string entry)
    {
        var name = System.Text.Encoding.UTF8.GetBytes(entry);
        var at = zip.AsSpan().IndexOf(name);
        var extra = BitConverter.ToUInt16(zip, at - 2);
        return at + name.Length + extra + 2;
    }
}
