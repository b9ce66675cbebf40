using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>One product that a campaign addresses, with what is known of its machines.</summary>
public sealed record ProductTarget
{
    /// <summary>Its name in files.</summary>
    [JsonRequired]
    public required ProductId Product { get; init; }

    /// <summary>Its name on screens.</summary>
    [JsonRequired]
    public required string Name { get; init; }

    /// <summary>The device identifier of its UDI; absent for a product that has none, such as one for research alone.</summary>
    public UdiDi? UdiDi { get; init; }

    /// <summary>Catalogue numbers.</summary>
    [JsonRequired]
    public required ImmutableArray<string> CatalogueNumbers { get; init; }

    /// <summary>A regular expression for the usual shape of serial numbers: to warn on, not to refuse on.</summary>
    [JsonRequired]
    public required string SerialShape { get; init; }

    /// <summary>All hold on a machine of this product, in whichever mode.</summary>
    [JsonRequired]
    public required ImmutableArray<Probe> Identity { get; init; }

    /// <summary>Where the serial number is read.</summary>
    [JsonRequired]
    public required ValueSource SerialSource { get; init; }

    /// <summary>Folders that differ from instrument to instrument.</summary>
    [JsonRequired]
    public ImmutableArray<FolderVariable> Folders { get; init; } = [];

    /// <summary>When the instrument counts as idle.</summary>
    [JsonRequired]
    public required IdleGate IdleGate { get; init; }

    /// <summary>What is backed up.</summary>
    [JsonRequired]
    public required BackupSet BackupSet { get; init; }

    /// <summary>The most that <see cref="UndoDays"/> may be: ten years.</summary>
    public const int LongestUndoDays = 3650;

    /// <summary>
    /// Days that what an undo needs is kept after the receipt of an application was written to a stick, by the instrument's
    /// clock; 0 keeps it for ever.
    /// </summary>
    [JsonRequired]
    public int UndoDays { get; init; }

    /// <summary>
    /// Whether what an undo needs is forgotten once another bundle is applied and a stick has its receipt.
    /// </summary>
    [JsonRequired]
    public bool UndoUntilNextBundle { get; init; }

    /// <summary>Its boot modes: an instrument is complete when every one of them is done.</summary>
    [JsonRequired]
    public required ImmutableArray<ModeTarget> Modes { get; init; }
}

/// <summary>One boot mode of a product: how to tell it, what is affected, what is done.</summary>
public sealed record ModeTarget
{
    /// <summary>Its name in files: orders, deliveries, receipts, reports.</summary>
    [JsonRequired]
    public required ModeId Mode { get; init; }

    /// <summary>Its name on screens; absent when that is the same.</summary>
    public LocalizedText? Name { get; init; }

    /// <summary>
    /// The mode of this product that has to be done before this one: it stands above it. Absent where none has.
    /// </summary>
    public ModeId? After { get; init; }

    /// <summary>
    /// All hold when this mode runs. Exactly one mode of the product must match, or the Applier stops. A product with one mode
    /// needs none.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<Probe> Detection { get; init; } = [];

    /// <summary>The control software whose version decides, for example MOS.</summary>
    [JsonRequired]
    public required string Software { get; init; }

    /// <summary>Where its version is read.</summary>
    [JsonRequired]
    public required ValueSource SoftwareVersion { get; init; }

    /// <summary>Affected versions: one of the ranges holds.</summary>
    [JsonRequired]
    public required ImmutableArray<VersionRange> Affected { get; init; }

    /// <summary>The plan: phases in order.</summary>
    [JsonRequired]
    public required ImmutableArray<Phase> Phases { get; init; }

    /// <summary>What a person calls it.</summary>
    [JsonIgnore]
    public LocalizedText Called => Name ?? new LocalizedText(Mode.Text);
}

/// <summary>A part of the plan that is reported by itself.</summary>
/// <param name="Id">For example <c>patch</c>.</param>
/// <param name="Title">For the operator.</param>
/// <param name="Steps">In order.</param>
public sealed record Phase(
    [property: JsonRequired] PhaseId Id,
    [property: JsonRequired] LocalizedText Title,
    [property: JsonRequired] ImmutableArray<Step> Steps);

/// <summary>
/// Where a value is read on the instrument: <see cref="RegistrySource"/>, <see cref="FileSource"/> or
/// <see cref="ProductSource"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RegistrySource), "registry")]
[JsonDerivedType(typeof(FileSource), "file")]
[JsonDerivedType(typeof(ProductSource), "product")]
public abstract record ValueSource;

/// <summary>The text of a registry value.</summary>
/// <param name="Key">The key, beginning with <c>HKLM\</c>.</param>
/// <param name="Name">The value's name; empty for the default value.</param>
public sealed record RegistrySource([property: JsonRequired] string Key, [property: JsonRequired] string Name) : ValueSource
{
    /// <summary>Which half of the registry.</summary>
    [JsonRequired]
    public RegistryView View { get; init; } = RegistryView.Bits64;
}

/// <summary>The first group of a regular expression's first match in a small text file (UTF-8, at most 1 MiB).</summary>
/// <param name="Path">Full path of the file on the instrument.</param>
/// <param name="Pattern">A .NET regular expression with one group.</param>
public sealed record FileSource([property: JsonRequired] InstrumentPath Path, [property: JsonRequired] string Pattern)
    : ValueSource;

/// <summary>The version of an installed product.</summary>
/// <param name="Name">Its display name among the installed programs.</param>
public sealed record ProductSource([property: JsonRequired] string Name) : ValueSource;

/// <summary>When the instrument counts as idle. What cannot be read counts as not idle.</summary>
public sealed record IdleGate
{
    /// <summary>Folders whose subfolders are runs; each must be finished. A folder that is absent holds no run.</summary>
    [JsonRequired]
    public required ImmutableArray<InstrumentPath> RunFolders { get; init; }

    /// <summary>Files that a finished run has, at its top (a wildcard <c>*</c> stands for any characters).</summary>
    [JsonRequired]
    public required ImmutableArray<string> FinishedMarkers { get; init; }

    /// <summary>How old the youngest marker must be, in minutes.</summary>
    [JsonRequired]
    public required int QuietMinutes { get; init; }

    /// <summary>Processes that must not run, by image name without extension.</summary>
    [JsonRequired]
    public required ImmutableArray<string> Processes { get; init; }
}

/// <summary>What is backed up besides what the plan's steps change, which always is.</summary>
public sealed record BackupSet
{
    /// <summary>Files and folders of the instrument that must be saved; absent ones are listed as absent.</summary>
    [JsonRequired]
    public required ImmutableArray<InstrumentPath> Mandatory { get; init; }

    /// <summary>Run data and the like: offered with their size.</summary>
    [JsonRequired]
    public required ImmutableArray<InstrumentPath> Optional { get; init; }
}
