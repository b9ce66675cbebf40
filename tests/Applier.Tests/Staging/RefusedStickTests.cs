using System.Text;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// What the desk refuses to make a stick of, it refuses before anything is signed, entered or left behind, with the code that an
/// instrument would have.
/// </summary>
public sealed class RefusedStickTests : IDisposable
{
    private readonly DeskBench _bench = new();
    private readonly string _output;

    public RefusedStickTests() => _output = Path.Combine(_bench.Folder, "E");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_campaign_released_after_the_stick_has_expired() => Refused(RefusalCode.Expired,
        Desk($"released: {StickBench.Now.AddDays(120):yyyy-MM-dd}T00:00:00Z"));

    [Fact]
    public void A_campaign_released_after_its_own_signatures_have_expired_is_not_even_signed()
    {
        var never = Desk("released: 2033-01-01T00:00:00Z").Never;
        Assert.Equal((RefusalCode.Expired, "bundles"), (never?.Code, never?.Place));
    }

    [Fact]
    public void A_product_that_the_bundle_has_no_plan_for()
    {
        var desk = Desk();
        Refused(RefusalCode.NotForThisInstrument, desk, Order(desk) with
        { Instruments = [new(Token.Of<ProductId>("miseq-dx"), Token.Of<SerialNumber>("M70503"), [SampleModes.Dx])] });
    }

    [Fact]
    public void A_serial_number_of_an_unusual_shape_is_asked_about()
    {
        var desk = Desk();
        var order = Order(desk) with
        { Instruments = [new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M7O503"), [SampleModes.Dx])] };

        Refused(RefusalCode.Declined, desk, order, yes: false);
        Assert.Contains("M7O503: this is not the usual shape", _bench.Said, StringComparison.Ordinal);
        Assert.Null(Make(desk, order).Refusal);
    }

    [Fact]
    public void A_stick_named_like_a_device_of_Windows()
    {
        var text = Encoding.UTF8.GetString(DeskBench.Order(Token.Of<BundleId>("c-1-1.0")).ToBytes())
            .Replace("PK-1", "COM1", StringComparison.Ordinal);
        Assert.NotNull(StickOrder.Format.Read(Encoding.UTF8.GetBytes(text), "order.json").Refusal);
    }

    [Fact]
    public void A_folder_with_an_earlier_stick_in_it()
    {
        var desk = Desk();
        Assert.Null(Make(desk).Refusal);
        Refused(RefusalCode.OutputExists, desk, Order(desk) with { Stick = Token.Of<StickId>("PK-2") });
        // A part of one is nobody's whole stick.
        File.Delete(Path.Combine(_output, StickLayout.StartHere[0].Text));
        Refused(RefusalCode.OutputExists, desk);
    }

    [Fact]
    public void A_whole_stick_of_the_same_order_is_there_and_nothing_is_left_to_do()
    {
        var desk = Desk();
        var made = Make(desk).Value;
        var (written, entries, services) = (DeskBench.Tree(_output), _bench.Entries(), _bench.Services);

        var again = _bench.Make(desk, Order(desk), _output, yes: false, services).Value;

        Assert.Equal(made.Delivery.Nonce, again.Delivery.Nonce);
        Assert.Equal("Nothing was written.", services.Changes.Sentence);
        Assert.Equal(written, DeskBench.Tree(_output));
        Assert.Equal(entries, _bench.Entries());
        // A ledger that does not wait for it makes nothing of it.
        _bench.Ledger = Path.Combine(_bench.Folder, "another.db");
        Assert.Equal(RefusalCode.OutputExists, _bench.Make(desk, Order(desk), _output).Refusal?.Code);
    }

    [Fact]
    public void A_medium_with_somebodys_files_on_it()
    {
        var desk = Desk();
        Directory.CreateDirectory(Path.Combine(_output, "System Volume Information"));
        Assert.Null(_bench.Make(desk, Order(desk), _output, yes: false).Refusal);
        var other = Path.Combine(_bench.Folder, "F");
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "holiday.jpg"), "x");
        Refused(RefusalCode.Declined, desk, Order(desk) with { Stick = Token.Of<StickId>("PK-2") }, other, yes: false);
    }

    [Fact]
    public void A_place_that_is_not_there() =>
        Refused(RefusalCode.AccessDenied, Desk(), output: "/proc/nosuch/E");

    [Fact]
    public void A_bundle_that_was_altered_in_the_release()
    {
        var desk = Desk();
        var zip = Directory.EnumerateFiles(Path.Combine(desk.Folder, "targets", "bundles"), "*.zip").Single();
        var bytes = File.ReadAllBytes(zip);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(zip, bytes);
        Refused(RefusalCode.FileAltered, desk);
    }

    [Fact]
    public void What_lay_on_the_medium_before_is_not_listed()
    {
        var desk = Desk();
        Directory.CreateDirectory(Path.Combine(_output, "System Volume Information"));
        File.WriteAllText(Path.Combine(_output, "System Volume Information", "WPSettings.dat"), "WP");
        File.WriteAllText(Path.Combine(_output, "autorun.inf"), "[autorun]");

        var contents = Make(desk).Value;

        Assert.Equal([("System Volume Information", true), ("autorun.inf", false)],
            contents.Foreign.Select(one => (one.Name, one.OfSystem)));
        var companion = File.ReadAllText(Path.Combine(_output, StickLayout.FileList.Text));
        Assert.DoesNotContain("autorun.inf", companion, StringComparison.Ordinal);
        Assert.DoesNotContain("WPSettings", companion, StringComparison.Ordinal);
        Assert.Equal(contents.Files.Files.Length - 1, companion.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private void Refused(RefusalCode code, DeskRelease desk, StickOrder? order = null, string? output = null, bool yes = true)
    {
        output ??= _output;
        var (release, written, entries) = (DeskBench.Tree(desk.Folder), DeskBench.Tree(output), _bench.Entries());

        var services = _bench.Services;
        var refusal = _bench.Make(desk, order ?? Order(desk), output, yes, services).Refusal;

        Assert.True(refusal?.Code == code, refusal?.ToString());
        Assert.Equal("Nothing was written.", services.Changes.Sentence);
        Assert.Equal(release, DeskBench.Tree(desk.Folder));
        Assert.Equal(entries, _bench.Entries());
        Assert.Equal(written, DeskBench.Tree(output));
    }

    private Result<StickContents> Make(DeskRelease desk, StickOrder? order = null) =>
        _bench.Make(desk, order ?? Order(desk), _output);

    private DeskRelease Desk(string? released = null) => _bench.Publish(yaml => released is null ? yaml
        : string.Join('\n', yaml.Split('\n')
            .Select(line => line.StartsWith("released:", StringComparison.Ordinal) ? released : line))).Value;

    private static StickOrder Order(DeskRelease desk) => DeskBench.Order(desk.Manifest.Bundle);
}
