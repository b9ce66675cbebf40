using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// The smallest change that is proven and reversible. A closed set: <see cref="RunInstallerStep"/>, <see cref="RunScriptStep"/>,
/// <see cref="ReplaceFileStep"/>, <see cref="SetServiceStep"/>, <see cref="SetAccountStep"/>, <see cref="EnableFirewallStep"/>,
/// <see cref="SetRegistryValueStep"/>, <see cref="AskOperatorStep"/>. An unknown kind is refused by the reader.
/// </summary>
/// <param name="Id">Unique in its plan; stands in journal and receipt.</param>
/// <param name="Title">What it does, for the operator.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunInstallerStep), "run-installer")]
[JsonDerivedType(typeof(RunScriptStep), "run-script")]
[JsonDerivedType(typeof(ReplaceFileStep), "replace-file")]
[JsonDerivedType(typeof(SetServiceStep), "set-service")]
[JsonDerivedType(typeof(SetAccountStep), "set-account")]
[JsonDerivedType(typeof(EnableFirewallStep), "enable-firewall")]
[JsonDerivedType(typeof(SetRegistryValueStep), "set-registry-value")]
[JsonDerivedType(typeof(AskOperatorStep), "ask-operator")]
public abstract record Step([property: JsonRequired] StepId Id, [property: JsonRequired] LocalizedText Title)
{
    /// <summary>
    /// What must be true afterwards, asked of the instrument by another way than the change. Required for the kinds whose effect
    /// the kit cannot know (installer, script, operator); for the others it adds to their own read-back.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<Probe> Proof { get; init; } = [];

    /// <summary>Full paths of the files on the instrument that the step itself puts in place or says it changes.</summary>
    [JsonIgnore]
    public ImmutableArray<InstrumentPath> ChangedFiles => this switch
    {
        ReplaceFileStep replace => [replace.Target],
        RunScriptStep script => script.Changes,
        _ => [],
    };

    /// <summary>
    /// Whether this step sets anew what an earlier one of the plan has set: then the earlier one's state is not that of the end.
    /// </summary>
    public bool FollowsUp(Step earlier) => (this, earlier) switch
    {
        (SetServiceStep now, SetServiceStep then) => Same(now.Service, then.Service),
        (SetAccountStep now, SetAccountStep then) => Same(now.Account, then.Account),
        (SetRegistryValueStep now, SetRegistryValueStep then) => Same(now.Key, then.Key) && Same(now.Name, then.Name),
        _ => ChangedFiles.Any(file => earlier.ChangedFiles.Any(other => Same(file.Text, other.Text))),
    };

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The kind as it is written in a manifest.</summary>
    [JsonIgnore]
    public string Kind => this switch
    {
        RunInstallerStep => "run-installer",
        RunScriptStep => "run-script",
        ReplaceFileStep => "replace-file",
        SetServiceStep => "set-service",
        SetAccountStep => "set-account",
        EnableFirewallStep => "enable-firewall",
        SetRegistryValueStep => "set-registry-value",
        AskOperatorStep => "ask-operator",
        _ => throw new InvalidOperationException($"a step of no kind: {GetType()}"),
    };
}

/// <summary>Runs an installer of the payload: an MSI, an EXE, or a rehearsal's stand-in package.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Payload">The installer, in payload/.</param>
public sealed record RunInstallerStep(StepId Id, LocalizedText Title, [property: JsonRequired] MediaPath Payload)
    : Step(Id, Title)
{
    /// <summary>
    /// Arguments of an EXE, or MSI properties (<c>NAME=value</c>); the quiet and log switches of MSI are added by the kit.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Arguments that make an EXE remove itself. An MSI and a stand-in package know theirs.</summary>
    [JsonRequired]
    public ImmutableArray<string> UndoArguments { get; init; } = [];

    /// <summary>Exit codes that mean success; 0 unless said.</summary>
    [JsonRequired]
    public ImmutableArray<int> DoneCodes { get; init; } = [0];

    /// <summary>Exit codes that mean success and want a restart.</summary>
    [JsonRequired]
    public ImmutableArray<int> RestartCodes { get; init; } = [3010, 1641];

    /// <summary>Exit codes that mean busy, try again.</summary>
    [JsonRequired]
    public ImmutableArray<int> RetryCodes { get; init; } = [1618];

    /// <summary>How long it may take, in minutes.</summary>
    [JsonRequired]
    public int TimeLimitMinutes { get; init; } = 30;
}

