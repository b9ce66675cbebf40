using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// A question to the instrument that changes nothing and is answered with yes or no and what was seen. One closed set serves
/// detection of product and mode, and the independent read-back of a step: <see cref="FileProbe"/>, <see cref="RegistryProbe"/>,
/// <see cref="ProductProbe"/>, <see cref="ServiceProbe"/>, <see cref="AccountProbe"/>, <see cref="FirewallProbe"/>,
/// <see cref="ListenerProbe"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FileProbe), "file")]
[JsonDerivedType(typeof(RegistryProbe), "registry")]
[JsonDerivedType(typeof(ProductProbe), "product")]
[JsonDerivedType(typeof(ServiceProbe), "service")]
[JsonDerivedType(typeof(AccountProbe), "account")]
[JsonDerivedType(typeof(FirewallProbe), "firewall")]
[JsonDerivedType(typeof(ListenerProbe), "listener")]
public abstract record Probe;

/// <summary>A file is there (or not), and perhaps has this content.</summary>
/// <param name="Path">Full path on the instrument, for example <c>C:\Program Files\X\x.exe</c>.</param>
public sealed record FileProbe([property: JsonRequired] InstrumentPath Path) : Probe
{
    /// <summary>False asks that the file or folder is absent.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    /// <summary>The digest that its content must have.</summary>
    public Sha256Digest? Sha256 { get; init; }

    /// <summary>A text that its content (UTF-8, at most 1 MiB) must hold.</summary>
    public string? Contains { get; init; }
}

/// <summary>A registry value has this text (numbers in decimal).</summary>
/// <param name="Key">The key, beginning with <c>HKLM\</c>.</param>
/// <param name="Name">The value's name; empty for the default value.</param>
public sealed record RegistryProbe([property: JsonRequired] string Key, [property: JsonRequired] string Name) : Probe
{
    /// <summary>The text it must have; null asks only that it is there.</summary>
    public string? EqualTo { get; init; }

    /// <summary>Which half of the registry on 64-bit Windows.</summary>
    [JsonRequired]
    public RegistryView View { get; init; } = RegistryView.Bits64;
}

/// <summary>A product is installed, perhaps in this version range.</summary>
/// <param name="Name">Its display name among the installed programs.</param>
public sealed record ProductProbe([property: JsonRequired] string Name) : Probe
{
    /// <summary>The range its version must lie in; null asks only that it is installed.</summary>
    public VersionRange? Version { get; init; }
}

/// <summary>A service has this account, state or start type. What is null is not asked.</summary>
/// <param name="Service">Short name, or the display name where the short one is unknown.</param>
public sealed record ServiceProbe([property: JsonRequired] string Service) : Probe
{
    /// <summary>The logon account, for example <c>NT AUTHORITY\LocalService</c> or <c>.\ucs</c>.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// True asks that the logon account, whatever its name, has no administrator rights, nested groups counted.
    /// </summary>
    public bool? StandardAccount { get; init; }

    /// <summary>Running or stopped.</summary>
    public ServiceRunState? State { get; init; }

    /// <summary>How it starts.</summary>
    public ServiceStart? Start { get; init; }
}

/// <summary>A local account exists and stands (or not) in groups.</summary>
/// <param name="Account">The account's name.</param>
public sealed record AccountProbe([property: JsonRequired] string Account) : Probe
{
    /// <summary>Groups, by SID, that it must belong to.</summary>
    [JsonRequired]
    public ImmutableArray<string> MemberOf { get; init; } = [];

    /// <summary>Groups, by SID, that it must not belong to; <c>S-1-5-32-544</c> is Administrators in every language.</summary>
    [JsonRequired]
    public ImmutableArray<string> NotMemberOf { get; init; } = [];
}

/// <summary>The firewall is on in every profile.</summary>
public sealed record FirewallProbe : Probe;

/// <summary>A port is reachable from this machine alone: nothing listens on it except on loopback addresses.</summary>
/// <param name="Port">TCP port.</param>
public sealed record ListenerProbe([property: JsonRequired] int Port) : Probe;

/// <summary>Which half of the registry on 64-bit Windows.</summary>
[JsonConverter(typeof(StrictEnumConverter<RegistryView>))]
public enum RegistryView
{
    /// <summary>The native one.</summary>
    [JsonStringEnumMemberName("64")]
    Bits64,

    /// <summary>That of 32-bit programs.</summary>
    [JsonStringEnumMemberName("32")]
    Bits32,
}

/// <summary>Whether a service runs. Anything between counts as neither.</summary>
[JsonConverter(typeof(StrictEnumConverter<ServiceRunState>))]
public enum ServiceRunState
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is stopped.</summary>
    Stopped,

    /// <summary>It is starting, stopping, pausing: not idle.</summary>
    Pending,
}

/// <summary>How a service starts.</summary>
[JsonConverter(typeof(StrictEnumConverter<ServiceStart>))]
public enum ServiceStart
{
    /// <summary>With Windows.</summary>
    Automatic,

    /// <summary>When something asks for it.</summary>
    Manual,

    /// <summary>Never.</summary>
    Disabled,
}
