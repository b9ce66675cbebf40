using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// How a boot mode of an instrument stands, for support: what is in the way of an update now, what the machine says, what the
/// journals tell. Holds what a receipt may hold and nothing else: no password, no name of a run, a sample or a user that the
/// signed bundle does not carry. Not signed. Format: docs/formats/diagnosis.md.
/// </summary>
public sealed record Diagnosis
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Its name in the zip.</summary>
    public const string FileName = "diagnosis.json";

    /// <summary>The name of the sessions' logs in the zip.</summary>
    public const string LogName = "log.jsonl";

    /// <summary>Format version, MAJOR.MINOR; an unknown major is refused.</summary>
    [JsonRequired, JsonPropertyOrder(-1)]
    public required string Schema { get; init; }

    /// <summary>True when the instrument is make-believe.</summary>
    [JsonRequired]
    public required bool Rehearsal { get; init; }

    /// <summary>When it was made, UTC, by the instrument's clock.</summary>
    [JsonRequired]
    public required DateTimeOffset Made { get; init; }

    /// <summary>The program, with its version and commit.</summary>
    [JsonRequired]
    public required string Applier { get; init; }

    /// <summary>The fingerprint of the root that it trusts.</summary>
    [JsonRequired]
    public required string Root { get; init; }

    /// <summary>The code of what is in the way now; absent when nothing is.</summary>
    public string? Situation { get; init; }

    /// <summary>What is in the way of an update now; absent when nothing is.</summary>
    public ReceiptRefusal? Refusal { get; init; }

    /// <summary>Where the journal stands.</summary>
    [JsonRequired]
    public required JournalPlace Journal { get; init; }

    /// <summary>Receipts that wait for a stick.</summary>
    [JsonRequired]
    public required int ReceiptsKept { get; init; }

    /// <summary>What could be told of the instrument; absent when no stick or no earlier session says how to ask.</summary>
    public DiagnosedInstrument? Instrument { get; init; }

    /// <summary>The machine.</summary>
    [JsonRequired]
    public required DiagnosedMachine Machine { get; init; }

    /// <summary>Its drives.</summary>
    [JsonRequired]
    public required ImmutableArray<DiagnosedDrive> Drives { get; init; }

    /// <summary>What was checked, in order; empty when it did not come to that.</summary>
    [JsonRequired]
    public required ImmutableArray<ReceiptFinding> Preflight { get; init; }

    /// <summary>What every question of the bundle saw: those that tell instrument and mode, and proofs of steps.</summary>
    [JsonRequired]
    public required ImmutableArray<Observation> Seen { get; init; }

    /// <summary>What this boot mode remembers of earlier sticks.</summary>
    [JsonRequired]
    public required DiagnosedTrust Trust { get; init; }

    /// <summary>What was applied here, the newest first, as the journals tell it.</summary>
    [JsonRequired]
    public required ImmutableArray<DiagnosedApplication> Applications { get; init; }

    /// <summary>How a diagnosis is read and written.</summary>
    public static JsonFormat<Diagnosis> Format { get; } = new("a diagnosis", DiagnosisJson.Default, 16 << 20)
    {
        Schema = SchemaVersion,
        Depth = ReceiptRules.MaxDepth,
    };
}

/// <summary>The instrument of a diagnosis.</summary>
/// <param name="Product">Its product.</param>
public sealed record DiagnosedInstrument([property: JsonRequired] ProductId Product)
{
    /// <summary>Its serial number; absent when it could not be read.</summary>
    public SerialNumber? Serial { get; init; }

    /// <summary>The boot mode that runs; absent when it could not be told.</summary>
    public ModeId? Mode { get; init; }

    /// <summary>The version of the control software; absent when it could not be read.</summary>
    public SoftwareVersion? Software { get; init; }
}

/// <summary>The machine of a diagnosis. What could not be read is absent; what it says in words is only that it does.</summary>
public sealed record DiagnosedMachine
{
    /// <summary>Windows build.</summary>
    public int? OsBuild { get; init; }

    /// <summary>Whether the program has administrator rights.</summary>
    public bool? Elevated { get; init; }

    /// <summary>Whether a restart is wanted.</summary>
    public bool? RestartPending { get; init; }

