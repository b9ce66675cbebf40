using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>Probes of what is only ever read, on a make-believe instrument. What cannot be read is never a no.</summary>
public sealed class InventoryProbeTests : IDisposable
{
    private const string Print = "0123456789ABCDEF0123456789abcdef01234567";
    private readonly RehearsalBench _bench = RehearsalBench.OnDisk();

    public InventoryProbeTests() => File.WriteAllText(Path.Combine(_bench.Folder, "modes", "Dx", "inventory.json"), $$"""
        { "hotfixes": ["KB5012345"],
          "tasks": [ { "path": "\\Example\\Upload", "enabled": true }, { "path": "\\Example\\Sleeping", "enabled": false } ],
          "certificates": [ { "store": "Root", "thumbprint": "{{Print}}" } ] }
        """);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void An_update_is_installed_or_not()
    {
        Assert.True(Ask(new HotfixProbe("KB5012345")).Holds);
        Assert.True(Ask(new HotfixProbe("KB5099999")).IsDenied);
        Assert.True(Ask(new HotfixProbe("KB5099999") { Exists = false }).Holds);
        Assert.Equal([new HotfixObservation("KB5012345", true)], Ask(new HotfixProbe("KB5012345")).Observed);
    }

    [Fact]
    public void A_task_is_there_enabled_disabled_or_absent()
    {
        Assert.True(Ask(new TaskProbe(@"\Example\Upload")).Holds);
        Assert.True(Ask(new TaskProbe(@"\example\UPLOAD") { Enabled = true }).Holds);
        Assert.True(Ask(new TaskProbe(@"\Example\Upload") { Enabled = false }).IsDenied);
        Assert.True(Ask(new TaskProbe(@"\Example\Sleeping") { Enabled = false }).Holds);
        Assert.True(Ask(new TaskProbe(@"\Example\Upload") { Exists = false }).IsDenied);
        Assert.True(Ask(new TaskProbe(@"\Example\None") { Exists = false }).Holds);
        Assert.True(Ask(new TaskProbe(@"\Example\None") { Enabled = false }).IsDenied);
    }

    [Fact]
    public void A_certificate_stands_in_its_store_and_in_no_other()
    {
        Assert.True(Ask(new CertificateProbe("root", Print.ToUpperInvariant())).Holds);
        Assert.True(Ask(new CertificateProbe("My", Print)).IsDenied);
        Assert.True(Ask(new CertificateProbe("My", Print) { Exists = false }).Holds);
    }

    [Theory]
    [InlineData("hotfix")]
    [InlineData("task")]
    [InlineData("certificate")]
    public void What_does_not_answer_is_neither_there_nor_absent(string call)
    {
        _bench.EditMachine(machine => machine["faults"] =
            new System.Text.Json.Nodes.JsonObject { [$"inventory.{call}"] = "error 5: access denied" });
        foreach (var exists in new[] { true, false })
        {
            var answer = Ask(call switch
            {
                "hotfix" => new HotfixProbe("KB5012345") { Exists = exists },
                "task" => new TaskProbe(@"\Example\Upload") { Exists = exists },
                _ => new CertificateProbe("Root", Print) { Exists = exists },
            });
            Assert.True(answer.IsUnread);
            Assert.False(answer.IsDenied);
        }
    }

    [Theory]
    [InlineData("FileVersion: 3.2.1\nmore", ">=3.2", true, "version 3.2.1")]
    [InlineData("FileVersion: 3.2.1\nmore", "<3.2", false, "version 3.2.1")]
    [InlineData("no version", ">=0", false, "has no version")]
    public void A_make_believe_program_says_its_version_in_its_first_line(string text, string range, bool holds, string seen)
    {
        var instrument = _bench.Open();
        File.WriteAllText(instrument.Places.OnHost(@"C:\x.dll"), text);
        var answer = Ask(new FileProbe(InstrumentPath.Of(@"C:\x.dll"))
        {
            Version = VersionRange.TryParse(range, out var parsed) ? parsed : null,
        });
        Assert.Equal(holds, answer.Holds);
        Assert.Contains(seen, answer.Seen, StringComparison.Ordinal);
    }

    // A real library, with the resources that the compiler wrote.
    [Fact]
    public void A_real_program_says_its_version_by_its_resources()
    {
        var library = typeof(InventoryProbeTests).Assembly.Location;
        using var content = File.OpenRead(library);
        var known = System.Diagnostics.FileVersionInfo.GetVersionInfo(library);
        Assert.Equal($"{known.FileMajorPart}.{known.FileMinorPart}.{known.FileBuildPart}.{known.FilePrivatePart}",
            FileVersion.Read(content));
    }

    [Fact]
    public void Whatever_the_bytes_are_a_version_is_read_or_none()
    {
        var whole = File.ReadAllBytes(typeof(InventoryProbeTests).Assembly.Location)[..4096];
        for (var cut = 0; cut < whole.Length; cut += 7)
        {
            using var part = new MemoryStream(whole[..cut]);
            Assert.Null(FileVersion.Read(part));
        }
    }

    private ProbeAnswer Ask(Probe probe) => new ProbeReader(_bench.FileSystem, _bench.Open()).Ask(probe);
}
