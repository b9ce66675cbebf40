using System.Globalization;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// The letter to a site, by a way of its own: which stick comes, for which instruments, and the fingerprint that the first screen
/// is compared with. docs/formats/fingerprint.md.
/// </summary>
/// <param name="contents">The stick, verified against the desk's own root.</param>
/// <param name="root">That root.</param>
internal sealed class StickLetter(StickContents contents, SignedMetadata<RootMetadata> root)
{
    private const int Width = 78;

    /// <summary>The code that opens the stick's bundle; null where it is not encrypted.</summary>
    public UnlockCode? Code { get; init; }

    /// <summary>The sentences.</summary>
    public static LanguageTexts Texts { get; } = new("PatchKit.Packager.Sticks.LetterTexts", typeof(StickLetter).Assembly);

    /// <summary>The languages of the delivery that the letter speaks; English where it speaks none of them.</summary>
    public IReadOnlyList<string> Languages =>
        contents.Delivery.Languages.Where(LocalizedText.Languages.Contains).ToList() is { Count: > 0 } spoken
            ? spoken
            : [LocalizedText.English];

    /// <summary>The letter in one language, in lines for a printer.</summary>
    public IEnumerable<string> Lines(string language)
    {
        string Say(string key, params object[] values) =>
            string.Format(CultureInfo.InvariantCulture, Texts.Get(key, language), values);

        var delivery = contents.Delivery;
        var companion = contents.Files.Files.First(file => file.Path == StickLayout.FileList);
        var fingerprint = RootFingerprint.Of(root);
        return
        [
            .. root.Metadata.Rehearsal ? [$"*** {Say("Rehearsal")} ***", ""] : Array.Empty<string>(),
            delivery.Customer.Name,
            "",
            .. Folding.Fold(Say("About", delivery.Stick, contents.Manifest.Bundle,
                contents.Trusted.FirstExpiry.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), Width),
            "",
            Say("For"),
            .. delivery.Instruments.Select(one =>
                $"  {NameOf(one.Product)} {one.Serial}: {string.Join(", ", one.Modes.Select(mode => mode.Text))}"),
            "",
            .. Folding.Fold(Say("Apart"), Width),
            "",
            .. Folding.Fold(Say("Compare"), Width),
            "",
            $"  {Say("Root", fingerprint.Version)}",
            .. fingerprint.Lines.Select(line => $"  {line}"),
            "",
            .. Code is { } code
                ? (IEnumerable<string>)[.. Folding.Fold(Say("Unlock"), Width), "", $"  {code.Text}", ""]
                : [],
            .. Folding.Fold(Say("It"), Width),
            $"  {companion.Sha256}",
            .. Folding.Fold(Say("How"), Width),
            "",
            .. Folding.Fold(Say("Return", delivery.ReturnTo.Telephone), Width),
            .. delivery.ReturnTo.Lines.Select(line => $"  {line}"),
        ];
    }

    private string NameOf(ProductId product) =>
        contents.Manifest.Products.FirstOrDefault(one => one.Product == product)?.Name ?? product.Text;
}
