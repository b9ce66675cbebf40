using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Runs an installer of the payload: an MSI or an EXE.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Payload">The installer, in payload/.</param>
public sealed record RunInstallerStep(StepId Id, LocalizedText Title, [property: JsonRequired] MediaPath Payload)
    : InstallerStep(Id, Title)
{
    /// <summary>
    /// Arguments of an EXE, or MSI properties (<c>NAME=value</c>); the quiet and log switches of MSI are added by the kit.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Arguments that make an EXE remove itself. An MSI knows its own.</summary>
    [JsonRequired]
    public ImmutableArray<string> UndoArguments { get; init; } = [];

    /// <summary>Whether it is a package of the Windows Installer, which keeps what it replaces.</summary>
    [JsonIgnore]
    public bool IsPackage => RuleBook.HasExtension(Payload, ".msi");

    /// <summary>
    /// The display name of the product that it installs: what its proof names first; null where no product is named.
    /// </summary>
    [JsonIgnore]
    public string? Installs => Proof.OfType<ProductProbe>().FirstOrDefault(probe => probe.Exists)?.Name;

    private protected override bool IsBlind => true;

    private protected override string? Sets => Installs is { } product ? $"product {product}" : null;

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        Installer(book, Payload, Arguments, files, path);
        base.Check(book, files, path);
        if (IsPackage)
        {
            Properties(book, UndoArguments, $"{path}.undoArguments");
            book.Require(UndoPayloads.IsEmpty, $"{path}.undoPayloads",
                "an MSI needs none: Windows Installer has the package of what it replaces, and the kit keeps it");
            return;
        }

        // What is neither was told above; what an EXE needs would only lead astray.
        if (!RuleBook.HasExtension(Payload, ".exe"))
            return;
        book.Require(UndoArguments.Length > 0, $"{path}.undoArguments",
            "an EXE needs the arguments that make it remove itself: every step can be undone");
        book.Require(
            Arguments.IsEmpty || !Arguments.SequenceEqual(UndoArguments, StringComparer.OrdinalIgnoreCase),
                $"{path}.undoArguments",
            "these are the arguments that install; an undo by them would install again");
        book.Require(UndoPayloads.IsEmpty || Installs is not null, $"{path}.proof",
            "no probe names the product, so that nobody could see which version was installed; name it here");
        for (var i = 0; i < UndoPayloads.Length; i++)
            book.Require(UndoPayloads[i].Payload != Payload, $"{path}.undoPayloads[{i}].payload",
                "this is the installer of the step itself; an undo by it would install again");
        ProofRules.Kept(book, Proof, Changes, path);
    }

    /// <inheritdoc/>
    /// <remarks>Where the mode's software is what an EXE installs, it always stands there.</remarks>
    internal override void CheckIn(RuleBook book, ModeTarget mode, string path) => book.Require(
        !RuleBook.HasExtension(Payload, ".exe") || !UndoPayloads.IsEmpty || mode.SoftwareVersion is not ProductSource source
            || !string.Equals(source.Name, Installs, StringComparison.OrdinalIgnoreCase),
        $"{path}.undoPayloads",
        $"every affected instrument has an older '{Installs}', which an EXE that removes itself does not bring back; " +
            "bring the installers of the affected versions");
}
