using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Packager.Sticks;

/// <summary>The sheet of a bundle as one page of HTML, to be printed, read and signed by hand before keys are used.</summary>
internal static class BundlePage
{
    private const string Style = """
        body { font: 13px/1.4 "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #1b1f24; }
        body { max-width: 60rem; margin: 1.5rem auto; }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; border-bottom: 2px solid; margin-top: 1.6rem; }
        table { border-collapse: collapse; width: 100%; } 
        td, th { border: 1px solid #8c959f; padding: .3rem .5rem; text-align: left; vertical-align: top; }
        tr { break-inside: avoid; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8c959f; padding: .5rem; }
        code, td { overflow-wrap: anywhere; } td.sign { height: 3rem; width: 25%; }
        """;

    /// <summary>Writes it.</summary>
    public static string Of(BundleSheet sheet, BundleSheet? before)
    {
        var manifest = sheet.Manifest;
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append(Line($"<title>{Text(manifest.Bundle.Text)}</title>")).Append(Line($"<style>{Style}</style>"))
                .Append("</head>\n<body>\n")
            .Append(Line($"<h1>{Text(manifest.Bundle.Text)}: {Text(manifest.Title.En)}</h1>"))
            .Append(Line($"<p>SHA-256 <code>{sheet.Digest}</code><br>counter {Number(manifest.Counter)}, released " +
                $"{manifest.Released.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, Windows build " +
                $"{Number(manifest.MinimumOsBuild)} or later</p>"))
            .Append(Line($"<p>{Text(manifest.Summary.En)}</p>"));
        foreach (var product in manifest.Products)
        {
            foreach (var mode in product.Modes)
                Plan(page, product, mode);
        }

        List(page, "Passwords that a site has to bring", BundleSheet.Passwords(manifest));
        if (before is not null)
            List(page, $"Changed since {before.Manifest.Bundle}, SHA-256 {before.Digest}", sheet.Since(before));
        List(page, "Files", manifest.Files.Select(file => $"{file.Path}: {Number(file.Length)} bytes, SHA-256 {file.Sha256}"));
        foreach (var script in sheet.Scripts)
            page.Append(Line($"<h2>{Text(script.Path.Text)}</h2>")).Append(Line($"<pre>{Lines(script.Text)}</pre>"));
        page.Append("<h2>Read, rehearsed, and released to be signed</h2>\n<table>\n")
            .Append("<tr><th scope=\"col\">Role</th><th scope=\"col\">Name</th><th scope=\"col\">Date</th><th " +
                "scope=\"col\">Signature</th></tr>\n");
        foreach (var role in new[] { "Release engineering", "Quality" })
            page.Append(
                Line($"<tr><th scope=\"row\">{role}</th><td class=\"sign\"></td><td class=\"sign\"></td><td " +
                $"class=\"sign\"></td></tr>"));
        return page.Append("</table>\n</body>\n</html>\n").ToString();
    }

    private static void Plan(StringBuilder page, ProductTarget product, ModeTarget mode)
    {
        page.Append(Line($"<h2>{Text(product.Name)}, {Text(mode.Called.En)}: {Text(mode.Software)} " +
            $"{Text(string.Join(" or ", mode.Affected))}</h2>"));
        if (mode.After is { } earlier)
            page.Append(Line($"<p>After {Text(earlier.Text)} is done.</p>"));
        page.Append("<table>\n<tr><th scope=\"col\">Step</th><th scope=\"col\">Does, proves, puts back</th></tr>\n");
        foreach (var phase in mode.Phases)
        {
            foreach (var step in phase.Steps)
            {
                page.Append(
                    Line($"<tr><td>{Text(phase.Id.Text)}, {Text(step.Id.Text)}<br>{Text(step.Title.En)}</td><td>{step.Kind}" +
                    $"{string.Concat(BundleSheet.Says(step).Select(said => $"<br>{Text(said)}"))}</td></tr>"));
            }
        }

        page.Append("</table>\n");
    }

    private static void List(StringBuilder page, string title, IEnumerable<string> lines)
    {
        page.Append(Line($"<h2>{Text(title)}</h2>")).Append("<ul>\n");
        foreach (var line in lines.DefaultIfEmpty("none"))
            page.Append(Line($"<li>{Text(line)}</li>"));
        page.Append("</ul>\n");
    }

    private static string Line(string text) => text + "\n";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => HtmlEncoder.Default.Encode(Printable.Line(text));

    private static string Lines(string text) => HtmlEncoder.Default.Encode(Printable.Lines(text, int.MaxValue))
        .Replace("&#xA;", "\n", StringComparison.Ordinal);
}
