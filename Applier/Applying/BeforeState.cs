using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// What stood before a step changed it: captured once, in the journal before the change, enough to undo and to prove the undo. A
/// closed set: <see cref="FileBefore"/>, <see cref="ServiceBefore"/>, <see cref="AccountBefore"/>, <see cref="FirewallBefore"/>,
/// <see cref="RegistryBefore"/>, <see cref="ScriptBefore"/>, <see cref="InstallerBefore"/>, <see cref="ProbedBefore"/>. Never
/// holds a password.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FileBefore), "file")]
[JsonDerivedType(typeof(ServiceBefore), "service")]
[JsonDerivedType(typeof(AccountBefore), "account")]
[JsonDerivedType(typeof(FirewallBefore), "firewall")]
[JsonDerivedType(typeof(RegistryBefore), "registry")]
[JsonDerivedType(typeof(ScriptBefore), "script")]
[JsonDerivedType(typeof(InstallerBefore), "installer")]
[JsonDerivedType(typeof(ProbedBefore), "probed")]
internal abstract record BeforeState;

/// <summary>A file, kept in the step's undo folder; or its absence.</summary>
/// <param name="Sha256">Digest of the old file; null when there was none.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="LastWriteUtc">When it was last written.</param>
/// <param name="Attributes">Its attributes, as a number.</param>
/// <param name="MissingFolders">Folders on the host that were not there, the outermost first.</param>
internal sealed record FileBefore(
    Sha256Digest? Sha256,
    long Length,
    DateTime LastWriteUtc,
    int Attributes,
    ImmutableArray<string> MissingFolders) : BeforeState
{
    /// <summary>Its owner, group and rights of its own, as <see cref="IFileExtras.SecurityOf"/> tells them; null where the disk
    /// keeps none.</summary>
    public string? Security { get; init; }

    /// <summary>Its streams beside its content, kept beside the copy.</summary>
    public ImmutableArray<StreamBefore> Streams { get => field.IsDefault ? [] : field; init; }
}

/// <summary>A stream of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Its digest.</param>
internal sealed record StreamBefore(
    [property: JsonRequired] string Name, [property: JsonRequired] Sha256Digest Sha256);

/// <summary>A service's settings.</summary>
/// <param name="Account">Logon account.</param>
/// <param name="Start">How it starts.</param>
/// <param name="State">Whether it ran.</param>
/// <param name="RunningDependents">Services that need it and ran, by short name.</param>
internal sealed record ServiceBefore(
    string Account,
    ServiceStart Start,
    ServiceRunState State,
    ImmutableArray<string> RunningDependents) : BeforeState;

/// <summary>The groups of an account, of those that the step names.</summary>
/// <param name="Groups">SIDs.</param>
internal sealed record AccountBefore(ImmutableArray<string> Groups) : BeforeState;

/// <summary>The firewall's profiles.</summary>
internal sealed record FirewallBefore(ImmutableArray<FirewallProfile> Profiles) : BeforeState;

/// <summary>A registry value; null when it was absent.</summary>
internal sealed record RegistryBefore(RegistryValue? Value) : BeforeState;

/// <summary>What stood before a script.</summary>
/// <param name="Seen">What the proof's probes saw, one answer a probe, in the order of the step's proof.</param>
/// <param name="Script">The script, kept in the step's undo folder.</param>
/// <param name="Files">The files that the step says it changes, in its order.</param>
internal sealed record ScriptBefore(ImmutableArray<ProbeAnswer> Seen, MediaPath Script, ImmutableArray<FileBefore> Files)
    : BeforeState;

/// <summary>What stood before an installer.</summary>
/// <param name="Seen">What the proof's probes saw, one answer a probe, in the order of the step's proof.</param>
/// <param name="Captured">What the installer's port wants back for its undo.</param>
/// <param name="Files">The files that the step says it changes, in its order.</param>
/// <param name="Former">The version that stood before and that an undo installs again from the bundle; null when there was none,
/// or when the port keeps it.</param>
internal sealed record InstallerBefore(
    ImmutableArray<ProbeAnswer> Seen,
    string Captured,
    ImmutableArray<FileBefore> Files,
    SoftwareVersion? Former) : BeforeState;

/// <summary>What the proof's probes saw, for what the operator does.</summary>
/// <param name="Seen">One answer a probe, in the order of the step's proof.</param>
internal sealed record ProbedBefore(ImmutableArray<ProbeAnswer> Seen) : BeforeState;
