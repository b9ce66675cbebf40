using System.Diagnostics;
using System.Net;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Packager.Returns.Forms;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Packager.Returns.Page;

namespace PatchKit.Tests.Packager.Returns.Forms;

/// <summary>The sheets as a program that is not ours reads them out of the PDF.</summary>
public sealed class FormTests : IDisposable
{
    private readonly Desk _desk = new();
    private readonly string[] _serials = Recall.Serials(0);

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("en", "Yes, on the instruments with these serial numbers", "(a) No product on site", "(b) The site does not wish",
        "The kit's own sheet")]
    [InlineData("it", "Sì, sugli strumenti con questi numeri di serie", "(a) Nessun prodotto", "(b) La sede non desidera",
        "Scheda propria del kit")]
    public async Task A_serial_number_stands_where_its_evidence_puts_it(
        string language, string installed, string notNeeded, string notWished, string ownSheet)
    {
        Recall.Enter(_desk, 1);
        Decide(DecisionKind.NotAffected, _serials[3], null);
        Decide(DecisionKind.Declined, _serials[4], new DateOnly(2099, 1, 1));

        var text = await Read("verification-form", language);

        var own = text.IndexOf(ownSheet, StringComparison.Ordinal);
        Assert.Equal([_serials[0]], Between(text, installed, notNeeded));
        Assert.Equal([_serials[3]], Between(text, notNeeded, notWished));
        Assert.Equal([_serials[4]], Between(text, notWished, ownSheet));
        // Nothing runs over the edge of the paper.
        Assert.Contains(language == "it" ? "strumento elencato" : "each instrument listed",
            text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(_serials[1], text[own..], StringComparison.Ordinal);
        Assert.Contains(_serials[2], text[own..], StringComparison.Ordinal);
        Assert.Contains("Ospedale 0000, Università", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PROVA", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("it")]
    public async Task Nobody_is_made_to_say_what_nobody_said(string language)
    {
        Recall.Enter(_desk, 1);
        var text = await Read("verification-form", language);
        // The product, and "installed" with a serial number.
        Assert.Equal(2, text.Count(c => c == '☒'));
    }

    [Fact]
    public async Task What_people_said_at_the_instruments_ticks_a_box_only_where_all_say_the_same()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        var sue = new ReceiptOperator("Anna Bianchi", "Responsabile di laboratorio");
        Say(SampleModes.Dx, (FormSentence.ReceivedAndUnderstood.Id(), true), (FormSentence.UsersInformed.Id(), true));
        Say(SampleModes.Ruo, (FormSentence.ReceivedAndUnderstood.Id(), true), (FormSentence.UsersInformed.Id(), false));

        var text = await Read("verification-form", "it", "a");

        Assert.Contains("☒ Sì\n☐ No", Between4And5(text), StringComparison.Ordinal);
        Assert.Contains("Anna Bianchi, Responsabile di laboratorio, 04-MAG-2026", text, StringComparison.Ordinal);
        Assert.Contains("Le risposte date agli strumenti sono diverse", text, StringComparison.Ordinal);

        void Say(ModeId mode, params (string Sentence, bool Agreed)[] said) => _desk.ReceiveOne(
            _desk.Receipt(delivery, "M70503", mode) with
            {
                Operator = sue,
                Attestations =
                [
                    .. said.Select(one => new Attestation(
                        one.Sentence, "it", Sha256Digest.Of("x"u8), one.Agreed, sue, Desk.Noon)),
                ],
            });
    }

    [Theory]
    [InlineData("en", "Return-to-service record", "Meaning of the signature")]
    [InlineData("it", "Verbale di rimessa in servizio", "Significato della firma")]
    public async Task Only_an_instrument_of_which_every_mode_holds_has_a_record(string language, string title, string meaning)
    {
        Recall.Enter(_desk, 1);

        var text = await Read("return-to-service", language);

        Assert.Contains(title, text, StringComparison.Ordinal);
        Assert.Contains(meaning, text, StringComparison.Ordinal);
        Assert.Contains(_serials[0], text, StringComparison.Ordinal);
        Assert.All(_serials[1..], serial => Assert.DoesNotContain(serial, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_the_font_cannot_write_is_left_to_the_HTML_and_said()
    {
        _desk.Deliver(Desk.Delivery("PK-0001", "a", "M70503") with { Customer = new(Token.Of<CustomerId>("a"), "病院") });

        Assert.Equal(0, Run());

        Assert.Contains("NOT WRITTEN: ", _desk.Out.ToString(), StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(File.ReadAllText(At("verification-form", "en", "a", "html")));
        Assert.Contains("病院", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_languages_have_the_same_sentences() => Assert.Equal(
        FormWords.Texts.Keys("en").Order(StringComparer.Ordinal), FormWords.Texts.Keys("it").Order(StringComparer.Ordinal));

    private static string Between4And5(string text) =>
        text[text.IndexOf("4. Ho ricevuto", StringComparison.Ordinal)..text.IndexOf("5. È stato", StringComparison.Ordinal)];

    private static IEnumerable<string> Between(string text, string from, string to)
    {
        var begin = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(begin >= 0, from);
        return text[begin..text.IndexOf(to, begin, StringComparison.Ordinal)].Split(' ', '\n', ',')
            .Where(word => word.StartsWith("M0", StringComparison.Ordinal));
    }

    private void Decide(DecisionKind kind, string serial, DateOnly? until) => Assert.Null(
        new DecisionDesk(_desk.Ledger, _desk.Clock, "Sue", "the site says so")
            .Except(kind, Token.Of<SerialNumber>(serial), null, until).Refusal);

    private int Run() => ReportCommand.Run(
        _desk.Services, new(_desk.LedgerPath) { Forms = Path.Combine(_desk.Folder, "forms") }, json: false);

    private string At(string name, string language, string customer, string extension) =>
        Path.Combine(_desk.Folder, "forms", "fsn2023-1338", customer, $"{name}.{language}.{extension}");

    private async Task<string> Read(string name, string language, string customer = "c0000")
    {
        Needed.Programs("pdftotext");
        Assert.Equal(0, Run());
        if (Environment.GetEnvironmentVariable("PATCHKIT_SCREENSHOTS") is { } folder)
            File.Copy(At(name, language, customer, "pdf"), Path.Combine(folder, $"{name}.{language}.pdf"), overwrite: true);
        var start = new ProcessStartInfo("pdftotext", [At(name, language, customer, "pdf"), "-"])
        { RedirectStandardOutput = true };
        using var reader = Process.Start(start)!;
        return await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
