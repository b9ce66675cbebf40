using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// What was seen of one thing on the instrument, in the only words that a receipt has for it. A closed set, one for each kind of
/// probe and one for programs: <see cref="FileObservation"/>, <see cref="RegistryObservation"/>,
/// <see cref="ProductObservation"/>, <see cref="ServiceObservation"/>, <see cref="AccountObservation"/>,
/// <see cref="FirewallObservation"/>, <see cref="ListenerObservation"/>, <see cref="HotfixObservation"/>,
/// <see cref="TaskObservation"/>, <see cref="CertificateObservation"/>, <see cref="ScriptObservation"/>,
/// <see cref="ProgramObservation"/>,
/// <see cref="UnreadableObservation"/>. Subjects are names that the signed bundle carries; a text that was found on the machine
/// stands there only when the bundle carries it too, and is absent otherwise.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "of")]
[JsonDerivedType(typeof(FileObservation), "file")]
[JsonDerivedType(typeof(RegistryObservation), "registry")]
[JsonDerivedType(typeof(ProductObservation), "product")]
[JsonDerivedType(typeof(ServiceObservation), "service")]
[JsonDerivedType(typeof(AccountObservation), "account")]
[JsonDerivedType(typeof(FirewallObservation), "firewall")]
[JsonDerivedType(typeof(ListenerObservation), "listener")]
[JsonDerivedType(typeof(HotfixObservation), "hotfix")]
[JsonDerivedType(typeof(TaskObservation), "task")]
[JsonDerivedType(typeof(CertificateObservation), "certificate")]
[JsonDerivedType(typeof(ScriptObservation), "script")]
[JsonDerivedType(typeof(ProgramObservation), "program")]
[JsonDerivedType(typeof(UnreadableObservation), "unreadable")]
public abstract record Observation;

/// <summary>A file or folder.</summary>
/// <param name="Path">Full path on the instrument.</param>
/// <param name="State">What stands there.</param>
public sealed record FileObservation([property: JsonRequired] string Path, [property: JsonRequired] FileState State) : Observation
{
    /// <summary>Its size in bytes, when it is a file.</summary>
    public long? Bytes { get; init; }

    /// <summary>Its digest, when that was asked for.</summary>
    public Sha256Digest? Sha256 { get; init; }

    /// <summary>Whether it holds the text that was asked for.</summary>
    public bool? Contains { get; init; }

    /// <summary>Its version, when that was asked for and it has one.</summary>
    public SoftwareVersion? Version { get; init; }
}

/// <summary>What stands at a path.</summary>
[JsonConverter(typeof(StrictEnumConverter<FileState>))]
public enum FileState
{
    /// <summary>Nothing.</summary>
    Absent = 1,

    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,
}

/// <summary>A registry value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">The value's name; empty for the default value.</param>
/// <param name="Present">Whether it is there.</param>
public sealed record RegistryObservation(
    [property: JsonRequired] string Key,
    [property: JsonRequired] string Name,
    [property: JsonRequired] bool Present) : Observation
{
    /// <summary>Its type.</summary>
    public RegistryKind? Kind { get; init; }

    /// <summary>Its text, when it is a number or one that the bundle carries.</summary>
    public string? Text { get; init; }
}

/// <summary>An installed product.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="Installed">Whether it is installed.</param>
public sealed record ProductObservation([property: JsonRequired] string Name, [property: JsonRequired] bool Installed)
    : Observation
{
    /// <summary>Its version, when it is one of whole numbers and dots.</summary>
    public SoftwareVersion? Version { get; init; }
}

/// <summary>A service.</summary>
/// <param name="Service">Its name in the bundle.</param>
/// <param name="Present">Whether there is one.</param>
public sealed record ServiceObservation([property: JsonRequired] string Service, [property: JsonRequired] bool Present)
    : Observation
{
    /// <summary>Its logon account, when it is one of Windows' own or one that the bundle carries.</summary>
    public string? Account { get; init; }

    /// <summary>Whether that account has administrator rights, when that was asked for.</summary>
    public bool? Administrator { get; init; }

    /// <summary>How it starts.</summary>
    public ServiceStart? Start { get; init; }

    /// <summary>Whether it runs.</summary>
    public ServiceRunState? State { get; init; }
}

