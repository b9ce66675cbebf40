using PatchKit.Shared;
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
    public async Task A_missing_first_root_does_no_harm_since_it_is_the_one_that_is_pinned()
    {
        File.Delete(Find("1.root.json"));
        (await _bench.Applier("verify")).Ended(0);
    }

    [Fact]
    public async Task The_other_files_of_a_stick_are_read_by_nobody_who_applies_it()
    {
        foreach (var path in Directory.GetFiles(_bench.Stick).Where(path => path != Marker))
            File.WriteAllText(path, "spoilt");
        File.WriteAllText(Path.Combine(_bench.Stick, "KIOSK-REPORT.txt"), "scanned");
        var ran = (await _bench.Apply()).Ended(0);
        Assert.Contains("KIOSK-REPORT.txt", ran.Output, StringComparison.Ordinal);
    }

    private string Marker => Path.Combine(_bench.Stick, "patchkit-stick.json");

    private string Find(string name) => Directory
        .EnumerateFiles(Path.Combine(_bench.Stick, "release"), "*", SearchOption.AllDirectories)
        .Single(path => path.EndsWith(name, StringComparison.Ordinal));

    private async Task<Ran> Refused()
    {
        var before = Tree.Of(_bench.Instrument);
        var ran = await _bench.Apply();
        Assert.Equal(before, Tree.Of(_bench.Instrument));
        Assert.Empty(_bench.Receipts);
        return ran;
    }
}
