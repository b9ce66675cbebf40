using System.Text.Json.Serialization;
using PatchKit.Applier.State;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>Where an application stands: the state file beside its journal.</summary>
/// <param name="Schema">Format version.</param>
/// <param name="Bundle">Digest of the bundle.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Starts">Starts of the Applier since the last step that was proven.</param>
internal sealed record TransactionState(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] Sha256Digest Bundle,
    [property: JsonRequired] TransactionStage Stage,
    [property: JsonRequired] int Starts)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>As it is kept.</summary>
    public static JsonFormat<TransactionState> Format { get; } =
        new("the state of an application", JournalJson.Default, StateFile.UsualBytes) { Schema = SchemaVersion };

    /// <summary>Whether the next start has to go on with it.</summary>
    [JsonIgnore]
    public bool IsHalfWay => HalfWay(Stage);

    /// <summary>Whether the next start has to go on at this stage.</summary>
    public static bool HalfWay(TransactionStage stage) => stage is TransactionStage.Pending or TransactionStage.Applying
        or TransactionStage.RestartPending or TransactionStage.Undoing;
}

/// <summary>The stages of an application.</summary>
[JsonConverter(typeof(StrictEnumConverter<TransactionStage>))]
internal enum TransactionStage
{
    /// <summary>Nothing is changed yet.</summary>
    Pending = 1,

    /// <summary>Changes are being made.</summary>
    Applying,

    /// <summary>Goes on after a restart.</summary>
    RestartPending,

    /// <summary>Everything is so, by read-back; it can be rolled back as long as its undo data are kept.</summary>
    Applied,

    /// <summary>Changes are being taken back. The way is never turned around again.</summary>
    Undoing,

    /// <summary>Everything is as before, by read-back.</summary>
    Undone,

    /// <summary>Neither old nor new.</summary>
    Inconsistent,

    /// <summary>Applied, and its undo data are gone.</summary>
    Forgotten,
}