/// <summary>A local account.</summary>
/// <param name="Account">Its name in the bundle.</param>
/// <param name="Present">Whether there is one.</param>
public sealed record AccountObservation([property: JsonRequired] string Account, [property: JsonRequired] bool Present)
    : Observation
{
    /// <summary>The groups it belongs to, by SID: Windows' own, and those that the bundle carries.</summary>
    [JsonRequired]
    public ImmutableArray<string> Groups { get; init; } = [];
}

/// <summary>The firewall: how many of its profiles are on.</summary>
/// <param name="On">Profiles that are on.</param>
/// <param name="Off">Profiles that are off.</param>
public sealed record FirewallObservation([property: JsonRequired] int On, [property: JsonRequired] int Off) : Observation;

/// <summary>A TCP port: how many addresses are listened on.</summary>
/// <param name="Port">The port.</param>
/// <param name="Loopback">Addresses that this machine alone reaches.</param>
/// <param name="Reachable">Addresses that others reach.</param>
public sealed record ListenerObservation(
    [property: JsonRequired] int Port,
    [property: JsonRequired] int Loopback,
    [property: JsonRequired] int Reachable) : Observation
{
    /// <summary>The service whose own process listens on a loopback address; null where that was not seen.</summary>
    public string? Service { get; init; }
}

/// <summary>An update of Windows.</summary>
/// <param name="Kb">Its number.</param>
/// <param name="Installed">Whether it is installed.</param>
public sealed record HotfixObservation([property: JsonRequired] string Kb, [property: JsonRequired] bool Installed) : Observation;

/// <summary>A scheduled task.</summary>
/// <param name="Task">Its path.</param>
/// <param name="Present">Whether there is one.</param>
public sealed record TaskObservation([property: JsonRequired] string Task, [property: JsonRequired] bool Present) : Observation
{
    /// <summary>Whether it is enabled.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>A certificate in a store of the machine.</summary>
/// <param name="Store">The store.</param>
/// <param name="Thumbprint">Its thumbprint.</param>
/// <param name="Present">Whether it is there.</param>
public sealed record CertificateObservation(
    [property: JsonRequired] string Store,
    [property: JsonRequired] string Thumbprint,
    [property: JsonRequired] bool Present) : Observation;

/// <summary>What a script of the bundle answers: its author's word, and nothing that the kit has seen itself.</summary>
/// <param name="Path">Its path in the bundle.</param>
/// <param name="Holds">Its answer.</param>
public sealed record ScriptObservation([property: JsonRequired] string Path, [property: JsonRequired] bool Holds) : Observation;

/// <summary>A script or installer of the bundle that has run.</summary>
/// <param name="Path">Its path in the bundle.</param>
/// <param name="Verb">What it was asked to do.</param>
public sealed record ProgramObservation([property: JsonRequired] string Path, [property: JsonRequired] ProgramVerb Verb)
    : Observation
{
    /// <summary>Its exit code; absent when it was stopped at its time limit.</summary>
    public int? ExitCode { get; init; }
}

/// <summary>What a script or installer is asked to do.</summary>
[JsonConverter(typeof(StrictEnumConverter<ProgramVerb>))]
public enum ProgramVerb
{
    /// <summary>Whether it is so already.</summary>
    Check = 1,

    /// <summary>To do it.</summary>
    Apply,

    /// <summary>To take it back.</summary>
    Undo,
}

/// <summary>Something that could not be read. What the machine said of it stays in the log.</summary>
/// <param name="Subject">The bundle's name for it: a path, a key, a service, an account.</param>
public sealed record UnreadableObservation([property: JsonRequired] string Subject) : Observation;
