using System.Text.Json.Serialization;
using PatchKit.Packager.Publishing;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Register;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Json;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Commands;

/// <summary>What the commands print with <c>--json</c>: one spelling for all of them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(StrictEnumConverter<RefusalCode>), typeof(StrictEnumConverter<JournalPlace>),
        typeof(StrictEnumConverter<ReadSource>)])]
[JsonSerializable(typeof(BuildAnswer))]
[JsonSerializable(typeof(ProveAnswer))]
[JsonSerializable(typeof(KeysShowAnswer))]
[JsonSerializable(typeof(PublishedProgram))]
[JsonSerializable(typeof(StickAnswer))]
[JsonSerializable(typeof(StickWriteAnswer))]
[JsonSerializable(typeof(WipeAnswer))]
[JsonSerializable(typeof(PrevisitAnswer))]
[JsonSerializable(typeof(StickInspection))]
[JsonSerializable(typeof(ReceiveAnswer))]
[JsonSerializable(typeof(LedgerStatus))]
[JsonSerializable(typeof(ToldAnswer))]
[JsonSerializable(typeof(SituationAnswer))]
[JsonSerializable(typeof(DecisionAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(ExportAnswer))]
[JsonSerializable(typeof(CloseAnswer))]
[JsonSerializable(typeof(TodayAnswer))]
[JsonSerializable(typeof(RegisterAnswer))]
[JsonSerializable(typeof(WithdrawnAnswer))]
[JsonSerializable(typeof(SettingsAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
