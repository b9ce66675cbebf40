using PatchKit.Applier.Discovery;
using PatchKit.Shared;
using PatchKit.Tests.Applier.Backups;
using PatchKit.Tests.Shared.Bundles;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// A stick, or somebody at the private folder, that answers differently when asked twice; and a stick that goes away.
/// </summary>
public sealed class HostileStickTests : IDisposable
{
    private readonly StickBench _bench = new();
    private readonly MeddlingFileSystem _files = new();

    public HostileStickTests() => _bench.Files = _files;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Each_file_of_the_stick_is_opened_once()
    {
        var stick = _bench.Make(plan => plan with { Withdrawn = [] });
        var opened = OpenedOn(stick);
        _bench.Accepts(stick);
        Assert.Equal(
            Directory.EnumerateFiles(stick.Drive.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
            opened.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_swapped_after_it_was_read_changes_nothing()
    {
        var stick = _bench.Make();
        _files.HasRead = path =>
        {
            if (path.StartsWith(stick.Drive.Root, StringComparison.Ordinal))
                File.WriteAllText(path, "something else altogether");
        };
        var staged = _bench.Accepts(stick);
        foreach (var (path, bytes) in TestManifest.Contents)
            Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(staged.Content, path)));
    }

    [Theory]
    [InlineData("snapshot.json")]
    [InlineData("targets.json")]
    [InlineData("bundles.json")]
    [InlineData("deliveries.json")]
    [InlineData("PK-0042.json")]
    [InlineData("c-1-1.0.zip")]
    public void What_is_swapped_before_it_is_read_is_refused(string name)
    {
        var stick = _bench.Make();
        _files.Opening = path =>
        {
            if (!path.StartsWith(stick.Drive.Root, StringComparison.Ordinal) || !path.EndsWith(name, StringComparison.Ordinal))
                return;
            var bytes = File.ReadAllBytes(path);
            bytes[^10] ^= 1;
            File.WriteAllBytes(path, bytes);
        };
        _bench.Refuses(stick, RefusalCode.FileAltered);
    }

    [Fact]
    public void A_private_copy_that_changed_before_its_use_is_refused()
    {
        var stick = _bench.Make(plan => plan with { Withdrawn = [] });
        _files.Opening = path =>
        {
            if (!path.StartsWith(_bench.State, StringComparison.Ordinal)
                || !path.EndsWith("bundle.zip", StringComparison.Ordinal))
                return;
            var bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
        };
        Assert.Contains("private copy", _bench.Refuses(stick, RefusalCode.FileAltered).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drive_that_vanishes_before_any_file_is_opened_is_said_to_be_gone()
    {
        var files = OpenedCount();
        for (var at = 1; at <= files; at++)
        {
            var stick = _bench.Make();
            var opened = 0;
            _files.Opening = path =>
            {
                if (path.StartsWith(stick.Drive.Root, StringComparison.Ordinal) && ++opened == at)
                    Directory.Delete(stick.Drive.Root, recursive: true);
            };
            Assert.Equal("E:", _bench.Refuses(stick, RefusalCode.StickGone).Place);
        }
    }

    [Fact]
    public void A_drive_that_fails_while_any_file_is_read_is_said_to_be_gone()
    {
        var files = OpenedCount();
        for (var at = 1; at <= files; at++)
        {
            var stick = _bench.Make();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            _files.HasRead = path =>
            {
                if (path.StartsWith(stick.Drive.Root, StringComparison.Ordinal) && seen.Add(path) && seen.Count == at)
                    throw new IOException("the device is not ready");
            };
            Assert.Equal("E:", _bench.Refuses(stick, RefusalCode.StickGone).Place);
        }
    }

    [Fact]
    public void A_file_that_is_missing_on_a_stick_that_is_there_is_named()
    {
        var stick = _bench.Make();
        File.Delete(Directory.EnumerateFiles(Path.Combine(stick.Drive.Root, "release/targets/bundles")).Single());
        Assert.Contains("c-1-1.0.zip", _bench.Refuses(stick, RefusalCode.FileMissing).Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Room_that_runs_out_in_the_private_folder_is_not_blamed_on_the_stick()
    {
        var stick = _bench.Make();
        _files.Writing = (path, _) =>
        {
            if (path.Contains("staging", StringComparison.Ordinal))
                throw new IOException("no room", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        };
        _bench.Refuses(stick, RefusalCode.DiskFull);
    }

    private int OpenedCount()
    {
        var stick = _bench.Make();
        var opened = OpenedOn(stick);
        _bench.Accepts(stick);
        return opened.Count;
    }

    private List<string> OpenedOn(FoundStick stick)
    {
        var opened = new List<string>();
        _files.Opening = path =>
        {
            if (path.StartsWith(stick.Drive.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                opened.Add(path);
        };
        return opened;
    }
}
