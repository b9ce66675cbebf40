using System.Globalization;
using System.Text;

namespace PatchKit.Benchmarks;

/// <summary>Make-believe sequencing data from a fixed seed, so that everybody measures the same bytes.</summary>
internal static class DataSet
{
    private static readonly string[] Words =
        ("tile lane cycle read index cluster density phasing intensity error rate sample sheet reagent flowcell focus bases "
            + "mask amplicon").Split(' ');

    /// <summary>
    /// A run folder of about 3.3 GB: 2,000 incompressible files of 0.5 to 2 MB, five of 200 MB, 300 texts, a 100 MB table of
    /// mixed content.
    /// </summary>
    public static int Run(string folder, string[] part)
    {
        var random = new Random(42);
        for (var i = 0; i < Part(2000, part); i++)
            Put(folder, $"BaseCalls/L001/C{(i / 38) + 1}.1/s_1_{1101 + (i % 38)}.bcl.gz",
                file => Noise(file, random, random.Next(500_000, 1_700_000)));
        for (var i = 1; i <= 5; i++)
            Put(folder, $"BaseCalls/S{i}_L001_R1_001.fastq.gz", file => Noise(file, random, Part(200_000_000, part)));
        for (var i = 0; i < Part(300, part); i++)
            Put(folder, $"{(i % 2 == 0 ? "Logs" : "InterOp")}/file_{i:D3}.txt",
                file => Text(file, random, (int)(2000 * Math.Pow(2, random.NextDouble() * 10.5))));
        Put(folder, "lims.sqlite", file =>
        {
            for (var size = 0; size < Part(100_000_000, part); size += 140)
            {
                Text(file, random, 60);
                Noise(file, random, 80);
            }
        });
        return 0;
    }

    /// <summary>20,000 files of 1 to 20 KB, half text, half incompressible.</summary>
    public static int Small(string folder, string[] part)
    {
        var random = new Random(42);
        for (var i = 0; i < Part(20_000, part); i++)
        {
            var size = random.Next(1000, 20_000);
            Put(folder, $"d{i % 64:D2}/e{i / 64 % 32:D2}/f{i:D5}", file =>
            {
                if (i % 2 == 0)
                    Noise(file, random, size);
                else
                    Text(file, random, size);
            });
        }

        return 0;
    }

    /// <summary>Files of some twenty bytes, 50 in a folder or all in one: what counts is their number.</summary>
    public static int Tiny(string folder, string count, bool inFolders)
    {
        for (var i = 0; i < int.Parse(count, CultureInfo.InvariantCulture); i++)
        {
            var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cycle {i} tile {i * 7 % 2119}\n"));
            var above = inFolders ? $"d{i / 50 % 256:D3}/e{i / 12_800:D3}/" : "";
            Put(folder, $"{above}file-{i:D6}.txt", file => file.Write(text));
        }

        return 0;
    }

    private static int Part(int all, string[] part) =>
        part is [var one] ? all / int.Parse(one, CultureInfo.InvariantCulture) : all;

    private static void Put(string folder, string name, Action<Stream> write)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        write(file);
    }

    private static void Noise(Stream file, Random random, int size)
    {
        var buffer = new byte[Math.Min(size, 1 << 20)];
        for (var left = size; left > 0; left -= buffer.Length)
        {
            random.NextBytes(buffer);
            file.Write(buffer, 0, Math.Min(left, buffer.Length));
        }
    }

    private static void Text(Stream file, Random random, int size)
    {
        var text = new StringBuilder(size + 80);
        while (text.Length < size)
        {
            text.Append(CultureInfo.InvariantCulture, $"{random.Next(1101, 2119)} [INFO] ");
            for (var i = 0; i < 5; i++)
                text.Append(Words[random.Next(Words.Length)]).Append(' ');
            text.Append(random.Next(1_000_000)).Append('\n');
        }

        file.Write(Encoding.ASCII.GetBytes(text.ToString(0, size)));
    }
}