    /// <summary>Whether the other boot mode sleeps on the disk.</summary>
    public bool? OtherModeHibernated { get; init; }

    /// <summary>Whether Fast Startup is on.</summary>
    public bool? FastStartup { get; init; }

    /// <summary>Whether it runs on a battery.</summary>
    public bool? OnBattery { get; init; }

    /// <summary>Charge, in percent.</summary>
    public int? BatteryPercent { get; init; }

    /// <summary>Whether a policy blocks programs or scripts.</summary>
    public bool? PolicyBlocks { get; init; }

    /// <summary>Whether a policy blocks Windows Installer.</summary>
    public bool? InstallerPolicyBlocks { get; init; }

    /// <summary>Whether a policy blocks PowerShell's scripts.</summary>
    public bool? PowerShellPolicyBlocks { get; init; }

    /// <summary>Whether an installation is under way.</summary>
    public bool? InstallerBusy { get; init; }
}

/// <summary>A drive of a diagnosis, without its label.</summary>
/// <param name="Name">As the operator knows it: <c>E:</c>.</param>
/// <param name="Removable">A stick or card.</param>
/// <param name="ReadOnly">Cannot be written.</param>
/// <param name="FreeBytes">Free.</param>
/// <param name="TotalBytes">Size.</param>
public sealed record DiagnosedDrive(
    [property: JsonRequired] string Name,
    [property: JsonRequired] bool Removable,
    [property: JsonRequired] bool ReadOnly,
    [property: JsonRequired] long FreeBytes,
    [property: JsonRequired] long TotalBytes);

/// <summary>What a boot mode remembers of earlier sticks.</summary>
/// <param name="Readable">False when it is damaged: then the rest is empty.</param>
/// <param name="Times">The highest signed time of each role.</param>
/// <param name="Counters">The highest release counter applied, by product.</param>
/// <param name="Withdrawn">How many bundles are known as withdrawn.</param>
/// <param name="Deliveries">How many deliveries were seen.</param>
/// <param name="Receipts">How many receipts were written.</param>
public sealed record DiagnosedTrust(
    [property: JsonRequired] bool Readable,
    [property: JsonRequired] ImmutableSortedDictionary<string, DateTimeOffset> Times,
    [property: JsonRequired] ImmutableSortedDictionary<string, long> Counters,
    [property: JsonRequired] int Withdrawn,
    [property: JsonRequired] int Deliveries,
    [property: JsonRequired] long Receipts);

/// <summary>One application of a bundle.</summary>
/// <param name="Number">Its number in this boot mode, from 1.</param>
/// <param name="Bundle">What was applied.</param>
/// <param name="Stands">How it stands.</param>
/// <param name="Starts">Starts since the last step that was proven.</param>
/// <param name="Phases">Each step's outcome and what was seen.</param>
/// <param name="Records">Its journal: when, what kind of record, of which step.</param>
public sealed record DiagnosedApplication(
    [property: JsonRequired] int Number,
    [property: JsonRequired] DeliveredBundle Bundle,
    [property: JsonRequired] JournalPlace Stands,
    [property: JsonRequired] int Starts,
    [property: JsonRequired] ImmutableArray<ReceiptPhase> Phases,
    [property: JsonRequired] ImmutableArray<DiagnosedRecord> Records)
{
    /// <summary>Why it was put back; absent when it was not.</summary>
    public ReceiptRefusal? UndoneBecause { get; init; }
}

/// <summary>One record of a journal.</summary>
/// <param name="At">When, UTC, by the instrument's clock.</param>
/// <param name="Record">Its kind.</param>
public sealed record DiagnosedRecord([property: JsonRequired] DateTimeOffset At, [property: JsonRequired] string Record)
{
    /// <summary>The step that it is about, if it is about one.</summary>
    public StepId? Step { get; init; }
}

/// <summary>JSON of <see cref="Diagnosis"/>.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StrictEnumConverter<RefusalCode>), typeof(StrictEnumConverter<JournalPlace>)])]
[JsonSerializable(typeof(Diagnosis))]
internal sealed partial class DiagnosisJson : JsonSerializerContext;
