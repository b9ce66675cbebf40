using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;
using PatchKit.Tests.Shared.Bundles;
using PatchKit.Tests.Shared.Trust;

namespace PatchKit.Tests.Shared.Json;

/// <summary>Whatever stands in a file, a reader gives a value or a refusal, and takes little memory for it.</summary>
public sealed class ReaderMutantTests(ITestOutputHelper output)
{
    private const int Mutations = 5000;
    private const long MostMemory = 120_000_000;

    /// <summary>The readers, each with a good file.</summary>
    public static TheoryData<string> Readers() => [.. All.Keys];

    private static readonly Dictionary<string, (string Good, Func<byte[], Refusal?> Read)> All = new()
    {
        ["manifest"] = (TestManifest.Json(), bytes => BundleManifest.Format.Read(bytes, "f").Refusal),
        ["delivery"] = (Text(Media.DeliveryTests.Sample().ToBytes().Value), bytes => Delivery.Format.Read(bytes, "f").Refusal),
        ["marker"] = (Text(StickMarker.Write(Token.Of<StickId>("PK-0042"))),
            bytes => StickMarker.Format.Read(bytes, "f").Refusal),
        ["withdrawn"] = (
            Text(WithdrawnList.Format.Write(new("1.0", [new(Sha256Digest.Of("x"u8), Token.Of<BundleId>("a-1.0"), "why",
                DateTimeOffset.UnixEpoch)]))),
            bytes => WithdrawnList.Format.Read(bytes, "f").Refusal),
        // The structure alone, as if every mutant were signed: with the signatures before it, hardly one would get that far.
        ["root"] = (FormatPageTests.Example(0), bytes => DraftMetadata.Read<RootMetadata>(bytes, "f").Refusal),
        ["targets"] = (FormatPageTests.Example(1), bytes => DraftMetadata.Read<TargetsMetadata>(bytes, "f").Refusal),
        ["timestamp"] = (FormatPageTests.Example(2), bytes => DraftMetadata.Read<TimestampMetadata>(bytes, "f").Refusal),
        ["snapshot"] = (
            Text(new TestRepository().MetadataFiles["1.snapshot.json"]),
            bytes => DraftMetadata.Read<SnapshotMetadata>(bytes, "f").Refusal),
        ["signed root"] = (FormatPageTests.Example(0), bytes => TrustAnchor.Read(bytes, "f").Refusal),
        ["envelope"] = (Text(ReceiptWriter.Write(Receipts.Receipts.Applied(), Receipts.Receipts.NewKey())),
            bytes => DsseEnvelope.Read(bytes, "f").Refusal),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_mutant_is_read_or_refused_and_nothing_else(string reader)
    {
        var (good, read) = All[reader];
        Assert.Null(read(Encoding.UTF8.GetBytes(good)));
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < Mutations; i++)
        {
            var mutant = Mutants.Of(good, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(mutant);
            }
            catch (Exception wrong)
            {
                Assert.Fail($"seed {seed}, mutant {i}: {wrong}\n{Text(mutant)[..Math.Min(mutant.Length, 2000)]}");
            }

            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < MostMemory, $"seed {seed}, mutant {i} of {mutant.Length} bytes took {taken} bytes");
        }
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
