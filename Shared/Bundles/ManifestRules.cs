using System.Text.RegularExpressions;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// What a manifest must fulfil beyond its types. One place for both sides: the device refuses the first fault, the author of a
/// campaign gets them all, with line and column.
/// </summary>
public static partial class ManifestRules
{
    /// <summary>The CycloneDX list of what a bundle carries; every bundle has one.</summary>
    public static MediaPath Sbom { get; } = MediaPath.Of("sbom.cdx.json");

    /// <summary>The manifest's own place in the zip.</summary>
    public static MediaPath Manifest { get; } = MediaPath.Of("manifest.json");

    /// <summary>The longest time that a regular expression of a campaign may search.</summary>
    public static TimeSpan MatchTimeout => RuleBook.MatchTimeout;

    /// <summary>The lowest Windows build that .NET 10 runs on.</summary>
    public const int LowestOsBuild = 14393;

    /// <summary>Every rule that the manifest breaks, with the JSON path of the place.</summary>
    public static IReadOnlyList<FormatFault> Faults(BundleManifest manifest)
    {
        // Without English, or with what is no language, the list itself is the mistake: each text would only repeat it.
        var isList = manifest.Languages.Contains(LocalizedText.English) && manifest.Languages.All(LocalizedText.IsLanguage);
        var book = new RuleBook(isList ? manifest.Languages : []);
        var files = new BundleContents(manifest.Files);
        Head(book, manifest);
        Notices(book, manifest, files);
        ListOfFiles(book, manifest);
        book.Some(manifest.Products.Length, "$.products", "product");
        book.Distinct(manifest.Products.Select(product => product.Product), i => $"$.products[{i}].product", "product");
        var named = manifest.Products.Index().Where(product => product.Item.UdiDi is not null).ToList();
        book.Distinct(named.Select(product => product.Item.UdiDi!), i => $"$.products[{named[i].Index}].udiDi", "UDI-DI");
        for (var i = 0; i < manifest.Products.Length; i++)
        {
            ProductRules.Check(book, manifest.Products[i], files, $"$.products[{i}]");
            ProductRules.Apart(book, [.. manifest.Products.Select(product => product.Identity)], i, $"$.products[{i}].identity",
                j => $"the product {manifest.Products[j].Product}");
        }

        return book.Faults;
    }

    private static void Head(RuleBook book, BundleManifest manifest)
    {
        var name = $"{manifest.Campaign}-{manifest.Version}";
        book.Require(manifest.Bundle.Text == name, "$.bundle",
            $"the bundle is named campaign-version: '{name}', not '{manifest.Bundle}'");
        book.Between(manifest.Counter, 1, int.MaxValue, "$.counter");
        book.Require(manifest.Released.Offset == TimeSpan.Zero, "$.released",
            "the time is not in UTC; write it with a Z at the end");
        book.Between(manifest.MinimumOsBuild, LowestOsBuild, 99999, "$.minimumOsBuild");
        book.Require(manifest.Languages.Contains(LocalizedText.English), "$.languages",
            $"English is missing, which everybody can fall back to: '{LocalizedText.English}'");
        book.Distinct(manifest.Languages, i => $"$.languages[{i}]", "language");
        for (var i = 0; i < manifest.Languages.Length; i++)
            book.Require(LocalizedText.IsLanguage(manifest.Languages[i]), $"$.languages[{i}]",
                $"'{manifest.Languages[i]}' is no language; {LocalizedText.LanguageRule}");
        book.Text(manifest.Title, "$.title");
        book.Text(manifest.Summary, "$.summary");
        book.Distinct(manifest.Vulnerabilities, i => $"$.vulnerabilities[{i}]", "vulnerability");
        for (var i = 0; i < manifest.Vulnerabilities.Length; i++)
            book.Require(Vulnerability().IsMatch(manifest.Vulnerabilities[i]), $"$.vulnerabilities[{i}]",
                $"'{manifest.Vulnerabilities[i]}' is no CVE identifier such as CVE-2023-1968, in capitals");
    }

    private static void Notices(RuleBook book, BundleManifest manifest, BundleContents files)
    {
        book.SameLanguages(manifest.Notices.Keys, "$.notices");
        foreach (var (language, path) in manifest.Notices)
        {
            var place = $"$.notices.{language}";
            book.Require(path.Text.EndsWith(".md", StringComparison.Ordinal), place, $"'{path}' is not a Markdown file (.md)");
            book.Pass(files.Missing(path, "notices"), place);
        }
    }

    private static void ListOfFiles(RuleBook book, BundleManifest manifest)
    {
        book.Require(manifest.Files.Any(file => file.Path == Sbom), "$.files", $"{Sbom} is missing");
        book.Distinct(manifest.Files.Select(file => file.Path.CollisionKey), i => $"$.files[{i}].path", "path (case aside)");
        var folders = manifest.Files.SelectMany(file => BundleContents.Folders(file.Path))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < manifest.Files.Length; i++)
        {
            var (path, length, _) = manifest.Files[i];
            book.Require(length >= 0 && length <= BundleLimits.Default.FileBytes, $"$.files[{i}].length",
                $"'{path}' has {length} bytes; a file of a bundle has at most {BundleLimits.Default.FileBytes}");
            book.Require(!path.Text.EndsWith(StandInPackage.Extension, StringComparison.OrdinalIgnoreCase), $"$.files[{i}].path",
                $"'{path}' is a stand-in, which serves rehearsals alone; it belongs into rehearsal/standins/, and the payload " +
                "is what is shipped");
            book.Require(path.CollisionKey != Manifest.CollisionKey, $"$.files[{i}].path", "the manifest does not list itself");
            book.Require(!folders.Contains(path.Text), $"$.files[{i}].path", $"'{path}' is a file and a folder at once");
            book.Require(
                i == 0 || string.CompareOrdinal(manifest.Files[i - 1].Path.Text, path.Text) < 0,
                $"$.files[{i}].path", "the files are not in ordinal order of path");
        }
    }

    // CVE Record Format, "cveId": a year and four digits or more.
    [GeneratedRegex(@"\ACVE-[0-9]{4}-[0-9]{4,19}\z")]
    private static partial Regex Vulnerability();
}
