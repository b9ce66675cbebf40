using PatchKit.Applier.Discovery;
using PatchKit.Applier.Staging;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// One byte of one file of a stick is another one: the desk's <c>verify</c> and an instrument refuse it, and say which file it
/// is.
/// </summary>
public sealed class FlippedByteTests : IDisposable
{
    private const int Flips = 400;
    private readonly DeskBench _bench = new();
    private readonly string _stick, _root;

    public FlippedByteTests()
    {
        var release = _bench.Publish(yaml => yaml).Value;
        var applier = _bench.Next("applier");
        foreach (var name in new[] { "Applier.exe", "Applier.dll", "it/Applier.resources.dll", "FILES.sha256", "sbom.cdx.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(applier, name))!);
            File.WriteAllText(Path.Combine(applier, name), $"{name}, a file that nobody will ever run");
        }

        (_stick, _root) = (_bench.Next("stick"), _bench.Next("root"));
        Assert.Null(new StickMaker(_bench.Services, release.Folder, _bench.Ledger) { GoOn = _ => true }
            .Make(DeskBench.Order(release.Manifest.Bundle), _ => _bench.Desk, applier, _stick).Refusal);
        File.WriteAllBytes(_root, ReleaseRepository.Open(_bench.Services.Files, _bench.Clock, release.Folder).Value
            .State.Roots[0].File.Bytes.ToArray());
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Each_of_four_hundred_flipped_bytes_over_all_files_is_refused_by_name()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PATCHKIT_SEED"), out var given)
            ? given
            : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var files = Directory.EnumerateFiles(_stick, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Assert.True(files.Count > 15, "the stick has too few files to be one");
        Assert.Null(Instrument());
        Assert.Equal(ExitCodes.Done, Desk().Code);
        for (var flip = 0; flip < Flips; flip++)
        {
            var path = files[flip % files.Count];
            var whole = File.ReadAllBytes(path);
            var (at, by) = (random.Next(whole.Length), (byte)random.Next(1, 256));
            File.WriteAllBytes(path, [.. whole[..at], (byte)(whole[at] ^ by), .. whole[(at + 1)..]]);
            var about = $"seed {seed}, flip {flip}: byte {at} of {Path.GetRelativePath(_stick, path)} ^ {by:x2}";

            var refused = Instrument();
            var (code, said) = Desk();

            Assert.True(refused is not null, $"{about}: an instrument takes it");
            Assert.True(code == (int)refused.Code, $"{about}: the desk ends with {code}, an instrument with {refused.Code}");
            var name = Path.GetFileName(path);
            Assert.True(refused.ToString().Contains(name, StringComparison.Ordinal), $"{about}: an instrument says {refused}");
            Assert.True(said.Contains(name, StringComparison.Ordinal), $"{about}: the desk says {said}");
            File.WriteAllBytes(path, whole);
        }
    }

    [Theory]
    [InlineData("patchkit-stick.json")]
    [InlineData("timestamp.json")]
    public void In_what_no_list_vouches_for_no_letter_can_become_another_one(string name)
    {
        var path = Directory.EnumerateFiles(_stick, name, SearchOption.AllDirectories).Single();
        var whole = File.ReadAllBytes(path);
        foreach (var at in Enumerable.Range(0, whole.Length).Where(at => char.IsAsciiLetterOrDigit((char)whole[at])))
        {
            // The other case, and the next letter or digit: what a reader that is not strict would take for the same or for good.
            foreach (var by in new byte[] { 0x20, 1 })
            {
                File.WriteAllBytes(path, [.. whole[..at], (byte)(whole[at] ^ by), .. whole[(at + 1)..]]);
                var refused = Instrument()?.ToString() ?? "";
                Assert.True(refused.Contains(name, StringComparison.Ordinal),
                    $"byte {at} ^ {by}: an instrument says '{refused}'");
            }
        }
    }

    [Fact]
    public void What_was_added_changed_and_taken_away_is_named_to_the_last_file()
    {
        File.AppendAllText(At("applier/Applier.dll"), ".");
        File.AppendAllText(At("START-HERE.en.txt"), ".");
        File.Delete(At("START-HERE.it.txt"));
        File.WriteAllText(At("release/metadata/0.root.json"), "{}");
        File.WriteAllText(At("applier/version.dll"), "somebody's");

        var (code, said) = Desk();

        Assert.Equal((int)RefusalCode.FileAdded, code);
        string[] named = ["added: applier/version.dll", "added: release/metadata/0.root.json", "changed: START-HERE.en.txt",
            "changed: applier/Applier.dll", "missing: START-HERE.it.txt"];
        Assert.Equal(named, said.Split(Environment.NewLine)
            .Where(line => line.StartsWith("  stick    ", StringComparison.Ordinal)).Select(line => line[11..]));
        Assert.Equal(named, Stager().Begin(Found().Value).Value.Differences().Value.Lines);
    }

    [Fact]
    public void Of_a_list_that_is_not_signed_nothing_is_said()
    {
        var list = Directory.EnumerateFiles(_stick, "*.files.json", SearchOption.AllDirectories).Single();
        File.WriteAllText(list, File.ReadAllText(list).Replace("Applier.exe", "Applier.exf", StringComparison.Ordinal));
        Assert.DoesNotContain("  stick    ", Desk().Said, StringComparison.Ordinal);
    }

    private (int Code, string Said) Desk()
    {
        using var said = new StringWriter();
        var services = new PackagerServices(_bench.Services.Files, _bench.Clock, said, said, Interactive: false);
        return (VerifyCommand.Create(services).Parse([_stick, "--root", _root]).Invoke(), said.ToString());
    }

    // What 'applier verify' does, and each session when it starts.
    private Refusal? Instrument() => Found().Then(found => Stager().Stage(found, null)).Refusal;

    private Result<FoundStick> Found() => new StickFinder(_bench.Services.Files, NoDrives.Instance).Find(_stick);

    private Stager Stager() => new(_bench.Services.Files, _bench.Clock, _bench.Next("state"), File.ReadAllBytes(_root));

    private string At(string name) => Path.Combine(_stick, name);
}
