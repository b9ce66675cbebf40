using System.Diagnostics;
using System.Globalization;
using System.IO.Abstractions;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NSec.Cryptography;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Page;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Benchmarks;

/// <summary>What the support desk does with many receipts, beside a loop that does nothing but verify and insert.</summary>
internal static class DeskCommands
{
    private const int PerDelivery = 1000;
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly ModeId[] Modes = [Token.Of<ModeId>("Dx"), Token.Of<ModeId>("RUO")];

    /// <summary>
    /// Receives many receipts, of two modes an instrument, or all of one mode; then the bare loop on the same files.
    /// </summary>
    public static int Receive(string sample, string count, bool oneMode)
    {
        var folder = Directory.CreateTempSubdirectory("patchkit-desk-bench-").FullName;
        try
        {
            var receipts = Write(sample, folder, int.Parse(count, CultureInfo.InvariantCulture), oneMode);
            var bare = Measured(() => Bare(folder));
            using var ledger = Made(folder, receipts);
            var received = Measured(() => new ReceiptReceiver(ledger, new FileSystem(), TimeProvider.System)
                .Receive([Path.Combine(folder, "post")]).Value.Count);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{receipts.Count} receipts{(oneMode ? " of one mode" : "")}: " +
                $"receive {received.Cpu:0.00} s of CPU ({receipts.Count / received.Wall:0} a second), bare loop " +
                    $"{bare.Cpu:0.00} s " +
                $"({receipts.Count / bare.Wall:0} a second); ratio of CPU {received.Cpu / bare.Cpu:0.00}, of time " +
                    $"{received.Wall / bare.Wall:0.00}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Reports over many receipts: CPU, and the size of the JSON.</summary>
    public static int Report(string sample, string count)
    {
        var folder = Directory.CreateTempSubdirectory("patchkit-desk-bench-").FullName;
        try
        {
            var receipts = Write(sample, folder, int.Parse(count, CultureInfo.InvariantCulture), oneMode: false);
            using var ledger = Made(folder, receipts);
            Directory.CreateDirectory(Path.Combine(folder, "post"));
            _ = new ReceiptReceiver(ledger, new FileSystem(), TimeProvider.System).Receive([Path.Combine(folder, "post")]).Value;
            var html = "";
            LedgerStatus? status = null;
            var asked = Measured(() => (status = new StatusQuery(ledger, TimeProvider.System).Ask().Value).Campaigns.Length);
            var written = Measured(() => (html = new StatusQuery(ledger, TimeProvider.System).Ask<string>(null, (all, evidence) =>
                ReportPage.Of(ReportMatter.Of(all, evidence, since: null))).Value).Length);
            var table = Measured(() => CsvExport.Of(status!).Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{receipts.Count} receipts: judged in {asked.Cpu:0.00} s of CPU; page {html.Length / 1048576.0:0.0} MiB in " +
                    $"{written.Cpu:0.00} s, " +
                $"table in {table.Cpu:0.00} s"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Cpu, double Wall) Measured(Func<int> work)
    {
        GC.Collect();
        var (cpu, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        _ = work();
        return ((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, clock.Elapsed.TotalSeconds);
    }

    // The kept sample, signed anew for each boot mode by a key of its own.
    private static List<Receipt> Write(string sample, string folder, int count, bool oneMode)
    {
        var post = Directory.CreateDirectory(Path.Combine(folder, "post")).FullName;
        var first = ReceiptReader.Read(File.ReadAllBytes(sample), sample).Value.Receipt;
        var receipts = new List<Receipt>(count);
        Key? key = null;
        Sha256Digest? previous = null;
        for (var i = 0; i < count; i++)
        {
            if (key is null || !oneMode)
            {
                key?.Dispose();
                key = Key.Create(SignatureAlgorithm.Ed25519);
            }

            var number = oneMode ? 0 : i / 2;
            var receipt = first with
            {
                Instrument = first.Instrument with
                {
                    Serial = Token.Of<SerialNumber>($"M{100000 + number}"),
                    SerialTyped = null,
                    Mode = oneMode ? Modes[0] : Modes[i % 2],
                },
                Stick = StickOf(first, number / PerDelivery),
                Nonce = NonceOf(first, number / PerDelivery),
                Sequence = oneMode ? i + 1 : 1,
                Previous = oneMode ? previous : null,
            };
            var bytes = ReceiptWriter.Write(receipt, key);
            previous = Sha256Digest.Of(bytes);
            File.WriteAllBytes(Path.Combine(post, $"{i}.dsse.json"), bytes);
            receipts.Add(receipt);
        }

        key?.Dispose();
        return receipts;
    }

    private static Ledger Made(string folder, List<Receipt> receipts)
    {
        var ledger = Ledger.OpenOrCreate(new FileSystem(), Path.Combine(folder, "ledger.db"), false, TimeProvider.System).Value;
        var first = receipts[0];
        var registrar = new DeliveryRegistrar(ledger, TimeProvider.System);
        // As many instruments as one delivery may name, and so many deliveries.
        foreach (var (index, serials) in receipts.Select(one => one.Instrument.Serial).Distinct().Chunk(PerDelivery).Index())
        {
            var delivery = new Delivery
            {
                Schema = Delivery.SchemaVersion,
                Stick = StickOf(first, index),
                Customer = new(Token.Of<CustomerId>($"c{index}"), $"Hospital {index}"),
                Campaign = first.Campaign,
                Bundles = [first.Bundle],
                Instruments = [.. serials.Select(serial => new ExpectedInstrument(first.Instrument.Product, serial, [.. Modes]))],
                Nonce = NonceOf(first, index),
                Languages = ["en"],
                ReturnTo = new(["Support desk"], "+39 02 000000"),
                Issued = Noon,
            };
            _ = registrar.Enter(delivery, Array.Empty<BundleManifest>()).Value;
        }

        return ledger;
    }

    private static StickId StickOf(Receipt first, int index) => index == 0 ? first.Stick : Token.Of<StickId>($"PK-{index}");

    private static string NonceOf(Receipt first, int index) =>
        index == 0 ? first.Nonce : index.ToString("x32", CultureInfo.InvariantCulture);

    private static int Bare(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        connection.Open();
        using var create = connection.CreateCommand();
        create.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE receipts (digest TEXT PRIMARY KEY, envelope " +
            "TEXT)";
        create.ExecuteNonQuery();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO receipts (digest, envelope) VALUES (@digest, @envelope)";
        var digest = insert.Parameters.Add("@digest", SqliteType.Text);
        var envelope = insert.Parameters.Add("@envelope", SqliteType.Text);
        var count = 0;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, "post")))
        {
            var bytes = File.ReadAllBytes(path);
            using var json = JsonDocument.Parse(bytes);
            var signature = json.RootElement.GetProperty("signatures")[0];
            var key = PublicKey.Import(SignatureAlgorithm.Ed25519,
                Convert.FromHexString(signature.GetProperty("keyid").GetString()!),
                KeyBlobFormat.RawPublicKey);
            var payload = json.RootElement.GetProperty("payload").GetBytesFromBase64();
            if (!SignatureAlgorithm.Ed25519.Verify(key,
                DsseEnvelope.SignedBytes(json.RootElement.GetProperty("payloadType").GetString()!, payload),
                signature.GetProperty("sig").GetBytesFromBase64()))
                throw new InvalidDataException(path);
            digest.Value = Sha256Digest.Of(bytes).Hex;
            envelope.Value = System.Text.Encoding.UTF8.GetString(bytes);
            insert.ExecuteNonQuery();
            count++;
        }

        transaction.Commit();
        return count;
    }
}
