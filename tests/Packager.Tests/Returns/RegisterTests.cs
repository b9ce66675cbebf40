using System.Text;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Register;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>The register of customers and instruments, as a spreadsheet saves it.</summary>
public class RegisterTests : IDisposable
{
    private const string Header = "Customer;Name;Country;Product;Serial;UDI-DI\r\n";
    private readonly Desk _desk;

    public RegisterTests()
        : this(null)
    {
    }

    protected RegisterTests(string? place) => _desk = new(place: place);

    public void Dispose()
    {
        _desk.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("utf-8", ';', false)]
    [InlineData("utf-8", ',', true)]
    [InlineData("utf-16", '\t', true)]
    [InlineData("windows-1252", ';', false)]
    public void It_is_read_however_a_spreadsheet_saves_it(string encoding, char separator, bool mark)
    {
        var text = $"{Header}citta;Ospedale Città di Castello;IT;miseqdx;M70503;00816270020002\r\n".Replace(';', separator);
        var saved = encoding == "windows-1252"
            ? CodePagesEncodingProvider.Instance.GetEncoding(1252)!
            : Encoding.GetEncoding(encoding);

        Assert.Equal(0, Import([.. mark ? saved.GetPreamble() : [], .. saved.GetBytes(text)]));

        Assert.Equal(["Ospedale Città di Castello"], Names());
        Assert.Equal(["M70503"], _desk.Ledger.Query<string>("SELECT serial FROM instruments"));
        Assert.Equal(0, Invoke("audit", "verify"));
    }

