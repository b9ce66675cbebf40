using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Runs an installer of the payload: a package (.msi) or a patch (.msp) of Windows Installer, an update of Windows (.msu), or an
/// EXE.
/// </summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Payload">The installer, in payload/.</param>
public sealed record RunInstallerStep(StepId Id, LocalizedText Title, [property: JsonRequired] MediaPath Payload)
    : InstallerStep(Id, Title)
{
    /// <summary>
    /// Arguments of an EXE, or properties of an MSI or MSP (<c>NAME=value</c>); the quiet and log switches of Windows' own
    /// installers are added by the kit.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Arguments that make an EXE remove itself. Windows' own installers know theirs.</summary>
    [JsonRequired]
    public ImmutableArray<string> UndoArguments { get; init; } = [];

    /// <summary>What installs it; null where the payload is no installer, which the rules refuse.</summary>
    [JsonIgnore]
    public InstallerKind? InstalledBy => InstallerKinds.Of(Payload.Name);

    /// <summary>Whether Windows Installer works for it.</summary>
    [JsonIgnore]
    public bool IsWindowsInstallers => InstalledBy is InstallerKind.Package or InstallerKind.Patch;

    /// <summary>
    /// The display name of the product that it installs: what its proof names first; null where no product is named.
    /// </summary>
    [JsonIgnore]
    public string? Installs => Proof.OfType<ProductProbe>().FirstOrDefault(probe => probe.Exists)?.Name;

    /// <summary>The number of the update of Windows that it installs: what its proof names first; null where none.</summary>
    [JsonIgnore]
    public string? Update => Proof.OfType<HotfixProbe>().FirstOrDefault(probe => probe.Exists)?.Kb;

    private protected override bool IsBlind => true;

    // Patches of one product stand beside one another.
    private protected override string? Sets => InstalledBy switch
    {
        InstallerKind.Patch => null,
        InstallerKind.Update => Update is { } update ? $"update {update}" : null,
        _ => Installs is { } product ? $"product {product}" : null,
    };

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        Installer(book, Payload, InstallerKinds.Extensions, Arguments, files, path);
        base.Check(book, files, path);
        // What is none of them was told above; what an EXE needs would only lead astray.
        switch (InstalledBy)
        {
            case InstallerKind.Package:
                Properties(book, UndoArguments, $"{path}.undoArguments");
                NoFormer(book, path,
                    "an MSI needs none: Windows Installer has the package of what it replaces, and the kit keeps it");
                break;
            case InstallerKind.Patch:
                Properties(book, UndoArguments, $"{path}.undoArguments");
                NoFormer(book, path, "an MSP needs none: Windows Installer takes it out of the products that it has patched");
                break;
            case InstallerKind.Update:
                OfUpdate(book, path);
                break;
            case InstallerKind.Program:
                OfProgram(book, path);
                break;
            default:
                break;
        }
    }

    private void NoFormer(RuleBook book, string path, string why) =>
        book.Require(UndoPayloads.IsEmpty, $"{path}.undoPayloads", why);

    private void OfUpdate(RuleBook book, string path)
    {
        const string none = "the installer of an MSU takes none; the switches for a quiet run are added by the kit";
        book.Require(Arguments.IsEmpty, $"{path}.arguments", none);
        book.Require(UndoArguments.IsEmpty, $"{path}.undoArguments", none);
        NoFormer(book, path, "an MSU needs none: Windows removes an update by its number");
        book.Require(Update is not null, $"{path}.proof",
            "no probe names the update (kind: hotfix, with its kb), by which Windows removes it again; name it here");
    }

    private void OfProgram(RuleBook book, string path)
    {
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
        InstalledBy != InstallerKind.Program || !UndoPayloads.IsEmpty || mode.SoftwareVersion is not ProductSource source
            || !string.Equals(source.Name, Installs, StringComparison.OrdinalIgnoreCase),
        $"{path}.undoPayloads",
        $"every affected instrument has an older '{Installs}', which an EXE that removes itself does not bring back; " +
            "bring the installers of the affected versions");
}
