using System.CommandLine;
using System.IO.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSec.Cryptography;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>A support desk with a real ledger in a real folder, and instruments that write real receipts.</summary>
internal sealed class Desk : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, Key> _keys = [];

    public Desk(bool rehearsal = false, string? place = null)
    {
        Rehearsal = rehearsal;
        LedgerPath = place ?? Path.Combine(Folder, "ledger.db");
        Ledger = PatchKit.Packager.Returns.Ledger.OpenOrCreate(Files, LedgerPath, rehearsal, Clock).Value;
    }

    public bool Rehearsal { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("patchkit-returns").FullName;

    public string LedgerPath { get; }

    public FileSystem Files { get; } = new();

    public FakeTimeProvider Clock { get; } = new(Noon.AddDays(3));

    public Ledger Ledger { get; }

    public StringWriter Out { get; } = new();

    public StringWriter Error { get; } = new();

    public PackagerServices Services => new(Files, Clock, Out, Error, Interactive: false);

    /// <summary>Runs a command line of the desk; what was said before is forgotten.</summary>
    public int Run(params string[] arguments)
    {
        Out.GetStringBuilder().Clear();
        Error.GetStringBuilder().Clear();
        var root = new RootCommand
        {
            ReceiveCommand.Create(Services), ReportCommand.Create(Services), ToldCommand.Create(Services),
            DeskCommand.Create(Services), CustomersCommand.Create(Services), ContactCommand.Create(Services),
            SettleCommand.Create(Services), InstrumentCommand.Create(Services), AuditCommand.Create(Services),
        };
        foreach (var command in StickDecisionCommands.Create(Services))
            root.Add(command);
        return root.Parse(arguments).Invoke();
    }

    public Delivery Deliver(string stick, string customer, params string[] serials) =>
        Deliver(Delivery(stick, customer, serials));

    public Delivery Deliver(Delivery delivery, params ModeId[] modes)
    {
        var bundle = delivery.Bundles[0].Bundle;
        var manifest = Manifest(modes.Length == 0 ? SampleModes.All : modes) with
        { Bundle = bundle, Counter = bundle.Text[^1] - '0' + 1 };
        Assert.True(new DeliveryRegistrar(Ledger, Clock).Enter(delivery, [manifest]).Value);
        return delivery;
    }

    public static Delivery Delivery(string stick, string customer, params string[] serials) => new()
    {
        Schema = PatchKit.Shared.Media.Delivery.SchemaVersion,
        Stick = Token.Of<StickId>(stick),
        Customer = new(Token.Of<CustomerId>(customer), $"Hospital {customer}"),
        Campaign = Token.Of<CampaignId>("fsn2023-1338"),
        Bundles = [new(Token.Of<BundleId>("fsn2023-1338-1.0.0"), Sha256Digest.Of("bundle"u8))],
        Instruments = [.. serials.Select(serial => new ExpectedInstrument(
            Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>(serial), [SampleModes.Dx, SampleModes.Ruo]))],
        Nonce = Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(stick)).Hex[..32],
        Languages = ["en", "it"],
        ReturnTo = new(["Support desk"], "+39 02 000000"),
        Issued = Noon,
    };

    public Receipt Receipt(Delivery delivery, string serial, ModeId mode, long sequence = 1,
        Verdict verdict = Verdict.Applied) => new()
        {
            Schema = PatchKit.Shared.Receipts.Receipt.SchemaVersion,
            Rehearsal = Rehearsal,
            Verdict = verdict,
            Refusal = verdict is Verdict.Refused or Verdict.Inconsistent
                ? new(RefusalCode.NotIdle, []) { Check = CheckId.Idle }
                : null,
            Decline = verdict is Verdict.Declined ? new(DeclineReason.NoInterruption) : null,
            Regressed = verdict is Verdict.Regressed ? Token.Of<StepId>("patch-step") : null,
            Campaign = delivery.Campaign,
            Bundle = delivery.Bundles[0],
            Counter = 1,
            Stick = delivery.Stick,
            Nonce = delivery.Nonce,
            Instrument = new(
                Token.Of<ProductId>("miseqdx"), ["DX-410-1001"], Token.Of<SerialNumber>(serial), mode,
                SampleModes.All.Contains(mode) ? [.. SampleModes.All] : [mode], [],
                new("MOS", SoftwareVersion.TryParse("4.0.1", out var version) ? version : throw new InvalidOperationException())),
            Preflight = [],
            Phases = [.. new[] { "patch", "user-configuration" }.Select(phase => new ReceiptPhase(
            Token.Of<PhaseId>(phase),
            verdict.MeansInstalled(),
            [Step(phase, verdict)]))],
            Backup = verdict is Verdict.Applied or Verdict.RestartPending
                ? new(Sha256Digest.Of("backup"u8), 1, 1) { Proof = Sha256Digest.Of("proof"u8) }
                : null,
            Journal = verdict is Verdict.Applied or Verdict.RestartPending ? new(Sha256Digest.Of("journal"u8), 9) : null,
            Attestations = [],
            Times = new(Noon.AddHours(sequence), Noon.AddHours(sequence).AddMinutes(9), 120, Noon),
            Applier = "PatchKit Applier 0.1.0",
            Sequence = sequence,
        };

    /// <summary>
    /// Writes a receipt as the instrument's mode would, below <paramref name="folder"/>, signed with the mode's key or another's.
    /// </summary>
    public string Write(string folder, Receipt receipt, string? keyOf = null)
    {
        var owner = keyOf ?? $"{receipt.Instrument.Serial} {receipt.Instrument.Mode}";
        if (!_keys.TryGetValue(owner, out var key))
            _keys[owner] = key = Key.Create(SignatureAlgorithm.Ed25519);
        var path = StickLayout.Receipt(receipt.Instrument.Serial, receipt.Instrument.Mode, receipt.Times.Finished,
            receipt.Sequence).Under(Path.Combine(Folder, folder));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, ReceiptWriter.Write(receipt, key));
        return path;
    }

    /// <summary>The code that the screen shows with a receipt.</summary>
    public SituationCode CodeOf(Receipt receipt)
    {
        var path = Write($"screen-{Guid.NewGuid():N}", receipt);
        return ReceiptReader.Read(File.ReadAllBytes(path), path).Value.Code;
    }

    public IReadOnlyList<ReceivedReceipt> Receive(params string[] paths) =>
        new ReceiptReceiver(Ledger, Files, Clock).Receive(paths).Value;

    public ReceivedReceipt ReceiveOne(Receipt receipt, string? keyOf = null) =>
        Assert.Single(Receive(Write($"inbox-{Guid.NewGuid():N}", receipt, keyOf)));

    /// <summary>Changes the database behind the program's back.</summary>
    public void Meddle(string sql) => Assert.True(Ledger.Transact<int>(() => Ledger.Execute(sql)).Value >= 0);

    public CampaignStatus Status() => Assert.Single(new StatusQuery(Ledger, Clock).Ask().Value.Campaigns);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
        Ledger.Dispose();
        Out.Dispose();
        Error.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static ReceiptStep Step(string phase, Verdict verdict)
    {
        var pending = ReceiptStep.Pending(Token.Of<StepId>($"{phase}-step"), "run-script");
        var readBack = pending with { After = [new FirewallObservation(3, 0)], ReadBack = ReadBack.Agrees };
        return verdict switch
        {
            Verdict.Applied => readBack with { Outcome = StepOutcome.Done },
            Verdict.AlreadyApplied or Verdict.Holds => readBack with { Outcome = StepOutcome.AlreadySo },
            Verdict.Undone => readBack with { Outcome = StepOutcome.Undone },
            Verdict.Regressed => readBack with { Outcome = StepOutcome.Failed, ReadBack = ReadBack.Disagrees },
            Verdict.RestartPending => pending with { Outcome = StepOutcome.RestartPending },
            _ => pending,
        };
    }

    public static BundleManifest Manifest(IReadOnlyList<ModeId> modes) => new()
    {
        Schema = BundleManifest.SchemaVersion,
        Campaign = Token.Of<CampaignId>("fsn2023-1338"),
        Bundle = Token.Of<BundleId>("fsn2023-1338-1.0.0"),
        Version = SoftwareVersion.TryParse("1.0.0", out var version) ? version : throw new InvalidOperationException(),
        Counter = 1,
        Released = Noon,
        Title = new("t", ("it", "t")),
        Summary = new("s", ("it", "s")),
        Notices = System.Collections.Immutable.ImmutableSortedDictionary<string, MediaPath>.Empty,
        MinimumOsBuild = 14393,
        Vulnerabilities = ["CVE-2023-1968"],
        Languages = ["en", "it"],
        Products =
        [
            new()
            {
                Product = Token.Of<ProductId>("miseqdx"),
                Name = "MiSeqDx",
                UdiDi = new(IssuingAgency.Gs1, "00816270020002"),
                CatalogueNumbers = [],
                SerialShape = "",
                Identity = [],
                SerialSource = new ProductSource("x"),
                IdleGate = new() { RunFolders = [], FinishedMarkers = [], QuietMinutes = 15, Processes = [] },
                BackupSet = new() { Mandatory = [], Optional = [] },
                Modes = [.. modes.Select(Target)],
            },
        ],
        Files = [],
    };

    private static ModeTarget Target(ModeId mode) => new()
    {
        Mode = mode,
        Detection = [],
        Software = "MOS",
        SoftwareVersion = new ProductSource("x"),
        Affected = [],
        Phases =
        [
            new(Token.Of<PhaseId>("patch"), new("Patch", ("it", "Patch")), []),
            new(Token.Of<PhaseId>("user-configuration"), new("Users", ("it", "Utenti")), []),
        ],
    };
}
