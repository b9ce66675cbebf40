using System.Text.Json.Nodes;
using PatchKit.Packager.Host;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Tests.Applier.Operators;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>Orders that a register makes: what a desk gets that writes none itself, or what it is told.</summary>
public sealed class RegisterOrdersTests : IDisposable
{
    private const string Header = "Customer;Name;Country;Product;Serial;Languages\n";

    private const string SanMarco = "san-marco;Ospedale San Marco;IT;miseqdx;M70503;it, en\n";

    private readonly DeskBench _bench = new();
    private readonly DeskRelease _release;
    private readonly List<string> _asked = [];

    public RegisterOrdersTests()
    {
        _release = _bench.Publish(yaml => yaml).Value;
        Common(_ => { });
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Each_customer_of_the_register_has_one_stick_for_all_its_instruments_in_every_mode()
    {
        var orders = Orders($"{SanMarco}molinette;Le Molinette;IT;miseqdx;M70777;\n"
            + SanMarco.Replace("miseqdx;M70503", "nextseq550dx;NDX550181", StringComparison.Ordinal)).Value;

        Assert.Equal(["PK-2026-SAN-MARCO", "PK-2026-MOLINETTE"], orders.Select(one => one.Stick.Text));
        var made = new StickMaker(_bench.Services, _release.Folder, _bench.Ledger)
            .Make([.. orders.Select(order => (order, _bench.Next("stick")))], _ => _bench.Desk, null).Value;
        Assert.All(made, one => Assert.Null(one.Fault));
        Assert.All(made, one => Assert.Null(_bench.Instrument(_release, one.Output)));
        Assert.Equal(
            ["Ospedale San Marco: miseqdx M70503 Dx RUO, nextseq550dx NDX550181 Dx RUO; it en",
                "Le Molinette: miseqdx M70777 Dx RUO; en"],
            made.Select(one => Sentence(one.Contents!.Delivery)));
        Assert.Empty(_asked);
    }

    [Fact]
    public void An_instrument_that_no_stick_would_name_is_named_by_its_line_and_asked_about()
    {
        const string lines = $"{SanMarco}a;A;IT;miniseq;MN001;\nb;B;IT;miseqdx;M70777;\nb;B;IT;miseq-dx;M70778;\n";

        var refusal = Orders(lines).Refusal!;

        Assert.Equal((RefusalCode.Declined, "register.csv:3:4"), (refusal.Code, Place(refusal.Place)));
        Assert.Contains("MN001 of a is a miniseq, and", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("register.csv:5:4: M70778 of b is a miseq-dx", _bench.Said, StringComparison.Ordinal);
        Assert.Equal(["PK-2026-SAN-MARCO", "PK-2026-B"], Orders(lines, yes: true).Value.Select(one => one.Stick.Text));
        // Whom it does not concern is asked about nothing.
        _asked.Clear();
        Assert.Equal(["PK-2026-SAN-MARCO"], Orders(lines, customers: "san-marco").Value.Select(one => one.Stick.Text));
        Assert.Empty(_asked);
    }

    [Fact]
    public void A_customer_of_whom_no_order_can_be_made_is_named_and_nothing_is_made_of_the_others()
    {
        var refusal = Orders(
            $"{SanMarco}st.anna;Sankt Anna;AT;miseqdx;M70777;\na-hospital-with-a-very-long-name;H;IT;miseqdx;M70778;\n").Refusal!;

        Assert.Equal((RefusalCode.AuthoredInvalid, "register.csv:3:1"), (refusal.Code, Place(refusal.Place)));
        Assert.Contains("PK-2026-ST.ANNA", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("register.csv:4:1", refusal.Reason, StringComparison.Ordinal);

        refusal = Orders(SanMarco, customers: "sanmarco").Refusal!;
        Assert.Equal((RefusalCode.Usage, "--customer"), (refusal.Code, refusal.Place));
        Assert.Contains("no customer 'sanmarco'", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_customers_import_would_refuse_makes_no_orders_either()
    {
        var refusal = Orders($"{SanMarco}b;B;IT;miseqdx;M 1;\nb;B;IT;miseqdx;M70778;Italian\nc;C;IT;miseqdx;M70503;\n").Refusal!;

        Assert.Equal((RefusalCode.AuthoredInvalid, "register.csv:3:5"), (refusal.Code, Place(refusal.Place)));
        Assert.Contains("register.csv:4:6", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("'Italian' is no language", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_neither_the_file_nor_the_register_nor_the_settings_say_is_asked_for()
    {
        Common(one => one.Remove("languages"));
        var refusal = Orders($"{SanMarco}b;B;IT;miseqdx;M70778;\n").Refusal!;
        Assert.Equal(RefusalCode.AuthoredInvalid, refusal.Code);
        Assert.EndsWith("common.json: $.languages", refusal.Place, StringComparison.Ordinal);

        Assert.Equal(["it", "en"], Orders(SanMarco).Value[0].Languages!);
        var settings = DeskSettings.None with { Languages = ["en"] };
        Assert.Equal(["en"], Orders("b;B;IT;miseqdx;M70778;\n", settings: settings).Value[0].Languages!);
    }

    [Fact]
    public void The_customers_that_are_named_come_in_that_order_once()
    {
        const string lines = $"{SanMarco}b;B;IT;miseqdx;M70777;\nc;C;IT;miseqdx;M70778;\n";

        var orders = Orders(lines, false, null, "c", "san-marco", "c").Value;

        Assert.Equal(["c", "san-marco"], orders.Select(one => one.Customer.Id.Text));
    }

    [Fact]
    public void A_code_is_wanted_for_every_stick_of_the_register_or_for_none()
    {
        const string lines = $"{SanMarco}b;B;IT;miseqdx;M70777;\n";
        Assert.All(Orders(lines).Value, one => Assert.False(one.UnlockCode));

        Common(one => one["unlockCode"] = true);

        Assert.All(Orders(lines).Value, one => Assert.True(one.UnlockCode));
    }

    private Result<IReadOnlyList<StickOrder>> Orders(string lines, bool yes = false, DeskSettings? settings = null,
        params string[] customers)
    {
        File.WriteAllText(At("register.csv"), Header + lines);
        return new RegisterOrders(_bench.Services with { Settings = settings ?? DeskSettings.None }, _release.Folder)
        {
            GoOn = question =>
            {
                _asked.Add(question);
                return yes;
            },
        }.Make(At("common.json"), At("register.csv"), customers);
    }

    private void Common(Action<JsonObject> change)
    {
        var common = JsonNode.Parse(DocPage.Block("order.md", "json common"))!.AsObject();
        common["bundle"] = _release.Manifest.Bundle.Text;
        change(common);
        File.WriteAllText(At("common.json"), common.ToJsonString());
    }

    private static string Sentence(Delivery delivery) => $"{delivery.Customer.Name}: " + string.Join(", ", delivery.Instruments
            .Select(one => $"{one.Product} {one.Serial} {string.Join(' ', one.Modes.Select(mode => mode.Text))}"))
        + $"; {string.Join(' ', delivery.Languages)}";

    private static string Place(string path) => Path.GetFileName(path);

    private string At(string name) => Path.Combine(_bench.Folder, name);
}
