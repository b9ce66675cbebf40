using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// The sheet of a bundle as one page of HTML, to be printed, read and signed by hand before keys are used. It needs nothing but
/// itself. Each sheet of paper bears the bundle's name, the beginning of its digest, and its number: what is signed is all of
/// them.
/// </summary>
internal sealed class BundlePage
{
    private const string Style = """
        body { font: 10.5pt/1.4 "Segoe UI", "Liberation Sans", "DejaVu Sans", Arial, sans-serif; color: #1b1f24; }
        body { max-width: 52rem; margin: 1.5rem auto; padding: 0 1rem; }
        h1 { font-size: 15pt; line-height: 1.25; } h2 { font-size: 13pt; border-bottom: 2px solid; margin: 1.6rem 0 .6rem; }
        h3 { font-size: 11pt; margin: 1rem 0 .4rem; } h1, h2, h3 { break-after: avoid; }
        table { border-collapse: collapse; width: calc(100% - 1px); }
        td, th { border: 1px solid #8c959f; padding: .25rem .5rem; text-align: left; vertical-align: top; }
        th { background: #f0f2f4; } tr, li { break-inside: avoid; } thead { display: table-header-group; }
        col.number { width: 2.8rem; } col.name { width: 30%; } col.role { width: 24%; } col.date { width: 18%; }
        td p { margin: 0 0 .15rem; padding-left: 1rem; text-indent: -1rem; }
        ul { margin: .2rem 0; padding-left: 1.3rem; } ul.changes { list-style: none; padding-left: 0; }
        .small { font-size: 9pt; color: #424a53; }
        pre { font: 8.5pt/1.35 Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; border: 1px solid #8c959f; }
        pre { padding: .5rem; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
        code { font: 9pt Consolas, "DejaVu Sans Mono", monospace; } code, td, th, li, p, pre { overflow-wrap: anywhere; }
        .sign { break-inside: avoid; } .sign td { height: 3.2rem; }
        @media print { body { max-width: none; margin: 0; padding: 0; } th { background: none; } }
        """;

    private readonly StringBuilder _page = new();

    private BundlePage()
    {
    }

    /// <summary>Writes it.</summary>
    public static string Of(BundleSheet sheet, BundleSheet? before)
    {
        var page = new BundlePage();
        var manifest = sheet.Manifest;
        page.Head(sheet);
        page.Changes(sheet, before);
        foreach (var product in manifest.Products)
        {
            page.Put($"<h2>{Text(product.Name)}</h2>");
            page.Lines(SheetWords.Of(product));
            foreach (var mode in product.Modes)
                page.Plan(product, mode);
        }

        page.Put("<h2>Passwords that a site has to bring</h2>");
        page.Lines(BundleSheet.Passwords(manifest).DefaultIfEmpty("none"));
        page.Languages(sheet);
        foreach (var file in sheet.Written)
            page.Put($"<h2>{Text(file.Path.Text)}</h2>\n<pre>{Lines(file.Text)}</pre>");
        page.Files(manifest);
        page.Sign(sheet);
        return page._page.Append("</body>\n</html>\n").ToString();
    }

    private void Head(BundleSheet sheet)
    {
        var manifest = sheet.Manifest;
        Put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        Put("<meta name=\"viewport\" content=\"width=device-width\">");
        Put($"<title>{Text(manifest.Bundle.Text)}</title>");
        // Names and digests have no character that a style sheet would read.
        Put($"<style>\n{Style}\n@page {{ size: A4; margin: 18mm 15mm 20mm; font: 8pt sans-serif;"
            + $" @bottom-left {{ content: \"{manifest.Bundle}   SHA-256 {sheet.Digest.Hex[..16]}…\" }}"
            + " @bottom-right { content: counter(page) \" / \" counter(pages) } }\n</style>\n</head>\n<body>");
        Put($"<h1>{Text(manifest.Title.En)}</h1>");
        Put($"<p>Bundle <strong>{Text(manifest.Bundle.Text)}</strong><br>SHA-256 <code>{sheet.Digest}</code></p>");
        foreach (var paragraph in manifest.Summary.En.Split('\n'))
            Put($"<p>{Text(paragraph)}</p>");
        Lines(SheetWords.Of(manifest));
    }

