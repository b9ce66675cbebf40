using System.IO.Abstractions;
using System.Text;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Packager.Rehearsal;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// What the desk refuses to make a stick of, it refuses before anything is signed, entered or left behind, with the code that an
/// instrument would have.
/// </summary>
public sealed class RefusedStickTests : IDisposable
{
    private readonly FileSystem _files = new();
    private readonly string _root = Directory.CreateTempSubdirectory("patchkit-refused-").FullName;
    private readonly StringWriter _said = new();
    private RehearsalRelease? _release;
    private BundleManifest? _manifest;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_campaign_released_after_the_stick_has_expired() => Refused(RefusalCode.Expired,
        Desk($"released: {DateTimeOffset.UtcNow.AddDays(120):yyyy-MM-dd}T00:00:00Z"), Order());

    [Fact]
    public void A_campaign_released_after_its_own_signatures_have_expired_is_not_even_signed()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Desk("released: 2033-01-01T00:00:00Z"));
        Assert.Contains("Expired: bundles", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_product_that_the_bundle_has_no_plan_for()
    {
        var desk = Desk();
        Refused(RefusalCode.NotForThisInstrument, desk, Order() with
        { Instruments = [new(Token.Of<ProductId>("miseq-dx"), Token.Of<SerialNumber>("M70503"), [BootMode.Dx])] });
    }

    [Fact]
    public void A_serial_number_of_an_unusual_shape_is_asked_about()
    {
        var desk = Desk();
        var order = Order() with
        { Instruments = [new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M7O503"), [BootMode.Dx])] };

        Refused(RefusalCode.Declined, desk, order);
        Assert.Contains("M7O503: this is not the usual shape", _said.ToString(), StringComparison.Ordinal);
        Assert.Null(Make(desk with { Yes = true }, order).Refusal);
    }

    [Fact]
    public void A_stick_named_like_a_device_of_Windows()
    {
        var text = Encoding.UTF8.GetString(Order().ToBytes()).Replace("PK-1", "COM1", StringComparison.Ordinal);
        Assert.NotNull(StickOrder.Format.Read(Encoding.UTF8.GetBytes(text), "order.json").Refusal);
    }

    [Fact]
    public void A_folder_with_an_earlier_stick_in_it()
    {
        var desk = Desk();
        Assert.Null(Make(desk, Order()).Refusal);
        Refused(RefusalCode.OutputExists, desk, Order());
    }

    [Fact]
    public void A_place_that_is_not_there() =>
        Refused(RefusalCode.AccessDenied, Desk() with { Output = "/proc/nosuch/E" }, Order());

    [Fact]
    public void A_bundle_that_was_altered_in_the_release()
    {
        var desk = Desk();
        var zip = Directory.EnumerateFiles(Path.Combine(_root, "release", "targets", "bundles"), "*.zip").Single();
        var bytes = File.ReadAllBytes(zip);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(zip, bytes);
        Refused(RefusalCode.FileAltered, desk, Order());
    }

    [Fact]
    public void What_lay_on_the_medium_before_is_not_listed()
    {
        var desk = Desk();
        Directory.CreateDirectory(Path.Combine(desk.Output, "System Volume Information"));
        File.WriteAllText(Path.Combine(desk.Output, "System Volume Information", "WPSettings.dat"), "WP");
        File.WriteAllText(Path.Combine(desk.Output, "autorun.inf"), "[autorun]");

        var contents = Make(desk, Order()).Value;

        Assert.Equal([("System Volume Information", true), ("autorun.inf", false)],
            contents.Foreign.Select(one => (one.Name, one.OfSystem)));
        var companion = File.ReadAllText(Path.Combine(desk.Output, StickLayout.FileList.Text));
        Assert.DoesNotContain("autorun.inf", companion, StringComparison.Ordinal);
        Assert.DoesNotContain("WPSettings", companion, StringComparison.Ordinal);
        Assert.Equal(contents.Files.Files.Length - 1, companion.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private void Refused(RefusalCode code, DeskPlan desk, StickOrder order)
    {
        var release = Tree.Whole(Path.Combine(_root, "release"));
        var output = Directory.Exists(desk.Output) ? Tree.Whole(desk.Output) : null;
        var entries = Entries();

        var services = Services;
        var refusal = Maker(services, desk).Make(order, _ => _release!.OpenSupportDesk(), null, desk.Output).Refusal;

        Assert.True(refusal?.Code == code, refusal?.ToString());
        Assert.Equal("Nothing was written.", services.Changes.Sentence);
        Assert.Equal(release, Tree.Whole(Path.Combine(_root, "release")));
        Assert.Equal(entries, Entries());
        Assert.Equal(output, Directory.Exists(desk.Output) ? Tree.Whole(desk.Output) : null);
    }

    private Result<StickContents> Make(DeskPlan desk, StickOrder order) =>
        Maker(Services, desk).Make(order, _ => _release!.OpenSupportDesk(), null, desk.Output);

    private StickMaker Maker(PackagerServices services, DeskPlan desk) =>
        new(services, Path.Combine(_root, "release"), Path.Combine(_root, "ledger.db")) { GoOn = _ => desk.Yes };

    private PackagerServices Services => new(_files, TimeProvider.System, _said, _said, Interactive: false);

    private long Entries()
    {
        var ledger = Path.Combine(_root, "ledger.db");
        if (!File.Exists(ledger))
            return 0;
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM deliveries";
        return (long)command.ExecuteScalar()!;
    }

    private DeskPlan Desk(string? released = null)
    {
        var folder = new RehearsalFolder(_root);
        var campaign = Path.Combine(_root, "campaign");
        Tree.Copy(Repository.Folder("campaigns", "fsn2023-1338"), campaign);
        if (released is not null)
        {
            var yaml = Path.Combine(campaign, "campaign.yaml");
            File.WriteAllLines(yaml, File.ReadAllLines(yaml)
                .Select(line => line.StartsWith("released:", StringComparison.Ordinal) ? released : line));
        }

        _manifest = new BundleBuilder(_files).Build(campaign, folder.Bundle).Value.Manifest;
        _release = new RehearsalRelease(Services, folder);
        _ = _release.Make().Value;
        return new(Path.Combine(_root, "E"), Yes: false);
    }

    private StickOrder Order() => new()
    {
        Schema = StickOrder.SchemaVersion,
        Stick = Token.Of<StickId>("PK-1"),
        Customer = new(Token.Of<CustomerId>("hospital"), "Hospital (make-believe)"),
        Bundle = _manifest?.Bundle ?? Token.Of<BundleId>("fsn2023-1338-1.0.0"),
        Instruments = [new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M70503"), [.. BootModes.All])],
        Languages = ["en"],
        ReturnTo = new(["Support desk (make-believe)"], "+00 000 0000"),
    };

    private sealed record DeskPlan(string Output, bool Yes);
}
