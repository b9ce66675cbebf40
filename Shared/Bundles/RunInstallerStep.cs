using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Runs an installer of the payload: an MSI or an EXE.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Payload">The installer, in payload/.</param>
public sealed record RunInstallerStep(StepId Id, LocalizedText Title, [property: JsonRequired] MediaPath Payload)
    : Step(Id, Title)
{
    private static readonly string[] InstallerExtensions = [".msi", ".exe"];

    /// <summary>
    /// Arguments of an EXE, or MSI properties (<c>NAME=value</c>); the quiet and log switches of MSI are added by the kit.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Arguments that make an EXE remove itself. An MSI knows its own.</summary>
    [JsonRequired]
    public ImmutableArray<string> UndoArguments { get; init; } = [];

    /// <summary>
    /// Of an EXE: the installers of the versions that it may find installed and replaces. The product is the one that the proof
    /// names first. Where another version is installed, the step is refused before its change. An MSI keeps what it replaces.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<UndoPayload> UndoPayloads { get; init; } = [];

    /// <summary>
    /// Full paths of files on the instrument that it changes and that its removal would not bring back: kept before it runs, put
    /// back by the undo.
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

    /// <summary>Whether it is a package of the Windows Installer, which keeps what it replaces.</summary>
    [JsonIgnore]
    public bool IsPackage => RuleBook.HasExtension(Payload, ".msi");

    /// <summary>The display name of the product that it installs, as its proof says; null where none is named.</summary>
    [JsonIgnore]
    public string? Installs => Proof.OfType<ProductProbe>().FirstOrDefault(probe => probe.Exists)?.Name;

    private protected override IEnumerable<InstrumentPath> Files => Changes;

    private protected override bool IsBlind => true;

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        Installer(book, Payload, Arguments, files, path);
        book.Between(TimeLimitMinutes, 1, 240, $"{path}.timeLimitMinutes");
        book.Some(DoneCodes.Length, $"{path}.doneCodes", "exit code");
        book.Distinct(DoneCodes.Concat(RestartCodes).Concat(RetryCodes), _ => path, "exit code");
        book.Distinct(Changes.Select(file => file.CollisionKey), i => $"{path}.changes[{i}]", "file");
        UndoPayload.CheckAll(book, UndoPayloads, files, $"{path}.undoPayloads");
        if (IsPackage)
        {
            Properties(book, UndoArguments, $"{path}.undoArguments");
            book.Require(UndoPayloads.IsEmpty, $"{path}.undoPayloads",
                "an MSI needs none: Windows Installer has the package of what it replaces, and the kit keeps it");
            return;
        }

        book.Require(UndoArguments.Length > 0, $"{path}.undoArguments",
            "an EXE needs the arguments that make it remove itself: every step can be undone");
        book.Require(Arguments.IsEmpty || !Arguments.SequenceEqual(UndoArguments), $"{path}.undoArguments",
            "these are the arguments that install; an undo by them would install again");
        book.Require(UndoPayloads.IsEmpty || Installs is not null, $"{path}.proof",
            "no probe names the product, so that nobody could see which version was installed; name it here");
        for (var i = 0; i < UndoPayloads.Length; i++)
            book.Require(UndoPayloads[i].Payload != Payload, $"{path}.undoPayloads[{i}].payload",
                "this is the installer of the step itself; an undo by it would install again");
        Kept(book, Proof, Changes, path);
    }

    /// <summary>
    /// What an author can be told of a mode: where its software is what an EXE installs, it always stands there.
    /// </summary>
    internal void CheckIn(RuleBook book, ModeTarget mode, string path) => book.Require(
        IsPackage || !UndoPayloads.IsEmpty || mode.SoftwareVersion is not ProductSource source
            || !string.Equals(source.Name, Installs, StringComparison.OrdinalIgnoreCase),
        $"{path}.undoPayloads",
        $"every affected instrument has an older '{Installs}', which an EXE that removes itself does not bring back; " +
            "bring the installers of the affected versions");

    /// <summary>What a proof looks at is kept before a program runs that only its author knows.</summary>
    internal static void Kept(RuleBook book, ImmutableArray<Probe> proof, ImmutableArray<InstrumentPath> changes, string path)
    {
        foreach (var probe in proof.OfType<FileProbe>())
        {
            book.Require(
                changes.Any(file => file.CollisionKey == probe.Path.CollisionKey), $"{path}.changes",
                $"the proof looks at '{probe.Path}'; list it here, so that it is kept before the change");
        }
    }

    /// <summary>The rules of an installer and of what it is called with.</summary>
    internal static void Installer(
        RuleBook book, MediaPath payload, ImmutableArray<string> arguments, BundleContents files, string path)
    {
        book.Pass(files.Missing(payload, "payload"), $"{path}.payload");
        book.Extension(payload, InstallerExtensions, $"{path}.payload");
        book.Require(files.LengthOf(payload) is not 0, $"{path}.payload", $"'{payload}' is empty");
        if (RuleBook.HasExtension(payload, ".msi"))
            Properties(book, arguments, $"{path}.arguments");
    }

    // msiexec takes a switch in the place of a property for an error in the command line, and shows it to nobody.
    private static void Properties(RuleBook book, ImmutableArray<string> arguments, string path)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var cut = arguments[i].IndexOf('=', StringComparison.Ordinal);
            book.Require(
                cut > 0 && arguments[i][..cut].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.'),
                $"{path}[{i}]",
                $"'{arguments[i]}' is not a property of an MSI, NAME=value; the switches for a quiet installation and its log " +
                    "are added by the kit");
        }
    }
}
