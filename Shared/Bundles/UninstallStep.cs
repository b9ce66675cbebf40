using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Removes an installed product. Its read-back is the product's absence. Windows Installer removes what it has installed, and the
/// kit keeps the package for the undo; what an EXE has installed is removed by its own program on the instrument, and the bundle
/// brings its installers for the undo.
/// </summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Product">Its display name among the installed programs.</param>
public sealed record UninstallStep(StepId Id, LocalizedText Title, [property: JsonRequired] string Product)
    : InstallerStep(Id, Title)
{
    /// <summary>
    /// Full path on the instrument of the EXE that removes the product; left out where Windows Installer has installed it.
    /// </summary>
    public InstrumentPath? Program { get; init; }

    /// <summary>Arguments of the program, quiet ones.</summary>
    [JsonRequired]
    public ImmutableArray<string> Arguments { get; init; } = [];

    private protected override string Sets => $"product {Product}";

    internal override Probe Effect(BundleContents files) => new ProductProbe(Product) { Exists = false };

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Line(Product, $"{path}.product");
        base.Check(book, files, path);
        if (Program is null)
        {
            book.Require(Arguments.IsEmpty, $"{path}.arguments",
                "Windows Installer needs none; they belong to the program of an EXE, and none is named");
            book.Require(UndoPayloads.IsEmpty, $"{path}.undoPayloads",
                "Windows Installer needs none: the kit keeps the package of what it removes");
            return;
        }

        book.Require(Program.Value.Text.EndsWith(".exe", StringComparison.OrdinalIgnoreCase), $"{path}.program",
            $"'{Program}' is no .exe");
        book.Require(!UndoPayloads.IsEmpty, $"{path}.undoPayloads",
            "an EXE that removes a product keeps nothing: bring the installers of the versions that may be there");
    }
}
