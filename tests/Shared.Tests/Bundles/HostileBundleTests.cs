using System.Buffers.Binary;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.Shared.Bundles;

/// <summary>
/// Zips that no writer of this kit makes. Each is refused before anything is extracted, and the refusal names the entry.
/// </summary>
public class HostileBundleTests
{
    private static readonly byte[] Content = "content"u8.ToArray();

    [Fact]
    public void Without_a_lie_the_hand_made_zip_opens()
    {
        using var bundle = Open(Good()).Value;

        Assert.Equal(8, bundle.Manifest.Files.Length);
    }

    [Fact]
    public void Overlapping_entries_are_refused()
    {
        // The second entry says that it begins where the first one does: the shape of the overlapping zip bomb.
        var zip = Good().Add("payload/a", Content).Add("payload/b", Content, change: entry => entry.Offset = 0);

        Refuses(zip, "payload/b", "overlap");
    }

    [Fact]
    public void A_bomb_by_ratio_is_refused() =>
        Refuses(Good().Add("payload/bomb", new byte[4 * 1024 * 1024], deflate: true), "payload/bomb", "times as many");

    [Fact]
    public void A_bomb_by_total_is_refused()
    {
        var limits = BundleLimits.Default with { TotalBytes = 2_000_000 };
        var zip = Good().Add("payload/a", new byte[1_000_000]).Add("payload/b", new byte[1_000_000]);

        Refuses(zip, "", "together", limits);
    }

    [Fact]
    public void Too_long_a_file_is_refused() =>
        Refuses(Good()
            .Add("payload/a", new byte[100_001]), "payload/a", "at most 100000", BundleLimits.Default with
            { FileBytes = 100_000 });

    [Fact]
    public void Too_many_entries_are_refused() =>
        Refuses(Good(), "", "at most 3", BundleLimits.Default with { Files = 3 });

    [Fact]
    public void A_bomb_that_lies_about_its_length_is_refused()
    {
        var zip = Good(manifest => manifest.Length -= 1, deflate: true);

        Refuses(zip, "manifest.json", "inflates to more bytes");
    }

    [Fact]
    public void An_encrypted_entry_is_refused() =>
        Refuses(Good().Add("payload/a", Content, change: entry => entry.Flags = 1), "payload/a", "encrypted");

    [Fact]
    public void A_data_descriptor_is_refused() =>
        Refuses(Good().Add("payload/a", Content, change: entry => entry.Flags = 8), "payload/a", "flags");

    [Fact]
    public void A_name_in_unicode_is_refused() => Refuses(Good().Add("payload/\u00e9", Content), null, "not printable ASCII");

    [Fact]
    public void The_unicode_flag_is_refused() =>
        Refuses(Good().Add("payload/a", Content, change: entry => entry.Flags = 0x800), "payload/a", "flags");

    [Fact]
    public void Another_packing_method_is_refused() =>
        Refuses(Good().Add("payload/a", Content, change: entry => entry.Method = 14), "payload/a", "method 14");

    [Fact]
    public void An_extra_field_is_refused() =>
        Refuses(Good().Add("payload/a", Content, change: entry => entry.Extra = [1, 0, 0, 0]), "payload/a", "extra field");

    [Fact]
    public void A_symbolic_link_is_refused() =>
        Refuses(Good().Add("payload/a", Content, change: entry => entry.Attributes = 0xA1FF0000), "payload/a", "link");

    [Fact]
    public void A_folder_entry_is_refused() => Refuses(Good().Add("payload/a/", []), "payload/a/", "empty");

    [Fact]
    public void A_name_that_is_there_twice_is_refused() =>
        Refuses(Good().Add("payload/a", Content).Add("payload/a", Content), "payload/a", "two entries");

    [Fact]
    public void A_name_that_differs_in_case_alone_is_refused() =>
        Refuses(Good().Add("payload/a", Content).Add("Payload/A", Content), "Payload/A", "two entries");

    [Fact]
    public void A_file_that_is_a_folder_too_is_refused() =>
        Refuses(Good().Add("payload/a", Content).Add("payload/a/b", Content), "payload/a", "a file and a folder");

    [Theory]
    [InlineData("../evil")]
    [InlineData("payload/../../evil")]
    [InlineData("..\\evil")]
    [InlineData("payload\\evil")]
    [InlineData("/evil")]
    [InlineData("\\evil")]
    [InlineData("C:/evil")]
    [InlineData("C:evil")]
    [InlineData("payload/a:stream")]
    [InlineData("payload/NUL")]
    [InlineData("payload/com1.txt")]
    [InlineData("payload/PROGRA~1")]
    [InlineData("payload/a.")]
    [InlineData("payload/a ")]
    [InlineData("payload//a")]
    [InlineData("./a")]
    [InlineData("payload/a\0b")]
    [InlineData("")]
    public void A_name_that_leads_elsewhere_is_refused(string name) =>
        Refuses(Good().Add(name, Content), null, "name is not allowed");

    [Fact]
    public void An_entry_that_the_directory_does_not_list_is_refused() =>
        Refuses(Good().Add("payload/hidden", Content, change: entry => entry.Listed = false), "", "does not list");

    [Fact]
    public void An_unlisted_entry_between_two_others_is_refused() =>
        Refuses(Good().Add("payload/hidden", Content, change: entry => entry.Listed = false)
            .Add("payload/z", Content), "payload/z", "something lies between");

