using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using NSec.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Shared.Receipts;

/// <summary>What the format pages show is what the readers take.</summary>
public class FormatPageTests
{
    // The key of RFC 8032 section 7.1, test 1: Ed25519 gives the same signature each time.
    private const string Seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static readonly JsonSerializerOptions Readable = new()
    { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_statement_on_the_page_is_read_once_it_is_signed()
    {
        using var key = SeedKey();

        var read = ReceiptReader.Read(Receipts.Sign(Assert.Single(Examples("receipt.md")), key), "page").Value;

        Assert.Null(read.Receipt.Contradiction());
        Assert.Equivalent(Receipts.Applied(key), read.Receipt, strict: true);
    }

    [Fact]
    public void The_signed_list_on_the_page_is_read_and_written_the_same()
    {
        var page = Encoding.UTF8.GetBytes(Assert.Single(Examples("signed-list.md")));

        Assert.Equal(page, SignedList.Format.Read(page, "page").Value.ToBytes().Value);
    }

    [Theory]
    [InlineData("\"kind\": \"applier\"", "\"kind\": \"marker\"")]
    [InlineData("\"path\": \"applier/Applier.dll\"", "\"path\": \"receipts/Applier.dll\"")]
    [InlineData("\"path\": \"applier/Applier.dll\"", "\"path\": \"../Applier.dll\"")]
    [InlineData("\"path\": \"applier/Applier.dll\"", "\"path\": \"START-HERE.EN.txt\"")]
    [InlineData("\"path\": \"applier/Applier.dll\"", "\"path\": \"zapplier/Applier.dll\"")]
    [InlineData("\"length\": 612352", "\"length\": -1")]
    public void A_signed_list_that_breaks_a_rule_is_refused(string good, string bad)
    {
        var page = Assert.Single(Examples("signed-list.md"));
        Assert.Contains(good, page, StringComparison.Ordinal);

        var read = SignedList.Format.Read(Encoding.UTF8.GetBytes(page.Replace(good, bad, StringComparison.Ordinal)), "page");

        Assert.Equal(RefusalCode.FormatInvalid, read.Refusal?.Code);
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
    public void The_statement_on_the_page_is_the_one_that_this_program_writes()
    {
        // PATCHKIT_APPROVE=1 writes the page's example and the kept file anew; read them before committing.
        using var key = SeedKey();
        var statement = ReceiptStatement.Of(Receipts.Applied(key));
        var payload = JsonSerializer.SerializeToElement(statement, ReceiptStatement.Kind.Format.Type);
        var written = JsonSerializer.Serialize(payload, Readable).ReplaceLineEndings("\n") + "\n";
        var page = Path.Combine(Root, "docs", "formats", "receipt.md");
        if (Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1")
        {
            File.WriteAllText(page, File.ReadAllText(page).Replace(Assert.Single(Examples("receipt.md")), written,
                StringComparison.Ordinal));
            File.WriteAllBytes(Vector, ReceiptWriter.Write(Receipts.Applied(), key));
        }

        Assert.Equal(written, Assert.Single(Examples("receipt.md")));
    }

    [Fact]
    public void The_receipt_kept_as_a_file_is_read_by_every_later_program()
    {
        using var key = SeedKey();
        var file = File.ReadAllBytes(Vector);

        var read = ReceiptReader.Read(file, "vector").Value;

        Assert.Equal("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", read.KeyId);
        Assert.Equivalent(Receipts.Applied(key), read.Receipt, strict: true);
        Assert.Equal(file, ReceiptWriter.Write(Receipts.Applied(), key));
    }

    private static string Vector => Path.Combine(Root, "tests", "Shared.Tests", "vectors", "receipt.dsse.json");

    private static Key SeedKey() =>
        Key.Import(SignatureAlgorithm.Ed25519, Convert.FromHexString(Seed), KeyBlobFormat.RawPrivateKey);

    internal static string Root
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