/// <summary>
/// Runs a script of the bundle with <c>check</c>, <c>apply</c> or <c>undo</c> as first argument: exit code 0 done, 10 already so,
/// 20 try later, anything else failed.
/// </summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Scripts">The same script for several hosts, told apart by extension: <c>.cmd</c>, <c>.ps1</c>, <c>.sh</c>. The
/// first that the host can run is used.</param>
public sealed record RunScriptStep(StepId Id, LocalizedText Title, [property: JsonRequired] ImmutableArray<MediaPath> Scripts)
    : Step(Id, Title)
{
    /// <summary>
    /// Full paths of the files on the instrument that it changes: kept before it runs, put back by the undo. What its proof looks
    /// at belongs here.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<InstrumentPath> Changes { get; init; } = [];

    /// <summary>How long one call may take, in minutes.</summary>
    [JsonRequired]
    public int TimeLimitMinutes { get; init; } = 5;
}

/// <summary>Puts a file of the payload in the place of a file on the instrument. Its read-back is the target's digest.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Payload">The new file, in payload/.</param>
/// <param name="Target">Full path of the file on the instrument.</param>
public sealed record ReplaceFileStep(
    StepId Id,
    LocalizedText Title,
    [property: JsonRequired] MediaPath Payload,
    [property: JsonRequired] InstrumentPath Target) : Step(Id, Title);

/// <summary>Sets a service's account, start type or run state. What is null stays as it is.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Service">Short name, or the display name where the short one is unknown.</param>
public sealed record SetServiceStep(StepId Id, LocalizedText Title, [property: JsonRequired] string Service) : Step(Id, Title)
{
    /// <summary>The logon account. For one with a password the operator is asked.</summary>
    public string? Account { get; init; }

    /// <summary>How it starts.</summary>
    public ServiceStart? Start { get; init; }

    /// <summary>Whether it runs afterwards.</summary>
    public ServiceRunState? State { get; init; }
}

/// <summary>Puts a local account into groups or takes it out of them, by SID.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Account">The account's name.</param>
public sealed record SetAccountStep(StepId Id, LocalizedText Title, [property: JsonRequired] string Account) : Step(Id, Title)
{
    /// <summary>Groups, by SID, to join.</summary>
    [JsonRequired]
    public ImmutableArray<string> MemberOf { get; init; } = [];

    /// <summary>Groups, by SID, to leave.</summary>
    [JsonRequired]
    public ImmutableArray<string> NotMemberOf { get; init; } = [];
}

/// <summary>Turns the firewall on in every profile.</summary>
public sealed record EnableFirewallStep(StepId Id, LocalizedText Title) : Step(Id, Title);

/// <summary>Sets one registry value.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Key">The key, beginning with <c>HKLM\</c>.</param>
/// <param name="Name">The value's name; empty for the default value.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">Its text; numbers in decimal.</param>
public sealed record SetRegistryValueStep(
    StepId Id,
    LocalizedText Title,
    [property: JsonRequired] string Key,
    [property: JsonRequired] string Name,
    [property: JsonRequired] RegistryKind Type,
    [property: JsonRequired] string Value) : Step(Id, Title)
{
    /// <summary>Which half of the registry.</summary>
    [JsonRequired]
    public RegistryView View { get; init; } = RegistryView.Bits64;
}

/// <summary>Asks the operator to do something by hand, then reads back whether it is so.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Text">What to do, step by step.</param>
public sealed record AskOperatorStep(StepId Id, LocalizedText Title, [property: JsonRequired] LocalizedText Text)
    : Step(Id, Title)
{
    /// <summary>How often the operator may try before the step has failed.</summary>
    [JsonRequired]
    public int Tries { get; init; } = 3;
}

/// <summary>The type of a registry value.</summary>
[JsonConverter(typeof(StrictEnumConverter<RegistryKind>))]
public enum RegistryKind
{
    /// <summary>REG_SZ.</summary>
    Text,

    /// <summary>REG_DWORD, written in decimal.</summary>
    Dword,

    /// <summary>REG_QWORD, written in decimal.</summary>
    Qword,

    /// <summary>REG_EXPAND_SZ.</summary>
    ExpandableText,
}