    [Fact]
    public void Bytes_before_the_first_entry_are_refused() =>
        Refuses(With(zip => zip.Before = [77, 90]), "manifest.json", "does not begin");

    [Fact]
    public void Bytes_before_the_directory_are_refused() => Refuses(With(zip => zip.BeforeDirectory = [0]), "", "bytes between");

    [Fact]
    public void Bytes_after_the_end_are_refused() => Refuses(With(zip => zip.After = [0]), "", "cut off, or something follows");

    [Fact]
    public void A_comment_is_refused() => Refuses(With(zip =>
    {
        zip.End = end => end[20] = 1;
        zip.After = [33];
    }), "", "cut off, or something follows");

    [Fact]
    public void A_local_name_that_differs_from_the_directory_is_refused() =>
        Refuses(Good()
            .Add("payload/a", Content, change: entry => entry.LocalName = "payload/b"u8.ToArray()), "payload/a",
            "header before its data");

    [Fact]
    public void A_local_name_of_another_length_is_refused() =>
        Refuses(Good()
            .Add("payload/a", Content, change: entry => entry.LocalName = "payload/longer"u8.ToArray()), "payload/a",
            "header before its data");

    [Fact]
    public void Several_parts_are_refused() => Refuses(With(zip => zip.End = end => end[4] = 1), "", "several parts");

    [Fact]
    public void A_directory_that_lies_about_its_place_is_refused() =>
        Refuses(With(zip => zip.End = end => BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), uint.MaxValue - 5)), "",
            "does not end where");

    [Fact]
    public void A_directory_that_lies_about_its_count_is_refused() =>
        Refuses(With(zip => zip.End = end => (end[8], end[10]) = (3, 3)), "", "");

    [Fact]
    public void Damaged_deflate_data_are_refused() =>
        Refuses(Good(manifest => manifest.Data[manifest.Data.Length / 2] ^= 0xff, deflate: true), "manifest.json", "");

    [Fact]
    public void Packed_bytes_behind_the_end_of_deflate_are_refused() =>
        Refuses(Good(manifest => manifest.Data = [.. manifest.Data, 0, 0], deflate: true), "manifest.json",
            "not what the directory says");

    [Fact]
    public void A_wrong_checksum_is_refused() => Refuses(Good(manifest => manifest.Crc ^= 1), "manifest.json", "checksum");

    [Fact]
    public void An_empty_zip_is_refused() => Refuses(new HandMadeZip(), "manifest.json", "not the first entry");

    [Fact]
    public void A_manifest_that_is_not_first_is_refused() =>
        Refuses(new HandMadeZip().Add("payload/a", Content)
            .Add("manifest.json", Content), "manifest.json", "not the first entry");

    [Fact]
    public void A_file_that_the_manifest_does_not_list_is_refused() =>
        Refuses(Good().Add("payload/zzz", Content), "payload/zzz", "does not list");

    [Fact]
    public void A_file_that_the_zip_does_not_hold_is_refused()
    {
        var refusal = Open(Good(omit: "scripts/s.sh")).Refusal;

        Assert.Equal((RefusalCode.FileMissing, "scripts/s.sh"), (refusal?.Code, refusal?.Place));
    }

    [Fact]
    public void A_file_of_another_length_is_refused()
    {
        var refusal = Open(Good(replace: ("payload/new.cfg", "longer than the manifest says"))).Refusal;

        Assert.Equal((RefusalCode.FileLength, "payload/new.cfg"), (refusal?.Code, refusal?.Place));
    }

    [Fact]
    public void Every_truncation_and_every_flipped_byte_of_the_structure_is_refused_or_harmless_and_none_throws()
    {
        var bytes = Good().Write();
        for (var length = 0; length < bytes.Length; length += 13)
            Assert.NotNull(Open(bytes[..length]).Refusal);
        for (var at = 0; at < bytes.Length; at += 5)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 0x41;
            if (Open(flipped).TryGet(out var bundle, out _))
                bundle.Dispose();
        }
    }

    private static HandMadeZip With(Action<HandMadeZip> change)
    {
        var zip = Good();
        change(zip);
        return zip;
    }

    private static HandMadeZip Good(
        Action<HandMadeZip.Entry>? manifest = null, bool deflate = false, string? omit = null,
            (string Name, string Text)? replace = null)
    {
        var zip = new HandMadeZip().Add("manifest.json", BundleManifest.Format.Write(TestManifest.Create()), deflate, manifest);
        foreach (var (name, bytes) in TestManifest.Contents.Where(file => file.Key != omit)
            .OrderBy(file => file.Key, StringComparer.Ordinal))
            zip.Add(name, replace?.Name == name ? Encoding.UTF8.GetBytes(replace.Value.Text) : bytes);
        return zip;
    }

    private static Result<OpenBundle> Open(HandMadeZip zip, BundleLimits? limits = null) => Open(zip.Write(), limits);

    private static Result<OpenBundle> Open(byte[] bytes, BundleLimits? limits = null) =>
        new BundleReader(new FileSystem(), limits).Open(new MemoryStream(bytes));

    private static void Refuses(HandMadeZip zip, string? entry, string reason, BundleLimits? limits = null)
    {
        var refusal = Open(zip, limits).Refusal;

        Assert.NotNull(refusal);
        Assert.Equal(RefusalCode.BundleUnsafe, refusal.Code);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        if (entry is not null)
            Assert.Equal(entry, refusal.Place);
    }
}