    private void Changes(BundleSheet sheet, BundleSheet? before)
    {
        if (before is null)
        {
            Put("<h2>Changed since an earlier bundle</h2>\n<p>This page was made without an earlier bundle to compare with.</p>");
            return;
        }

        Put($"<h2>Changed since {Text(before.Manifest.Bundle.Text)}</h2>");
        Put($"<p class=\"small\">SHA-256 <code>{before.Digest}</code>. With a minus: as it was there. "
            + "With a plus: as it is now.</p>");
        Lines(sheet.Since(before).DefaultIfEmpty("nothing"), " class=\"changes\"");
    }

    private void Plan(ProductTarget product, ModeTarget mode)
    {
        Put($"<h3>{Text(product.Name)}, {Text(mode.Called.En)}</h3>");
        Lines(SheetWords.Of(mode));
        var (phases, steps) = (mode.Phases.Length, 0);
        for (var p = 0; p < phases; p++)
        {
            var phase = mode.Phases[p];
            Put($"<h3>{Text(product.Name)}, {Text(mode.Called.En)}, phase {Number(p + 1)} of {Number(phases)}: " +
                $"{Text(phase.Title.En)} ({Text(phase.Id.Text)})</h3>");
            Put("<table>\n<colgroup><col class=\"number\"><col class=\"name\"><col></colgroup>\n<thead><tr><th " +
                "scope=\"col\">#</th>"
                + "<th scope=\"col\">Step</th><th scope=\"col\">What it does, how that is proven, how it is put " +
                    "back</th></tr></thead>");
            foreach (var step in phase.Steps)
            {
                Put($"<tr><td>{Number(++steps)}</td><td>{Text(step.Title.En)}<br><span " +
                    $"class=\"small\">{Text(step.Id.Text)}</span></td>"
                    + $"<td><p><strong>{step.Kind}</strong></p>"
                    + $"{string.Concat(SheetWords.Of(step).Select(said => $"<p>{Broken(said)}</p>"))}</td></tr>");
            }

            Put("</table>");
        }
    }

    // A page an operator sees is signed in each of its languages.
    private void Languages(BundleSheet sheet)
    {
        foreach (var language in sheet.Manifest.Languages.Where(language => language != LocalizedText.English))
        {
            Put($"<h2>Texts in the language {Text(language)}</h2>");
            Put("<table>\n<colgroup><col class=\"date\"><col><col></colgroup>\n<thead><tr><th scope=\"col\">Place</th><th " +
                "scope=\"col\">"
                + $"en</th><th scope=\"col\">{Text(language)}</th></tr></thead>");
            foreach (var (place, text) in sheet.Texts())
                Put($"<tr><td>{Text(place)}</td><td>{Broken(text.En)}</td><td " +
                    $"lang=\"{Text(language)}\">{Broken(text.In(language))}</td></tr>");
            Put("</table>");
        }
    }

    private void Files(BundleManifest manifest)
    {
        Put("<h2>Files in the bundle</h2>");
        Lines(manifest.Files.Select(SheetWords.Of));
    }

    private void Sign(BundleSheet sheet)
    {
        Put("<div class=\"sign\">\n<h2>Read, rehearsed, and released to be signed</h2>");
        Put($"<p>{Text(sheet.Manifest.Bundle.Text)}, SHA-256 <code>{sheet.Digest}</code></p>");
        Put("<table>\n<colgroup><col class=\"role\"><col class=\"name\"><col class=\"date\"><col></colgroup>");
        Put("<tr><th scope=\"col\">Role</th><th scope=\"col\">Name</th><th scope=\"col\">Date</th><th " +
            "scope=\"col\">Signature</th></tr>");
        foreach (var role in new[] { "Release engineering", "Quality" })
            Put($"<tr><th scope=\"row\">{role}</th><td></td><td></td><td></td></tr>");
        Put("</table>\n</div>");
    }

    private void Lines(IEnumerable<string> lines, string attributes = "")
    {
        Put($"<ul{attributes}>");
        foreach (var line in lines)
            Put($"<li>{Broken(line)}</li>");
        Put("</ul>");
    }

    private void Put(string html) => _page.Append(html).Append('\n');

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => HtmlEncoder.Default.Encode(Printable.Line(text, int.MaxValue));

    private static string Broken(string text) => string.Join("<br>", text.Split('\n').Select(Text));

    private static string Lines(string text) => HtmlEncoder.Default.Encode(Printable.Lines(text, int.MaxValue))
        .Replace("&#xA;", "\n", StringComparison.Ordinal);
}
