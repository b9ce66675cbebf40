using System.Text;
using System.Text.RegularExpressions;
using NSec.Cryptography;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Shared.Receipts;

/// <summary>What the format pages show is what the readers take.</summary>
public class FormatPageTests
{
    [Fact]
    public void The_statement_on_the_page_is_read_once_it_is_signed()
    {
        using var key = Receipts.NewKey();

        var read = ReceiptReader.Read(Receipts.Sign(Assert.Single(Examples("receipt.md")), key), "page").Value;

        Assert.Null(read.Receipt.Contradiction());
        Assert.Equivalent(Receipts.Applied() with { Phases = [Receipts.Applied().Phases[0]] }, read.Receipt, strict: true);
    }

    [Fact]
    public void The_delivery_and_the_marker_on_the_page_are_read()
    {
        var examples = Examples("delivery.md");

        Assert.Equal("PK-0042", Delivery.Format.Read(Encoding.UTF8.GetBytes(examples[0]), "page").Value.Stick.Text);
        Assert.Equal("PK-0042", StickMarker.Format.Read(Encoding.UTF8.GetBytes(examples[1]), "page").Value.Stick.Text);
        Assert.Equal(StickMarker.Write(Delivery.Format.Read(Encoding.UTF8.GetBytes(examples[0]), "page").Value.Stick),
            Encoding.UTF8.GetBytes(examples[1]));
    }

    [Fact]
    public void The_receipt_kept_as_a_file_is_read_by_every_later_program()
    {
        // The key of RFC 8032 section 7.1, test 1: Ed25519 gives the same signature each time.
        var seed = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        var file = File.ReadAllBytes(Path.Combine(Root, "tests", "Shared.Tests", "vectors", "receipt.dsse.json"));

        var read = ReceiptReader.Read(file, "vector").Value;

        Assert.Equal("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", read.KeyId);
        Assert.Equivalent(Receipts.Applied(), read.Receipt, strict: true);
        Assert.Equal(file, ReceiptWriter.Write(Receipts.Applied(), key));
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "PatchKit.slnx")))
                folder = folder.Parent ?? throw new InvalidOperationException("not in the repository");
            return folder.FullName;
        }
    }

    private static List<string> Examples(string page) =>
    [
        .. Regex.Matches(File.ReadAllText(Path.Combine(Root, "docs", "formats", page)), "```json\n(.*?)```",
            RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value),
    ];
}
