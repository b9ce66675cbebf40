using System.IO.Abstractions;
using System.Text;
using System.Text.RegularExpressions;
using PatchKit.Applier.Applying;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

public sealed class JournalTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-journal-").FullName;
    private readonly FileSystem _files = new();

    private string Place => Path.Combine(_folder, "journal");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_appended_is_read_back_and_gone_on_with()
    {
        var first = Write(3);
        var again = Journal.Open(_files, Place).Value;
        Assert.Equal(first.Summary, again.Summary);
        again.Append(new TakenUp(At, 4));
        Assert.Equal(4, Journal.Open(_files, Place).Value.Records.Count);
    }

    [Fact]
    public void Every_before_state_survives_the_round()
    {
        var journal = Journal.Open(_files, Place).Value;
        BeforeState[] states =
        [
            new FileBefore(PatchKit.Shared.Values.Sha256Digest.Of("x"u8), 1, At.UtcDateTime, 3, []),
            new FileBefore(null, 0, default, 0, [@"C:\A", @"C:\A\B"]),
            new ServiceBefore(@".\ucs", ServiceStart.Manual, ServiceRunState.Running, ["a"]),
            new AccountBefore(["S-1-5-32-544"]),
            new FirewallBefore([new("public", true, false)]),
            new RegistryBefore(null),
            new RegistryBefore(new(RegistryKind.Text, "però \"quoted\"\n")),
            new ProbedBefore([new(true, "seen")]),
            new InstallerBefore([new(true, "seen")], "captured", [new FileBefore(null, 0, default, 0, [])], null),
        ];
        foreach (var state in states)
            journal.Append(new Intended(At, Bench.Id("step"), state));
        var read = Journal.Open(_files, Place).Value.Records.Cast<Intended>().Select(record => Comparable(record.Before));
        Assert.Equal(states.Select(Comparable), read);
    }

    [Fact]
    public void A_record_torn_at_any_byte_is_dropped_and_the_next_one_takes_its_place()
    {
        Write(3);
        var whole = File.ReadAllBytes(Place);
        var two = Lengths(whole)[..2].Sum();
        for (var length = two; length < whole.Length; length++)
        {
            File.WriteAllBytes(Place, whole[..length]);
            Assert.Equal(2, Journal.Open(_files, Place).Value.Records.Count);
            File.WriteAllBytes(Place, [.. whole[..length], .. new byte[whole.Length - length]]);
            var journal = Journal.Open(_files, Place).Value;
            Assert.Equal(2, journal.Records.Count);
            journal.Append(new TakenUp(At, 9));
            Assert.Equal(new TakenUp(At, 9), Journal.Open(_files, Place).Value.Records[2]);
        }
    }

    [Fact]
    public void A_flipped_bit_in_any_byte_before_the_last_record_is_refused()
    {
        Write(3);
        var whole = File.ReadAllBytes(Place);
        var two = Lengths(whole)[..2].Sum();
        for (var place = 0; place < two; place++)
        {
            var bytes = whole.ToArray();
            bytes[place] ^= 0x01;
            Assert.Equal(RefusalCode.Inconsistent, JournalReader.Parse(bytes, "x").Refusal?.Code);
        }
    }

    [Fact]
    public void A_record_that_was_taken_out_or_moved_is_refused()
    {
        Write(3);
        var whole = File.ReadAllBytes(Place);
        var lengths = Lengths(whole);
        byte[] without = [.. whole[..lengths[0]], .. whole[(lengths[0] + lengths[1])..]];
        Assert.Equal(RefusalCode.Inconsistent, JournalReader.Parse(without, "x").Refusal?.Code);
    }

    [Fact]
    public void The_digest_depends_on_every_record()
    {
        Write(3);
        var three = Journal.Open(_files, Place).Value.Summary;
        Journal.Open(_files, Place).Value.Append(new TakenUp(At, 4));
        var four = Journal.Open(_files, Place).Value.Summary;
        Assert.Equal((3, 4), (three.Records, four.Records));
        Assert.NotEqual(three.Digest, four.Digest);
    }

    [Fact]
    public void The_example_of_the_format_page_is_what_is_written()
    {
        // PATCHKIT_APPROVE=1 writes the page's line anew; read it before committing.
        var record = new Proven(At, Bench.Id("install-patch"), "port 8081: nobody listens")
        {
            Observed = [new ListenerObservation(8081, Loopback: 0, Reachable: 0)],
        };
        var line = Encoding.UTF8.GetString(JournalFrame.Write(record, JournalFrame.Beginning).Line).TrimEnd();
        var page = File.ReadAllText(FormatPage());
        if (Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1")
        {
            page = Regex.Replace(page, "^0000.*$", line, RegexOptions.Multiline);
            File.WriteAllText(FormatPage(), page);
        }

        Assert.Contains(line, page, StringComparison.Ordinal);
    }

    private static string FormatPage()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PatchKit.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "docs", "formats", "journal.md");
    }

    private static string Comparable(BeforeState state) =>
        System.Text.Json.JsonSerializer.Serialize(state, JournalRecord.Format.Type.Options.GetTypeInfo(typeof(BeforeState)));

    private static int[] Lengths(byte[] whole) =>
        [.. Encoding.UTF8.GetString(whole).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Encoding.UTF8.GetByteCount(line) + 1)];

    private Journal Write(int records)
    {
        var journal = Journal.Open(_files, Place).Value;
        for (var number = 1; number <= records; number++)
            journal.Append(new TakenUp(At, number));
        return journal;
    }
}
