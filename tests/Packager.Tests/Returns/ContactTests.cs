using PatchKit.Packager.Commands;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>Letters, calls, what was told and by whom; and that people can be forgotten while figures stay.</summary>
public class ContactTests : IDisposable
{
    private readonly Desk _desk;
    private readonly Delivery _delivery;

    public ContactTests()
        : this(null)
    {
    }

    protected ContactTests(string? place)
    {
        _desk = new(place: place);
        _delivery = _desk.Deliver("PK-0001", "a", "M70503");
    }

    public void Dispose()
    {
        _desk.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void The_day_list_says_who_was_reached_when_and_when_to_ask_again()
    {
        Assert.Equal(0, Run("desk", "today"));
        Assert.Contains("not contacted yet", Said, StringComparison.Ordinal);

        Assert.Equal(0, Settle("contact", "add", "a", "--way", "call", "--with", "Anna Bianchi", "--next", "2026-05-20"));

        Assert.Equal(0, Run("desk", "today"));
        Assert.Contains("(later)", Said, StringComparison.Ordinal);
        Assert.Contains("last call 2026-05-07 by Sofia with Anna Bianchi: will do it; next 2026-05-20", Said,
            StringComparison.Ordinal);
        _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", SampleModes.Dx, 1, Verdict.Inconsistent));
        Assert.Equal(0, Run("desk", "today"));
        Assert.DoesNotContain("(later)", Said, StringComparison.Ordinal);
        Assert.Equal(11, Settle("contact", "add", "nobody", "--way", "letter"));
        Assert.Equal(2, Settle("contact", "add", "a", "--way", "letter", "--next", "2026-05-01"));
    }

    [Fact]
    public void Who_was_written_to_or_reached_counts_as_notified_and_who_was_not_reached_does_not()
    {
        var page = Path.Combine(_desk.Folder, "report.html");
        string Notified() => File.ReadLines(page).First(line => line.Contains("Consignees notified", StringComparison.Ordinal));

        Assert.Equal(0, Settle("contact", "add", "a", "--way", "call"));
        Assert.Equal(0, Run("report", "--html", page));
        Assert.Contains("<td>0 of 1</td>", Notified(), StringComparison.Ordinal);

        Assert.Equal(0, Settle("contact", "add", "a", "--way", "letter"));
        Assert.Equal(0, Run("report", "--html", page));
        Assert.Contains("<td>1 of 1</td><td>first by letter 1, from ", Notified(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_told_for_the_wrong_mode_is_refused_and_what_was_told_by_mistake_taken_back()
    {
        var file = _desk.Write("post", _desk.Receipt(_delivery, "M70503", SampleModes.Dx));
        var code = ReceiptReader.Read(File.ReadAllBytes(file), file).Value.Code.Text;
        Assert.Equal((int)RefusalCode.ReceiptInvalid, Told(code, "RUO"));
        Assert.Contains("was not made by M70503 in RUO mode", _desk.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Told(code, "Dx"));
        Assert.Equal((code, null), (Mode(0).Told, Mode(1).Told));

        Assert.Equal(0, Run("told", code, "--by", "Anna", "--take-back", "--ledger", _desk.LedgerPath));
        Assert.Null(Mode(0).Told);
        Assert.Equal(0, Told(code, "Dx"));
        Assert.True(Assert.Single(_desk.Receive(file)).ToldBefore);
        Assert.Equal((ModeState.Done, null), (Mode(0).State, Mode(0).Told));
        Assert.Equal(0, Told(code, "Dx"));
        Assert.Contains("Confirmed", Said, StringComparison.Ordinal);
    }

    [Fact]
    public void People_are_erased_and_every_figure_and_every_hash_stays()
    {
        Assert.Equal(0, Settle("contact", "add", "a", "--way", "call", "--with", "Anna Bianchi"));
        Assert.Equal(0, Settle("instrument", "not-affected", "M70503", "--mode", "RUO"));
        _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", SampleModes.Dx));
        var before = _desk.Status();

        Assert.Equal(0, Settle("customers", "erase", "a"));

        var after = _desk.Status();
        Assert.Equal(before.Summary, after.Summary);
        Assert.Equal(PersonalTexts.Erased, after.Customers[0].Name);
        Assert.Equal((PersonalTexts.Erased, PersonalTexts.Erased),
            (after.Customers[0].Contacts[0].With, after.Customers[0].Contacts[0].Result));
        Assert.Equal("Sofia", after.Customers[0].Contacts[0].By);
        Assert.Equal(0, AuditCommand.Run(_desk.Services, _desk.LedgerPath, json: false));
        Assert.DoesNotContain("Bianchi", string.Concat(_desk.Ledger.Query<string>("SELECT body FROM log")),
            StringComparison.Ordinal);
        Assert.Empty(_desk.Ledger.Query<string>("SELECT text FROM personal WHERE text LIKE '%Bianchi%'"));
    }

    [Fact]
    public void A_text_about_a_person_that_was_altered_is_found()
    {
        Assert.Equal(0, Settle("contact", "add", "a", "--way", "call"));

        _desk.Meddle("UPDATE personal SET text = 'refuses' WHERE text = 'will do it'");

        Assert.Equal((int)RefusalCode.FileAltered, AuditCommand.Run(_desk.Services, _desk.LedgerPath, json: false));
    }

    [Fact]
    public void A_corrected_bundle_says_what_is_superseded_which_sticks_are_stale_and_whom_to_call()
    {
        Assert.Equal(0, Settle("sent", "PK-0001"));
        _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", SampleModes.Dx));
        var bundle = new DeliveredBundle(Token.Of<BundleId>("fsn2023-1338-1.0.1"), Sha256Digest.Of("1.0.1"u8));
        var waiting = _desk.Deliver("PK-0003", "b", "M70600");
        Assert.Equal(0, Settle("sent", "PK-0003"));

        _desk.Deliver(Desk.Delivery("PK-0002", "a", "M70503") with { Bundles = [bundle], Issued = Desk.Noon.AddDays(1) });

        Assert.Equal((ModeState.Superseded, ModeState.Outstanding), (Mode(0).State, Mode(1).State));
        Assert.Equal(1, _desk.Status().Summary.Superseded);
        Assert.Equal([StaleReason.Superseded, null, StaleReason.Superseded], _desk.Status().Sticks.Select(one => one.Stale));
        Assert.Equal(0, Run("desk", "today"));
        Assert.Contains("stick PK-0003 carries an earlier bundle", Said, StringComparison.Ordinal);

        var list = new PatchKit.Shared.Bundles.WithdrawnList(PatchKit.Shared.Bundles.WithdrawnList.SchemaVersion,
            [new(waiting.Bundles[0].Sha256, waiting.Bundles[0].Bundle, "a fault", Desk.Noon)]);
        Assert.Equal(1, new DeliveryRegistrar(_desk.Ledger, _desk.Clock).Withdraw(list).Value);
        Assert.Equal(ModeState.Withdrawn, Mode(0).State);
        Assert.Equal(0, Run("desk", "today"));
        Assert.Contains("STICK WITHDRAWN  Hospital b", Said, StringComparison.Ordinal);
        Assert.Contains("stick PK-0003 carries a withdrawn bundle", Said, StringComparison.Ordinal);

        _desk.ReceiveOne(_desk.Receipt(_delivery with
        {
            Bundles = [bundle],
            Nonce = Desk.Delivery("PK-0002", "a").Nonce,
            Stick = Token.Of<StickId>("PK-0002")
        }, "M70503", SampleModes.Dx, 2));
        Assert.Equal(ModeState.Done, Mode(0).State);
    }

    [Fact]
    public void A_stick_that_expires_soon_is_called_about()
    {
        Assert.True(new DeliveryRegistrar(_desk.Ledger, _desk.Clock)
            .Written(_delivery, _desk.Clock.GetUtcNow().AddDays(10)).Value);
        Assert.Equal(0, Settle("sent", "PK-0001"));

        Assert.Equal(0, Run("desk", "today"));

        Assert.Contains("STICK EXPIRES", Said, StringComparison.Ordinal);
        Assert.Contains("stick PK-0001 can be used until 2026-05-17", Said, StringComparison.Ordinal);
    }

    private string Said => _desk.Out.ToString();

    private ModeStatus Mode(int index) => _desk.Status().Customers.SelectMany(one => one.Instruments)
        .Single(one => one.Serial.Text == "M70503").Modes[index];

    private int Told(string code, string mode, params string[] more) =>
        Run(["told", code, "--serial", "M70503", "--mode", mode, "--by", "Anna Bianchi", .. more]);

    private int Settle(params string[] arguments) => Run([.. arguments, "--by", "Sofia", "--note", "will do it"]);

    private int Run(params string[] arguments) =>
        _desk.Run(arguments.Contains("--ledger") ? arguments : [.. arguments, "--ledger", _desk.LedgerPath]);
}
