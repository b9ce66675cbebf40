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

/// <summary>The formats that both programs read, each fed with mutants.</summary>
public sealed class ReaderMutantTests(ITestOutputHelper output)
{
    private static readonly NSec.Cryptography.Key Key = Receipts.Receipts.NewKey();
    private static readonly TestRepository Repository = new();

    /// <summary>The readers, each with a good file.</summary>
    public static TheoryData<string> Readers() => [.. All.Keys];

    private static readonly Dictionary<string, (string Good, Func<byte[], Refusal?> Read)> All = new()
    {
        ["manifest"] = (TestManifest.Json(), Mutants.Read(BundleManifest.Format)),
        ["delivery"] = (Text(Media.DeliveryTests.Sample().ToBytes().Value), Mutants.Read(Delivery.Format)),
        ["marker"] = (Text(StickMarker.Write(Token.Of<StickId>("PK-0042"))), Mutants.Read(StickMarker.Format)),
        ["withdrawn"] = (
            Text(WithdrawnList.Format.Write(new("1.0", [new(Sha256Digest.Of("x"u8), Token.Of<BundleId>("a-1.0"), "why",
                DateTimeOffset.UnixEpoch)]))),
            Mutants.Read(WithdrawnList.Format)),
        ["stand-in"] = (StandInPackageTests.Good, Mutants.Read(StandInPackage.Format)),
        // The structure alone, as if every mutant were signed: with the signatures before it, hardly one would get that far.
        ["root"] = (FormatPageTests.Example(0), bytes => DraftMetadata.Read<RootMetadata>(bytes, "f").Refusal),
        ["targets"] = (FormatPageTests.Example(1), bytes => DraftMetadata.Read<TargetsMetadata>(bytes, "f").Refusal),
        ["timestamp"] = (FormatPageTests.Example(2), bytes => DraftMetadata.Read<TimestampMetadata>(bytes, "f").Refusal),
        ["snapshot"] = (
            Text(Repository.MetadataFiles["1.snapshot.json"]),
            bytes => DraftMetadata.Read<SnapshotMetadata>(bytes, "f").Refusal),
        ["signed root"] = (FormatPageTests.Example(0), bytes => TrustAnchor.Read(bytes, "f").Refusal),
        ["envelope"] = (
            Text(ReceiptWriter.Write(Receipts.Receipts.Applied(), Key)), bytes => DsseEnvelope.Read(bytes, "f").Refusal),
        // Signed again, so that the statement is looked at.
        ["receipt"] = (
            Text([.. DsseEnvelope.Read(ReceiptWriter.Write(Receipts.Receipts.Applied(), Key), "f").Value.Payload]),
            bytes => ReceiptReader.Read(Receipts.Receipts.Sign(Text(bytes), Key), "f")
                .Then<byte[]>(read => ReceiptWriter.Write(read.Receipt, Key)).Refusal),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_mutant_is_read_or_refused_and_nothing_else(string reader) =>
        Mutants.Feed(All[reader].Good, All[reader].Read, output);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
