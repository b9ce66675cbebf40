using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>A file of the stick that is missing, truncated or altered: refused in words, and nothing changed.</summary>
public sealed class SpoiltStickTests(Round round) : IDisposable
{
    private readonly Bench _bench = Bench.Of(round);

    /// <summary>Every file that an Applier reads, by a part of its name.</summary>
    public static TheoryData<string> Files =>
        ["timestamp.json", "snapshot.json", "1.targets.json", "bundles.json", "deliveries.json", "fsn2023-1338-1.0.0.zip",
            "REHEARSAL-1.json"];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_missing_file_is_refused(string name)
    {
        File.Delete(Find(name));
        (await Refused()).Refused(RefusalCode.FileMissing).OneScreen(name);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_truncated_file_is_refused(string name)
    {
        var path = Find(name);
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length / 2);
        // A timestamp is named by nothing that could tell its length: it is no JSON any more.
        var code = name == "timestamp.json" ? RefusalCode.FormatInvalid : RefusalCode.FileLength;
        (await Refused()).Refused(code).OneScreen(name);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task One_flipped_bit_is_refused(string name)
    {
        var path = Find(name);
        var bytes = File.ReadAllBytes(path);
        // In a JSON text the lowest bit of a letter gives another letter: well-formed, and not what was signed.
        var at = Array.FindLastIndex(bytes, bytes.Length * 2 / 3, value => char.IsAsciiLetterOrDigit((char)value));
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
        var ran = await Refused();
        ran.OneScreen(name, "Nothing was changed on the instrument.");
        Assert.Contains(ran.ExitCode,
            new[] { RefusalCode.FileAltered, RefusalCode.SignatureInvalid, RefusalCode.FormatInvalid }.Select(code => (int)code));
    }

    [Fact]
    public async Task A_bit_flipped_in_the_marker_makes_it_no_stick_of_this_delivery()
    {
        foreach (var at in Enumerable.Range(0, (int)new FileInfo(Marker).Length).Where(at => at % 9 == 0))
        {
            var whole = File.ReadAllBytes(Marker);
            File.WriteAllBytes(Marker, [.. whole.Select((value, index) => index == at ? (byte)(value ^ 1) : value)]);
            var ran = await Refused();
            Assert.InRange(ran.ExitCode, 20, 49);
            ran.OneScreen("Nothing was changed on the instrument.");
            File.WriteAllBytes(Marker, whole);
        }
    }

    [Fact]
    public async Task A_missing_marker_is_no_stick()
    {
        File.Delete(Marker);
        (await Refused()).Refused(RefusalCode.StickNotFound);
    }

    [Fact]
    public async Task A_missing_first_root_is_refused_at_the_desk_and_on_the_instrument()
    {
        File.Delete(Find("1.root.json"));
        (await Refused()).Refused(RefusalCode.FileMissing).OneScreen("1.root.json");
        (await Desk()).Ended((int)RefusalCode.FileMissing);
    }

    [Theory]
    [InlineData("START-HERE.it.txt")]
    [InlineData("FILES.sha256")]
    public async Task An_altered_text_for_people_is_refused_at_the_desk_and_on_the_instrument(string name)
    {
        var path = Path.Combine(_bench.Stick, name);
        File.WriteAllText(path, File.ReadAllText(path).Replace('1', '2'));
        (await Refused()).Refused(RefusalCode.FileAltered).OneScreen(name);
        (await Desk()).Ended((int)RefusalCode.FileAltered).OneScreen(name);
    }

    [Theory]
    [InlineData("applier/version.dll")]
    [InlineData("release/metadata/0.root.json")]
    public async Task A_file_that_somebody_added_is_refused_at_the_desk_and_on_the_instrument(string name)
    {
        var path = Path.Combine(_bench.Stick, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "somebody's");
        (await Refused()).Refused(RefusalCode.FileAdded).OneScreen(name);
        (await Desk()).Ended((int)RefusalCode.FileAdded).OneScreen(name);
    }

    [Fact]
    public async Task What_kiosks_and_operating_systems_leave_is_named_and_ignored()
    {
        string[] leavings = ["System Volume Information/WPSettings.dat", "$RECYCLE.BIN/desktop.ini", "release/._metadata"];
        foreach (var left in leavings)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_bench.Stick, left))!);
            File.WriteAllText(Path.Combine(_bench.Stick, left), "left");
        }

        (await Desk()).Ended(0).OneScreen("System Volume Information, left by an operating system");
        File.WriteAllText(Path.Combine(_bench.Stick, "KIOSK-REPORT.txt"), "scanned");
        const string report = """
            { "blocked": { "file_paths": ["/media/usb/autorun.inf"] }, "paths": ["/media/usb"], "name": "kiosk" }
            """;
        File.WriteAllText(Path.Combine(_bench.Stick, "scan.json"), report);
        var ran = (await _bench.Apply()).Ended(0);
        Assert.Contains("KIOSK-REPORT.txt", ran.Output, StringComparison.Ordinal);
        Assert.Contains("scan.json", ran.Output, StringComparison.Ordinal);
        Assert.Contains("autorun.inf", ran.Output, StringComparison.Ordinal);
        var receipt = ReceiptReader.Read(File.ReadAllBytes(_bench.Receipts.Single()), "receipt").Value.Receipt;
        Assert.Equal([new(Sha256Digest.Of(Encoding.UTF8.GetBytes(report)), 1)], receipt.KioskReports!);
    }

    private string Marker => Path.Combine(_bench.Stick, "patchkit-stick.json");

    private string Find(string name) => Directory
        .EnumerateFiles(Path.Combine(_bench.Stick, "release"), "*", SearchOption.AllDirectories)
        .Single(path => path.EndsWith(name, StringComparison.Ordinal));

    private Task<Ran> Desk() => Built.Packager.Run("verify", _bench.Stick, "--root", _bench.Root);

    private async Task<Ran> Refused()
    {
        var before = Tree.Of(_bench.Instrument);
        var ran = await _bench.Apply();
        Assert.Equal(before, Tree.Of(_bench.Instrument));
        Assert.Empty(_bench.Receipts);
        return ran;
    }
}
