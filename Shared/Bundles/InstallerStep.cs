using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>A step that runs a vendor's installer, to install or to remove.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
public abstract record InstallerStep(StepId Id, LocalizedText Title) : Step(Id, Title)
{
    // A patch or an update alone brings no version back.
    private static readonly string[] WholeVersions = [".msi", ".exe"];

    /// <summary>
    /// The installers of the versions that an EXE replaces or removes, because an EXE keeps none. Where another version is
    /// installed, the step is refused before its change. Windows Installer needs none: the kit keeps its packages.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<UndoPayload> UndoPayloads { get; init; } = [];

    /// <summary>
    /// Full paths of files on the instrument that it changes and that taking it back would not bring back: kept before it runs,
    /// put back by the undo.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<InstrumentPath> Changes { get; init; } = [];

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

    private protected override IEnumerable<InstrumentPath> Files => Changes;

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Between(TimeLimitMinutes, 1, 240, $"{path}.timeLimitMinutes");
        book.Some(DoneCodes.Length, $"{path}.doneCodes", "exit code");
        book.Distinct(DoneCodes.Concat(RestartCodes).Concat(RetryCodes), _ => path, "exit code");
        book.Distinct(Changes.Select(file => file.CollisionKey), i => $"{path}.changes[{i}]", "file");
        book.Distinct(UndoPayloads.Select(one => one.Version), i => $"{path}.undoPayloads[{i}].version", "version");
        for (var i = 0; i < UndoPayloads.Length; i++)
        {
            Installer(book, UndoPayloads[i].Payload, WholeVersions, UndoPayloads[i].Arguments, files,
                $"{path}.undoPayloads[{i}]");
        }
    }

    /// <summary>The rules of an installer and of what it is called with.</summary>
    private protected static void Installer(RuleBook book, MediaPath payload, string[] extensions,
        ImmutableArray<string> arguments, BundleContents files, string path)
    {
        book.Pass(files.Missing(payload, "payload"), $"{path}.payload");
        book.Extension(payload, extensions, $"{path}.payload");
        book.Require(files.LengthOf(payload) is not 0, $"{path}.payload", $"'{payload}' is empty");
        if (InstallerKinds.Of(payload.Name) is InstallerKind.Package or InstallerKind.Patch)
            Properties(book, arguments, $"{path}.arguments");
    }

    // msiexec takes a switch in the place of a property for an error in the command line, and shows it to nobody.
    private protected static void Properties(RuleBook book, ImmutableArray<string> arguments, string path)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var cut = arguments[i].IndexOf('=', StringComparison.Ordinal);
            book.Require(
                cut > 0 && arguments[i][..cut].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.'),
                $"{path}[{i}]",
                $"'{arguments[i]}' is not a property of Windows Installer, NAME=value; the switches for a quiet " +
                    "installation and its log are added by the kit");
        }
    }
}

/// <summary>
/// The installer of a version that may stand on an instrument before a step takes it away: an undo installs it again.
/// </summary>
/// <param name="Version">The version that it installs.</param>
/// <param name="Payload">The installer, in payload/.</param>
public sealed record UndoPayload(
    [property: JsonRequired] SoftwareVersion Version,
    [property: JsonRequired] MediaPath Payload)
{
    /// <summary>Arguments for installing it: of an EXE, or MSI properties.</summary>
    [JsonRequired]
    public ImmutableArray<string> Arguments { get; init; } = [];
}
