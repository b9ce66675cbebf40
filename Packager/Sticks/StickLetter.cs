using System.Globalization;
using PatchKit.Packager.Returns.Forms;
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
    public IReadOnlyList<string> Languages => LanguagesOf(contents.Delivery);

    /// <summary>The languages of a delivery that the desk's sheets speak; English where they speak none of them.</summary>
    public static IReadOnlyList<string> LanguagesOf(Delivery delivery) =>
        delivery.Languages.Where(LocalizedText.Languages.Contains).ToList() is { Count: > 0 } spoken
            ? spoken
            : [LocalizedText.English];

    /// <summary>A sentence with its values.</summary>
    public static string Say(string language, string key, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, Texts.Get(key, language), values);

    /// <summary>The letter in one language as a sheet, for a browser or a printer.</summary>
    public FormDocument Sheet(string language)
    {
        var (delivery, fingerprint) = (contents.Delivery, RootFingerprint.Of(root));
        string Said(string key, params object[] values) => Say(language, key, values);
        return new(Said("Title", delivery.Stick), language, root.Metadata.Rehearsal ? Said("Rehearsal") : "",
        [
            new FormLine(delivery.Customer.Name),
            new FormLine(About(language)),
            new FormHeading(Said("For")),
            .. delivery.Instruments.Select(one => new FormLine(Instrument(one))),
            new FormLine(Said("Apart")),
            new FormLine(Said("Compare")),
            new FormHeading(Said("Root", fingerprint.Version)),
            .. fingerprint.Lines.Select(line => new FormLine(line)),
            .. Code is { } code ? (IEnumerable<FormBlock>)[new FormLine(Said("Unlock")), new FormHeading(code.Text)] : [],
            new FormHeading(Said("It")),
            new FormLine(Companion.Sha256.Hex),
            new FormLine(Said("How")),
            new FormHeading(Said("Return", delivery.ReturnTo.Telephone)),
            .. delivery.ReturnTo.Lines.Select(line => new FormLine(line)),
        ]);
    }

    /// <summary>The letter in one language, in lines for a printer.</summary>
    public IEnumerable<string> Lines(string language)
    {
        var (delivery, fingerprint) = (contents.Delivery, RootFingerprint.Of(root));
        string Said(string key, params object[] values) => Say(language, key, values);
        return
        [
            .. root.Metadata.Rehearsal ? [$"*** {Said("Rehearsal")} ***", ""] : Array.Empty<string>(),
            delivery.Customer.Name,
            "",
            .. Folding.Fold(About(language), Width),
            "",
            Said("For"),
            .. delivery.Instruments.Select(one => $"  {Instrument(one)}"),
            "",
            .. Folding.Fold(Said("Apart"), Width),
            "",
            .. Folding.Fold(Said("Compare"), Width),
            "",
            $"  {Said("Root", fingerprint.Version)}",
            .. fingerprint.Lines.Select(line => $"  {line}"),
            "",
            .. Code is { } code
                ? (IEnumerable<string>)[.. Folding.Fold(Said("Unlock"), Width), "", $"  {code.Text}", ""]
                : [],
            .. Folding.Fold(Said("It"), Width),
            $"  {Companion.Sha256}",
            .. Folding.Fold(Said("How"), Width),
            "",
            .. Folding.Fold(Said("Return", delivery.ReturnTo.Telephone), Width),
            .. delivery.ReturnTo.Lines.Select(line => $"  {line}"),
        ];
    }

    private ListedFile Companion => contents.Files.Files.First(file => file.Path == StickLayout.FileList);

    private string About(string language) => Say(language, "About", contents.Delivery.Stick, contents.Manifest.Bundle,
        contents.Trusted.FirstExpiry.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private string Instrument(ExpectedInstrument one) =>
        $"{NameOf(one.Product)} {one.Serial}: {string.Join(", ", one.Modes.Select(mode => mode.Text))}";

    private string NameOf(ProductId product) =>
        contents.Manifest.Products.FirstOrDefault(one => one.Product == product)?.Name ?? product.Text;
}
