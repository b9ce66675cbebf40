using System.Diagnostics;
using System.Globalization;
using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Applier.Staging;
using PatchKit.Shared.Trust;

namespace PatchKit.Benchmarks;

/// <summary>
/// Staging against a plain copy that hashes as well, and verification of many deliveries. docs/performance-trust.md.
/// </summary>
internal static class TrustCommands
{
    private const int Chunk = 1 << 20;
    // Even, so that each way is first as often as the other: the second finds the room that the first has freed.
    private const int Rounds = 6;

    /// <summary>Copies a bundle out of a verified release, and the same file plainly, in turns.</summary>
    public static int Stage(string folder, string mebibytes)
    {
        var now = TimeProvider.System.GetUtcNow();
        var release = Path.Combine(folder, "release");
        var root = TrustRelease.Write(release, now, long.Parse(mebibytes, CultureInfo.InvariantCulture) << 20, deliveries: 1000);
        var source = Directory.EnumerateFiles(Path.Combine(release, "targets", "bundles")).Single();
        var target = Path.Combine(folder, "copy.zip");
        var (staged, plain) = (new List<Took>(), new List<Took>());
        for (var round = 0; round <= Rounds; round++) // the first one warms up and is not counted
        {
            Took Plain() => Timed(() => Plainly(source, target));
            Took Staged() => Timed(() => Verified(release, Path.Combine(folder, $"state-{round}"), root, now, target));
            // In turns, so that neither always follows the other.
            var (first, second) = round % 2 == 0 ? ((Func<Took>)Plain, (Func<Took>)Staged) : (Staged, Plain);
            var one = first();
            File.Delete(target);
            var other = second();
            File.Delete(target);
            var (plainly, verified) = round % 2 == 0 ? (one, other) : (other, one);
            if (round > 0)
            {
                plain.Add(plainly);
                staged.Add(verified);
            }

            Say($"round {round}: plain copy with SHA-256 {plainly}, staging {verified}");
        }

        Say($"median of {Rounds}, by the clock: plain {Median(plain, t => t.Clock):0} ms, staging " +
            $"{Median(staged, t => t.Clock):0} ms, ratio {Median(plain, t => t.Clock) / Median(staged, t => t.Clock):0.00}");
        Say($"median of {Rounds}, processor: plain {Median(plain, t => t.Processor):0} ms, staging " +
            $"{Median(staged, t => t.Processor):0} ms, ratio " +
            $"{Median(plain, t => t.Processor) / Median(staged, t => t.Processor):0.00}");
        Say($"peak {Peak()}");
        return 0;
    }

    /// <summary>
    /// From nothing but a pinned root to the listing of one delivery among many: all signatures, all hashes, everything kept.
    /// </summary>
    public static int Metadata(string folder, string deliveries)
    {
        var now = TimeProvider.System.GetUtcNow();
        var release = Path.Combine(folder, "release");
        var count = int.Parse(deliveries, CultureInfo.InvariantCulture);
        var root = TrustRelease.Write(release, now, 1, count);
        var times = new List<Took>();
        for (var round = 0; round <= 20; round++)
        {
            var state = Path.Combine(folder, $"state-{round}");
            var took = Timed(() => Client(release, state, root, now)
                .FindTarget(TrustRelease.DeliveryPath(count / 2)).Value.Path.ToString());
            if (round == 0)
                Say($"first, with everything still to be compiled: {took}");
            else
                times.Add(took);
        }

        Say($"{count} deliveries: median {Median(times, t => t.Clock):0.0} ms by the clock and " +
            $"{Median(times, t => t.Processor):0.0} ms of processor, slowest {times.Max(t => t.Clock):0.0} ms, of " +
            $"{times.Count}; {Peak()}");
        return 0;
    }

    private static void Verified(string release, string state, byte[] root, DateTimeOffset now, string target)
    {
        var client = Client(release, state, root, now);
        var file = client.FindTarget(TrustRelease.Bundle).Value;
        client.Download(file, new FileSystem(), target).Value.ToString();
    }

    private static TrustClient Client(string release, string state, byte[] root, DateTimeOffset now)
    {
        var files = new FileSystem();
        var client = new TrustClient(new FolderTransport(files, release), new TrustStore(files, state), now);
        client.TrustRoot(root).Value.ToString();
        client.Refresh().Value.FirstExpiry.ToString(CultureInfo.InvariantCulture);
        return client;
    }

    // The same chunks, the same flush at the end: what anybody would write who copies a file and wants its digest.
    private static void Plainly(string source, string target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        using var to = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        var chunk = new byte[Chunk];
        for (int read; (read = from.Read(chunk)) > 0;)
        {
            hash.AppendData(chunk, 0, read);
            to.Write(chunk, 0, read);
        }

        to.Flush(flushToDisk: true);
        hash.GetHashAndReset();
    }

    private static Took Timed(Action act)
    {
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        act();
        return new(watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }

    private static double Median(List<Took> times, Func<Took, double> of)
    {
        var sorted = times.Select(of).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Peak()
    {
        const string Status = "/proc/self/status";
        return File.Exists(Status)
            ? File.ReadLines(Status).First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Replace('\t', ' ')
            : $"peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 10} kB";
    }

    private static void Say(string what) => Console.WriteLine(what);

    /// <summary>
    /// Time by the clock, which neighbours on the machine lengthen, and of the processor, which they hardly do; milliseconds.
    /// </summary>
    private sealed record Took(double Clock, double Processor)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Clock:0} ms ({Processor:0} ms of processor)");
    }
}
