using System.IO.Compression;
using System.Text;
using PatchKit.Packager.Returns;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>
/// What mail programs, gateways, editors and people do to a receipt: as many files as go in, as many lines come out.
/// </summary>
public sealed class MailManglingTests : IDisposable
{
    private const string Named = "M70503-Dx-20260504T130900Z-1.dsse.json";
    private readonly Desk _desk = new();
    private readonly byte[] _receipt;
    private readonly byte[] _other;

    public MailManglingTests()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        _receipt = File.ReadAllBytes(_desk.Write("written", _desk.Receipt(delivery, "M70503", SampleModes.Dx)));
        _other = File.ReadAllBytes(_desk.Write("written", _desk.Receipt(delivery, "M70503", SampleModes.Ruo)));
    }

    /// <summary>Each kind: its name, how often it is accepted, how often rejected, how often passed over.</summary>
    public static TheoryData<string, int, int, int> Kinds => new()
    {
        { "renamed by a browser", 1, 0, 0 },
        { "called a text", 1, 0, 0 },
        { "without an ending", 1, 0, 0 },
        { "in capitals", 1, 0, 0 },
        { "with a byte-order mark", 1, 0, 0 },
        { "with line ends behind it", 1, 0, 0 },
        { "with blanks before it", 1, 0, 0 },
        { "zipped", 1, 0, 0 },
        { "stored in a zip", 1, 0, 0 },
        { "in a zip in a zip", 1, 0, 0 },
        { "two in a zip", 2, 0, 0 },
        { "attached in base64", 1, 0, 0 },
        { "attached in base64 on one line", 1, 0, 0 },
        { "attached as quoted-printable", 1, 0, 0 },
        { "attached as it is", 1, 0, 0 },
        { "attached to a mail with line feeds alone", 1, 0, 0 },
        { "attached zipped", 1, 0, 0 },
        { "forwarded as a mail in a mail", 1, 0, 0 },
        { "two in a mail", 2, 0, 0 },
        { "in parts within parts", 1, 0, 0 },
        { "with a bare boundary", 1, 0, 0 },
        { "attached without a name", 1, 0, 0 },
        { "copied twice", 1, 0, 0 },
        { "wrapped at 76 characters", 0, 1, 0 },
        { "cut off", 0, 1, 0 },
        { "of no bytes", 0, 1, 0 },
        { "escaped for HTML", 0, 1, 0 },
        { "saved as UTF-16", 0, 1, 0 },
        { "printed prettily", 0, 1, 0 },
        { "one bit flipped", 0, 1, 0 },
        { "a zip cut off", 0, 1, 0 },
        { "gzipped", 0, 1, 0 },
        { "in a 7z archive", 0, 1, 0 },
        { "in a tar archive", 0, 1, 0 },
        { "in a winmail.dat", 0, 1, 0 },
        { "in an Outlook message", 0, 1, 0 },
        { "in a mailbox", 0, 1, 0 },
        { "a picture of it", 0, 0, 1 },
        { "a mail without it", 0, 0, 1 },
    };

    public void Dispose() => _desk.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public void As_many_lines_come_out_as_files_go_in(string kind, int accepted, int rejected, int passedOver)
    {
        var inbox = Path.Combine(_desk.Folder, "inbox");
        Directory.CreateDirectory(inbox);
        // A good one beside it: whatever this one is, nothing else is lost by it.
        File.WriteAllBytes(Path.Combine(inbox, "zz-beside.dsse.json"), Beside());
        var files = Mangled(kind).ToList();
        foreach (var (name, bytes) in files)
            File.WriteAllBytes(Path.Combine(inbox, name), bytes);

        var lines = _desk.Receive(inbox);

        var counts = lines.CountBy(one => one.Arrival).ToDictionary();
        Assert.Equal(accepted + 1, counts.GetValueOrDefault(Arrival.Accepted));
        Assert.Equal(rejected, counts.GetValueOrDefault(Arrival.Rejected));
        Assert.Equal(passedOver, counts.GetValueOrDefault(Arrival.PassedOver));
        Assert.Equal(kind == "copied twice" ? 1 : 0, counts.GetValueOrDefault(Arrival.Duplicate));
        Assert.Equal(files.Count + (accepted > 1 ? accepted - 1 : 0) + 1, lines.Count);
        Assert.All(lines, line => Assert.StartsWith(inbox, line.Place, StringComparison.Ordinal));
        Assert.All(lines.Where(line => line.Arrival is Arrival.Rejected), line => Assert.NotEqual("", line.Reason));
    }

    private byte[] Beside()
    {
        var delivery = _desk.Deliver("PK-0002", "b", "M70600");
        return File.ReadAllBytes(_desk.Write("beside", _desk.Receipt(delivery, "M70600", SampleModes.Dx)));
    }

    private IEnumerable<(string Name, byte[] Bytes)> Mangled(string kind)
    {
        var text = Encoding.Latin1.GetString(_receipt);
        return kind switch
        {
            "renamed by a browser" => [("M70503-Dx-1.dsse (1).json", _receipt)],
            "called a text" => [($"{Named}.txt", _receipt)],
            "without an ending" => [("attachment", _receipt)],
            "in capitals" => [(Named.ToUpperInvariant(), _receipt)],
            "with a byte-order mark" => [(Named, [0xEF, 0xBB, 0xBF, .. _receipt])],
            "with line ends behind it" => [(Named, [.. _receipt, .. "\r\n\r\n"u8])],
            "with blanks before it" => [(Named, [.. "  \t\r\n"u8, .. _receipt])],
            "zipped" => [("receipts.zip", Zip(CompressionLevel.Optimal, (Named, _receipt)))],
            "stored in a zip" => [("receipts.zip", Zip(CompressionLevel.NoCompression, (Named, _receipt)))],
            "in a zip in a zip" =>
                [("outer.zip", Zip(CompressionLevel.Optimal, ("in.zip", Zip(CompressionLevel.Optimal, (Named, _receipt)))))],
            "two in a zip" => [("receipts.zip", Zip(CompressionLevel.Optimal, (Named, _receipt), ("b.dsse.json", _other)))],
            "attached in base64" => [("a.eml", Mail(Base64(_receipt)))],
            "attached in base64 on one line" => [("a.eml", Mail(Part("base64", Convert.ToBase64String(_receipt))))],
            "attached as quoted-printable" => [("a.eml", Mail(Part("quoted-printable", Quoted(text))))],
            "attached as it is" => [("a.eml", Mail(Part("7bit", text)))],
            "attached to a mail with line feeds alone" => [("a.eml", LineFeeds(Mail(Base64(_receipt))))],
            "attached zipped" => [("a.eml", Mail(Base64(Zip(CompressionLevel.Optimal, (Named, _receipt)), "receipts.zip")))],
            "forwarded as a mail in a mail" =>
                [("a.eml", Mail(Part("7bit", Latin(Mail(Base64(_receipt), "inner")), "f.eml", "message/rfc822")))],
            "two in a mail" => [("a.eml", Mail(Base64(_receipt) + "\r\n--outer\r\n" + Base64(_other, "b.dsse.json")))],
            "in parts within parts" => [("a.eml", Mail(
                $"Content-Type: multipart/related; boundary=\"in\"\r\n\r\n--in\r\n{Base64(_receipt)}\r\n--in--"))],
            "with a bare boundary" => [("a.eml", Encoding.Latin1.GetBytes(Latin(Mail(Base64(_receipt)))
                .Replace("boundary=\"outer\"", "boundary=outer", StringComparison.Ordinal)))],
            "attached without a name" => [("a.eml", Mail(
                $"Content-Type: application/json\r\nContent-Transfer-Encoding: " +
                    $"base64\r\n\r\n{Convert.ToBase64String(_receipt)}"))],
            "copied twice" => [("a.dsse.json", _receipt), ("b.dsse.json", _receipt)],
            "wrapped at 76 characters" => [(Named, Encoding.Latin1.GetBytes(string.Join("\r\n",
                text.Chunk(76).Select(line => new string(line)))))],
            "cut off" => [(Named, _receipt[..^40])],
            "of no bytes" => [(Named, [])],
            "escaped for HTML" => [(Named, Encoding.Latin1.GetBytes(text.Replace("\"", "&quot;", StringComparison.Ordinal)))],
            "saved as UTF-16" => [(Named, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)])],
            "printed prettily" => [(Named, Encoding.Latin1.GetBytes(text.Replace(",", ",\n  ", StringComparison.Ordinal)))],
            "one bit flipped" => [(Named, [.. _receipt[..200], (byte)(_receipt[200] ^ 1), .. _receipt[201..]])],
            "a zip cut off" => [("receipts.zip", Zip(CompressionLevel.Optimal, (Named, _receipt))[..^30])],
            "gzipped" => [("receipt.gz", Gzip(_receipt))],
            "in a 7z archive" => [("receipts.7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4, .. _receipt])],
            "in a tar archive" => [("receipts.tar", [.. new byte[257], .. "ustar"u8, .. new byte[250], .. _receipt])],
            "in a winmail.dat" => [("winmail.dat", [0x78, 0x9F, 0x3E, 0x22, .. _receipt])],
            "in an Outlook message" => [("receipt.msg", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. _receipt])],
            "in a mailbox" => [("Inbox", [.. "From lab@example.org Mon May  4 12:00:00 2026\r\n"u8, .. Mail(Base64(_receipt))])],
            "a picture of it" => [("receipt.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3])],
            "a mail without it" => [("a.eml", Mail("Content-Type: text/plain\r\n\r\nIt follows.\r\n"))],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not listed"),
        };
    }

    private static byte[] Mail(string part, string boundary = "outer") => Encoding.Latin1.GetBytes(
        "Received: from lab\r\nFrom: lab@example.org\r\nSubject: the receipt\r\nMIME-Version: 1.0\r\nContent-Type: " +
            "multipart/mixed;\r\n" +
        $" boundary=\"{boundary}\"\r\n\r\nThis is a mail.\r\n--{boundary}\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n" +
        $"--{boundary}\r\n{part}\r\n--{boundary}--\r\n");

    private static string Part(string encoding, string body, string name = Named, string type = "application/octet-stream") =>
        $"Content-Type: {type};\r\n name=\"{name}\"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}";

    private static string Base64(byte[] bytes, string name = Named) =>
        Part("base64", Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks), name);

    private static string Quoted(string text) => string.Join("=\r\n",
        text.Chunk(60).Select(line => new string(line).Replace("=", "=3D", StringComparison.Ordinal)));

    private static byte[] LineFeeds(byte[] mail) =>
        Encoding.Latin1.GetBytes(Latin(mail).Replace("\r\n", "\n", StringComparison.Ordinal));

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] files)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return zip.ToArray();
    }
}
