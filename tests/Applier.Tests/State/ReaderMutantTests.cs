using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Applier.Operators.Unattended;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Sessions;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Backups;
using PatchKit.Tests.Applier.Instruments;
using PatchKit.Tests.Applier.Operators;
using PatchKit.Tests.Shared.Bundles;

namespace PatchKit.Tests.Applier.State;

/// <summary>
/// The formats that the instrument reads back from its own disk, and those written by hand, each fed with mutants.
/// </summary>
public sealed class ReaderMutantTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The readers, each with a good file.</summary>
    public static TheoryData<string> Readers() => [.. All.Keys];

    private static readonly Dictionary<string, (string Good, Func<byte[], Refusal?> Read)> All = new()
    {
        ["answers"] = (DocPage.Block("answers.md", "json"), Mutants.Read(Answers.Format)),
        ["instrument"] = (Rehearsal("instrument.json"), Mutants.Read(RehearsalFormats.Instrument)),
        ["machine"] = (Rehearsal("machine.json"), Mutants.Read(RehearsalFormats.Machine)),
        ["drives"] = (Rehearsal("drives.json"), Mutants.Read(RehearsalFormats.Drives)),
        ["services"] = (Rehearsal("services.json"), Mutants.Read(RehearsalFormats.Services)),
        ["accounts"] = (Rehearsal("accounts.json"), Mutants.Read(RehearsalFormats.Accounts)),
        ["registry"] = (Rehearsal("registry.json"), Mutants.Read(RehearsalFormats.Values)),
        ["memory"] = (
            Text(DeviceState.Format.Write(
                new([new("deliveries", Noon, [Digest.Hex])], Map("miseqdx", 3L), [Digest.Hex],
                    Map("00", Token.Of<StickId>("PK-0042")), 2))),
            Mutants.Read(DeviceState.Format)),
        ["transaction"] = (
            Text(TransactionState.Format.Write(new("1.0", Digest, TransactionStage.Applying, 1))),
            Mutants.Read(TransactionState.Format)),
        ["metadata"] = (Text(KeptMetadata.Format.Write(new("{}"u8.ToArray()))), Mutants.Read(KeptMetadata.Format)),
        ["captured"] = (
            Text(InstallerCapture.Format.Write(new("{0}", true, [new("{1}", @"C:\old.msi", true)]))),
            Mutants.Read(InstallerCapture.Format)),
        ["journal's begin"] = (
            Text(JournalRecord.Format.Write(new Began(Noon, Began.SchemaVersion, true, Request(), Digest,
                new("/backups", "one", Digest)))),
            Mutants.Read(JournalRecord.Format)),
        ["journal's step"] = (
            Text(JournalRecord.Format.Write(new Intended(Noon, Token.Of<StepId>("step"),
                new FileBefore(Digest, 1, Noon.UtcDateTime, 3, [@"C:\A"])))),
            Mutants.Read(JournalRecord.Format)),
        ["open session"] = (Text(OpenSession.Format.Write(Session())), Mutants.Read(OpenSession.Format)),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_mutant_is_read_or_refused_and_nothing_else(string reader) =>
        Mutants.Feed(All[reader].Good, All[reader].Read, output);

    [Fact]
    public void A_mutant_of_a_backups_manifest_is_read_or_refused_and_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("manifest-mutants-").FullName;
        try
        {
            var (json, path) = (new BackupJsonFile(new FileSystem()), Path.Combine(folder, "manifest.json"));
            Mutants.Feed(BackupManifestTests.Example(), bytes =>
            {
                File.WriteAllBytes(path, bytes);
                _ = json.ReadHead(path);
                return json.ReadManifest(path).Refusal;
            }, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Sha256Digest Digest => Sha256Digest.Of("x"u8);

    private static Delivery Addressed =>
        Delivery.Format.Read(Encoding.UTF8.GetBytes(DocPage.Block("delivery.md", "json")), "f").Value;

    private static BundleManifest Manifest => TestManifest.Create();

    private static ApplyRequest Request() => new(
        Addressed.Bundles[0], 1, Manifest.Products[0].Modes[0].Phases, Manifest.Files, "/content", "en");

    private static OpenSession Session()
    {
        var receipt = PatchKit.Tests.Shared.Receipts.Receipts.Applied();
        return new(
            new ReceiptFacts(receipt.Bundle, receipt.Campaign, 1, Addressed, receipt.Instrument,
                [ProductNames.Of(Manifest.Products[0])], receipt.Phases,
                receipt.Backup, receipt.Operator, Noon, Noon, "it")
            {
                Preflight = receipt.Preflight,
                Names = ["M70503"],
                VersionSource = Manifest.Products[0].Modes[0].SoftwareVersion,
            },
            Manifest.Products[0].IdleGate, []);
    }

    private static ImmutableSortedDictionary<string, T> Map<T>(string key, T value) =>
        ImmutableSortedDictionary<string, T>.Empty.Add(key, value);

    private static string Rehearsal(string name) =>
        File.ReadAllText(RehearsalBench.Page("rehearsal-instrument.md")).ReplaceLineEndings("\n")
            .Split($"### `{name}`\n")[1].Split("```json\n")[1].Split("```")[0];

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
