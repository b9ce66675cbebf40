using System.Text.Json;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Returns;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>What docs/formats/ledger.md shows is what the program prints.</summary>
public sealed class LedgerPageTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void The_report_on_the_page_is_the_report_of_the_receipt_kept_as_a_file()
    {
        var delivery = Desk.Delivery("PK-0042", "san-marco", "M70503");
        _desk.Deliver(delivery with
        {
            Customer = new(Token.Of<CustomerId>("san-marco"), "Ospedale San Marco"),
            Nonce = "00112233445566778899aabbccddeeff",
        });
        var vector = Path.Combine(Root, "tests", "Shared.Tests", "vectors", "receipt.dsse.json");
        Assert.Equal(0, ReceiveCommand.Run(_desk.Services, [vector], _desk.LedgerPath, json: false));
        _desk.Out.GetStringBuilder().Clear();

        Assert.Equal(0, ReportCommand.Run(_desk.Services, new(_desk.LedgerPath), json: true));

        var printed = JsonSerializer.Deserialize(_desk.Out.ToString(), AnswerJson.Default.LedgerStatus)!;
        // PATCHKIT_APPROVE=1 writes the page's example anew; read it before committing.
        if (Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1")
            File.WriteAllText(Page, File.ReadAllText(Page).Replace(Example(), Text(Shown(printed)) + "\n",
                StringComparison.Ordinal));
        var shown = JsonSerializer.Deserialize(Example(), AnswerJson.Default.LedgerStatus)!;
        Assert.Equal(Text(shown), Text(Shown(printed)));
        Assert.Equal(Example(), Text(shown) + "\n");
    }

    // The salts of what names people are new each time, and so is the head.
    private static LedgerStatus Shown(LedgerStatus printed) =>
        printed with { Ledger = "ledger.db", Head = printed.Head with { Hash = Sha256Digest.Of("head"u8) } };

    private static string Text(LedgerStatus status) => JsonSerializer.Serialize(status, AnswerJson.Default.LedgerStatus);

    private static string Example()
    {
        var page = File.ReadAllText(Page);
        var begin = page.IndexOf("```json\n", StringComparison.Ordinal) + 8;
        return page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    private static string Page => Path.Combine(Root, "docs", "formats", "ledger.md");

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
}
