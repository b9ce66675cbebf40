using System.IO.Compression;
using System.Text;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>However a receipt comes back, it is found by what it is; and whatever was looked at is said.</summary>
public sealed class ReceiptDoorTests : IDisposable
{
    private readonly Desk _desk = new();
    private readonly Delivery _delivery;
    private readonly byte[] _receipt;

    public ReceiptDoorTests()
    {
        _delivery = _desk.Deliver("PK-0001", "a", "M70503");
        _receipt = File.ReadAllBytes(_desk.Write("written", _desk.Receipt(_delivery, "M70503", SampleModes.Dx)));
        Directory.CreateDirectory(Inbox);
    }

    private string Inbox => Path.Combine(_desk.Folder, "inbox");

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("M70503-Dx-1.dsse (1).json")]
    [InlineData("M70503-Dx-1.dsse.json.txt")]
    [InlineData("attachment")]
    [InlineData("2026/11/28/san-marco/PK-0042/receipts/a.DSSE.JSON")]
    [InlineData(".hidden")]
    public void Under_whatever_name(string name)
    {
        Put(name, _receipt);

        Assert.Equal(Arrival.Accepted, Assert.Single(Receive()).Arrival);
    }

    [Fact]
    public void With_a_mark_before_it_and_line_ends_behind_it_and_then_it_is_the_same_receipt()
    {
        Put("a.txt", [0xEF, 0xBB, 0xBF, .. _receipt, .. "\r\n"u8]);
        Put("b.dsse.json", _receipt);

        Assert.Equal([Arrival.Accepted, Arrival.Duplicate], Receive().Select(one => one.Arrival));
    }

    [Fact]
    public void In_an_archive_in_a_mail_that_another_mail_brings()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("stick/receipts/M70503.dsse.json").Open();
            entry.Write(_receipt);
        }

        var inner = Mail("application/zip", "receipts.zip", "base64", Convert.ToBase64String(zip.ToArray(),
            Base64FormattingOptions.InsertLineBreaks));
        Put("Fwd.eml", Encoding.Latin1.GetBytes(Mail("message/rfc822", "Fwd.eml", "7bit", inner.Replace("outer", "inner",
            StringComparison.Ordinal))));

        var received = Assert.Single(Receive());

        Assert.Equal(Arrival.Accepted, received.Arrival);
        Assert.EndsWith("Fwd.eml!Fwd.eml!receipts.zip!stick/receipts/M70503.dsse.json", received.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_mail_that_quotes_what_is_printable()
    {
        var quoted = Encoding.Latin1.GetString(_receipt).Replace("=", "=3D", StringComparison.Ordinal);
        var lines = string.Join("=\r\n", quoted.Chunk(70).Select(line => new string(line)));
        Put("mail.eml", Encoding.Latin1.GetBytes(Mail("application/octet-stream", "r.dsse.json", "quoted-printable", lines)));

        Assert.Equal(Arrival.Accepted, Assert.Single(Receive()).Arrival);
    }

    [Fact]
    public void Whatever_else_lies_there_gets_its_line_and_stops_nothing()
    {
        Put("a.dsse.json", _receipt);
        Put("altered.json", Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(_receipt).Replace("\"sig\":\"", "\"sig\":\"AAAA",
            StringComparison.Ordinal)));
        Put("broken.zip", "PK\u0003\u0004 and nothing more"u8.ToArray());
        Put("letter.pdf", "%PDF-1.7"u8.ToArray());
        Put("empty", []);
        Put("._a.dsse.json", "Mac OS X"u8.ToArray());
        Put("written.dsse.json", "{}"u8.ToArray());
        Directory.CreateDirectory(Path.Combine(_desk.Folder, "an empty stick"));

        var received = _desk.Receive(Inbox, Path.Combine(_desk.Folder, "an empty stick"), Path.Combine(_desk.Folder, "gone"));

        var arrivals = received.ToDictionary(one => Path.GetFileName(one.Place), one => one.Arrival);
        Assert.Equal(new Dictionary<string, Arrival>
        {
            ["a.dsse.json"] = Arrival.Accepted,
            ["altered.json"] = Arrival.Rejected,
            ["broken.zip"] = Arrival.Rejected,
            ["letter.pdf"] = Arrival.PassedOver,
            ["empty"] = Arrival.PassedOver,
            ["written.dsse.json"] = Arrival.Rejected,
            ["an empty stick"] = Arrival.PassedOver,
            ["gone"] = Arrival.Rejected,
        }, arrivals);
        Assert.Equal(["altered.json", "written.dsse.json"],
            new StatusQuery(_desk.Ledger, _desk.Clock).Ask().Value.Refused.Select(one => Path.GetFileName(one.Place)).Order());
    }

    [Fact]
    public void Paths_without_any_receipt_are_refused()
    {
        Put("letter.pdf", "%PDF-1.7"u8.ToArray());

        Assert.Equal(RefusalCode.InputMissing,
            new ReceiptReceiver(_desk.Ledger, _desk.Files, _desk.Clock).Receive([Inbox]).Refusal?.Code);
    }

    [Fact]
    public void The_readable_twin_of_a_receipt_is_known()
    {
        Put("receipts/a.dsse.json", _receipt);
        Put("receipts/a.txt", "REHEARSAL"u8.ToArray());

        Assert.Single(Receive());
    }

    private IReadOnlyList<ReceivedReceipt> Receive() => _desk.Receive(Inbox);

    private void Put(string name, byte[] bytes)
    {
        var path = Path.Combine(Inbox, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private static string Mail(string type, string name, string encoding, string body) =>
        "From: lab@example.org\r\nSubject: the receipt\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n" +
        " boundary=\"outer\"\r\n\r\nThis is a mail.\r\n--outer\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n" +
        $"--outer\r\nContent-Type: {type};\r\n name=\"{name}\"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n" +
        "--outer--\r\n";
}
