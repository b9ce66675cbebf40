using System.Text;
using CsCheck;
using NSec.Cryptography;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

public class RootFingerprintTests
{
    private static readonly Gen<RootFingerprint> Any = Gen.Byte.Array[1, 40].Select(bytes => RootFingerprint.Of(bytes, 1));

    [Fact]
    public void The_example_on_the_format_page_is_what_comes_out()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFolder(), "docs", "formats", "fingerprint.md"));
        var blocks = page.Split("```text\n").Skip(1).Select(block => block[..block.IndexOf("\n```", StringComparison.Ordinal)])
            .ToArray();
        var fingerprint = RootFingerprint.Of(Encoding.UTF8.GetBytes(blocks[0]), 1);
        Assert.Equal(blocks[1], fingerprint.Text);
        Assert.Equal(3, page.Split(fingerprint.Text).Length - 1);
    }

    [Fact]
    public void It_has_ten_groups_of_five_digits_in_two_lines() => Any.Sample(fingerprint =>
    {
        Assert.Matches("^([0-9]{5} ){9}[0-9]{5}$", fingerprint.Text);
        Assert.Equal(fingerprint.Text, string.Join(' ', fingerprint.Lines));
        Assert.Equal(2, fingerprint.Lines.Count);
        Assert.Null(FirstWrongGroup(fingerprint.Text));
    });

    [Fact]
    public void Every_single_wrong_digit_is_found_in_its_group()
    {
        var text = RootFingerprint.Of("root"u8, 1).Text;
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var digit in "0123456789".Where(digit => text[i] != ' ' && digit != text[i]))
                Assert.Equal((i / 6) + 1, FirstWrongGroup(text[..i] + digit + text[(i + 1)..]));
        }
    }

    [Fact]
    public void Every_swap_of_two_neighbours_in_a_group_is_found() => Any.Sample(fingerprint =>
    {
        var text = fingerprint.Text;
        for (var i = 0; i < text.Length - 1; i++)
        {
            if (text[i] != ' ' && text[i + 1] != ' ' && text[i] != text[i + 1])
                Assert.Equal((i / 6) + 1, FirstWrongGroup(text[..i] + text[i + 1] + text[i] + text[(i + 2)..]));
        }
    });

    [Fact]
    public void Every_swap_of_two_groups_is_found() => Any.Sample(fingerprint =>
    {
        for (var a = 0; a < RootFingerprint.Groups; a++)
        {
            for (var b = a + 1; b < RootFingerprint.Groups; b++)
            {
                var groups = fingerprint.Text.Split(' ');
                (groups[a], groups[b]) = (groups[b], groups[a]);
                Assert.Equal(a + 1, FirstWrongGroup(string.Join(' ', groups)));
            }
        }
    });

    [Fact]
    public void Another_signature_on_the_same_root_leaves_it_alone_and_another_root_does_not()
    {
        using var one = Key.Create(SignatureAlgorithm.Ed25519);
        using var two = Key.Create(SignatureAlgorithm.Ed25519);
        Ed25519Signer[] signers = [new(one), new(two)];
        var root = Root(signers, version: 1);
        var once = MetadataWriter.Write(root, signers[0]).Value;
        var twice = MetadataWriter.Sign(once, signers[1]).Value;
        var compact = DraftMetadata.Read<RootMetadata>(
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(twice.Bytes.Span).Replace("\n", " ", StringComparison.Ordinal)),
                "root.json").Value;
        Assert.Equal(Of(once), Of(twice));
        Assert.Equal(Of(once), Of(compact));
        Assert.NotEqual(Of(once).Text,
            Of(MetadataWriter.Write(Root(signers, version: 2)).Value).Text);
    }

    private static RootFingerprint Of(DraftMetadata<RootMetadata> root) =>
        RootFingerprint.Of(root.Canonical.Span, root.Metadata.Version);

    private static RootMetadata Root(Ed25519Signer[] signers, long version) => new(
        version,
        new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
        true,
        System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
            signers.Select(signer => KeyValuePair.Create(signer.Key.KeyId, signer.Key))),
        System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
            Role.TopLevel.Select(role =>
                KeyValuePair.Create(role, new Role([.. signers.Select(signer => signer.Key.KeyId)], 2)))));

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "PatchKit.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }

    // Damm's check, as docs/formats/fingerprint.md tells it: the table's row is the state, its column the digit, and a good group
    // ends in zero.
    private static int? FirstWrongGroup(string fingerprint)
    {
        string[] rows =
        [
            "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
            "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
        ];
        var groups = fingerprint.Split(' ');
        for (var place = 0; place < groups.Length; place++)
        {
            if (groups[place].Aggregate(place, (state, digit) => rows[state][digit - '0'] - '0') != 0)
                return place + 1;
        }

        return null;
    }
}