    [Fact]
    public void The_register_of_the_page_is_read()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "formats", "register.md"));
        var begin = page.IndexOf("```csv\n", StringComparison.Ordinal) + 7;

        var table = page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)];

        var rows = RegisterFile.Read(Encoding.UTF8.GetBytes(table), "r").Value;

        Assert.Equal(["M70503", "NDX550181"], rows.Select(row => row.Serial.Text));
        Assert.Equal("+39 02 000000", rows[0].Telephone);
    }

    [Fact]
    public void Every_bad_cell_is_named_by_line_and_column_and_nothing_is_entered()
    {
        var refusal = RegisterFile.Read(Encoding.UTF8.GetBytes(
            $"{Header}a;A;IT;miseqdx;M70503;00816270020002\nb;;IT;miseqdx;M 1;816270020002\nb;B;IT;miseqdx\n"), "r.csv").Refusal!;

        Assert.Equal(RefusalCode.AuthoredInvalid, refusal.Code);
        Assert.Equal("r.csv:3:5", refusal.Place);
        Assert.Contains("r.csv:3:6", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("r.csv:4:5", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("leading zeros", refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a;A;IT;miseqdx;M70503;\na;A;IT;miseqdx;m70503;\n", "r.csv:3:5")]
    [InlineData("a;A;IT;miseqdx;M70503;\na;Other;IT;miseqdx;M70504;\n", "r.csv:3:1")]
    [InlineData("a;A;IT;miseqdx;\"M70503;\n", "r.csv:2:1")]
    [InlineData("", "r.csv")]
    public void Lines_that_contradict_each_other_are_refused(string lines, string place) =>
        Assert.Equal(place, RegisterFile.Read(Encoding.UTF8.GetBytes(Header + lines), "r.csv").Refusal?.Place);

    [Theory]
    [InlineData("Customer;Name;Product;Serial;Colour\n", "r.csv:1:5")]
    [InlineData("Customer;Name;Product\n", "r.csv:1:1")]
    [InlineData("Customer;Name;Product;Serial;serial\n", "r.csv:1:5")]
    public void A_column_that_is_unknown_missing_or_there_twice_is_named(string header, string place) =>
        Assert.Equal(place, RegisterFile.Read(Encoding.UTF8.GetBytes(header + "a;A;m;M1;x\n"), "r.csv").Refusal?.Place);

    [Fact]
    public void An_import_adds_and_updates_and_nothing_leaves_changes_hands_or_is_renamed()
    {
        Assert.Equal(0, Import("a;A;IT;miseqdx;M70503;\na;A;IT;miseqdx;M70504;\nb;B;FR;miseqdx;M70505;\n"));
        Assert.Equal(0, Import("a;A;SM;miseqdx;M70503;\n"));
        Assert.Contains("0 new, 1 brought up to date", _desk.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 instrument(s) of the register are not in this file", _desk.Out.ToString(), StringComparison.Ordinal);

        Assert.Equal(16, Import("a;Another;IT;miseqdx;M70503;\nb;B;FR;miseqdx;M70504;\nb;B;FR;nextseq;M70505;\n"));
        Assert.Contains("customers rename a", _desk.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("instrument moved M70504 --to b", _desk.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("is a miseqdx in the register", _desk.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["A", "B"], Names());
        Assert.Equal(0, Invoke("audit", "verify"));
    }

    [Fact]
    public void An_instrument_of_the_register_is_outstanding_before_a_stick_is_made()
    {
        Import("a;Hospital a;IT;miseqdx;M70503;\nb;B;FR;miseqdx;M70505;\n");
        _desk.Deliver("PK-0001", "a", "M70503");

        var status = _desk.Status();

        Assert.Equal((2, 2), (status.Summary.Customers, status.Summary.Instruments));
        Assert.Contains("M70505 Dx: no stick has been made for it", status.Remarks());
    }

    [Fact]
    public void An_order_is_refused_that_takes_an_instrument_renames_a_customer_or_uses_a_name_twice()
    {
        var registrar = new DeliveryRegistrar(_desk.Ledger, _desk.Clock);
        Import("r;Hospital r;IT;miseqdx;M70700;\n");
        var first = _desk.Deliver("PK-0001", "a", "M70503");
        var again = registrar.Enter(first with { Nonce = new string('1', 32) }, []);
        Assert.True(again.Value, "its stick was not written yet: the same order again");
        Assert.True(registrar.Written(first, Desk.Noon.AddDays(90)).Value);

        Refused(Desk.Delivery("PK-0002", "b", "M70503"), "instrument moved M70503 --to b");
        Refused(Desk.Delivery("PK-0002", "b", "M70700"), "M70700 is r's");
        Refused(first with { Nonce = new string('2', 32), Customer = new(first.Customer.Id, "Other") }, "customers rename a");
        Refused(Desk.Delivery("PK-0001", "a", "M70504") with { Nonce = new string('2', 32) }, "there is a stick PK-0001 already");
        Refused(Desk.Delivery("PK-0002", "r", "M70701"), "customers import");

        Assert.Equal(0, Invoke("customers", "import", Write("b;Hospital b;IT;miseqdx;M70900;\n")));
        Assert.Equal(0, Invoke("instrument", "moved", "M70503", "--to", "b", "--by", "Anna", "--note", "sold"));
        Assert.Equal(0, Invoke("customers", "rename", "a", "Other", "--by", "Anna", "--note", "by letter"));
        Assert.Equal(["Hospital b", "Hospital r", "Other"], _desk.Status().Customers.Select(one => one.Name).Order());
        Assert.Equal("M70503", _desk.Status().Customers.Single(one => one.Customer == "b").Instruments[0].Serial.Text);

        void Refused(Delivery delivery, string said)
        {
            var refusal = registrar.Fit(delivery).Refusal;
            Assert.Equal(RefusalCode.AuthoredInvalid, refusal?.Code);
            Assert.Contains(said, refusal!.Reason, StringComparison.Ordinal);
            Assert.Equal(refusal, registrar.Enter(delivery, []).Refusal);
        }
    }

    private IReadOnlyList<string> Names() => _desk.Ledger.Query<string>(
        "SELECT text FROM customers JOIN personal ON reference = name ORDER BY customer_id");

    private int Import(string lines) => Import(Encoding.UTF8.GetBytes(Header + lines));

    private int Import(byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(_desk.Folder, "register.csv"), bytes);
        return Invoke("customers", "import", Path.Combine(_desk.Folder, "register.csv"));
    }

    private string Write(string lines)
    {
        File.WriteAllText(Path.Combine(_desk.Folder, "register.csv"), Header + lines);
        return Path.Combine(_desk.Folder, "register.csv");
    }

    private int Invoke(params string[] arguments) => _desk.Run([.. arguments, "--ledger", _desk.LedgerPath]);

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
