using System.Security.Cryptography;
using System.Text;
using PatchKit.Packager.Returns.Page;
using static PatchKit.Packager.Returns.Page.PageWriter;

namespace PatchKit.Packager.Returns.Forms;

/// <summary>A sheet as one HTML file that loads nothing and runs nothing, made for A4.</summary>
internal static class FormHtml
{
    private const string Style = """
        body { font: 10.5pt/1.4 "Segoe UI", "Liberation Sans", "DejaVu Sans", Arial, sans-serif; color: #1b1f24;
          max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; }
        h1 { font-size: 16pt; } h2 { font-size: 11pt; margin: 1rem 0 .3rem; } h1, h2 { break-after: avoid; }
        p { margin: .2rem 0; } .banner { border: 3px solid; padding: .4rem; font-weight: 700; text-align: center; }
        .field { display: flex; gap: .6rem; margin: .3rem 0; break-inside: avoid; } .field dt { min-width: 12rem; }
        .field dd { margin: 0; flex: 1; border-bottom: 1px solid #57606a; min-height: 1.4em; overflow-wrap: anywhere; }
        ul { list-style: none; padding: 0; margin: .2rem 0; } li { break-inside: avoid; }
        table { border-collapse: collapse; width: 100%; font-size: 9pt; } tr { break-inside: avoid; }
        th, td { border: 1px solid #8c959f; padding: .2rem .4rem; text-align: left; vertical-align: top; }
        th, td { overflow-wrap: anywhere; } thead { display: table-header-group; } .new { break-before: page; }
        @page { size: A4; margin: 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
        @media print { body { max-width: none; margin: 0; padding: 0; } }
        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; " +
            "base-uri 'none'; form-action 'none'";

    /// <summary>The file.</summary>
    public static byte[] Of(FormDocument form)
    {
        var page = new PageWriter();
        page.Put($"<!DOCTYPE html>\n<html lang=\"{form.Language}\">\n<head>\n<meta charset=\"utf-8\">");
        page.Put($"<title>{Text(form.Title)}</title>\n<meta name=\"viewport\" content=\"width=device-width\">");
        page.Put($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">");
        page.Put($"<style>{Style}</style>\n</head>\n<body>\n<main>");
        var banner = form.Banner.Length > 0 ? $"<p class=\"banner\">{Text(form.Banner)}</p>" : "";
        page.Put($"{banner}<h1>{Text(form.Title)}</h1>");
        var isNew = false;
        foreach (var block in form.Blocks)
        {
            Put(page, block, isNew ? " class=\"new\"" : "");
            isNew = block is FormNewPage;
        }

        page.Put($"{banner}\n</main>\n</body>\n</html>");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static void Put(PageWriter page, FormBlock block, string begins)
    {
        switch (block)
        {
            case FormHeading heading:
                page.Put($"<h2{begins}>{Text(heading.Text)}</h2>");
                break;
            case FormLine line:
                page.Put($"<p>{Text(line.Text)}</p>");
                break;
            case FormField field:
                page.Put($"<dl class=\"field\"><dt>{Text(field.Label)}</dt><dd>{Text(field.Value)}</dd></dl>");
                break;
            case FormTicks ticks:
                page.Put($"<ul>{string.Concat(ticks.Boxes.Select(one =>
                    $"<li>{FormTicks.Box(one.Ticked)} {Text(one.Label)}</li>"))}</ul>");
                break;
            case FormTable table:
                page.Put($"<table>\n<thead><tr>{string.Concat(table.Heads.Select(one =>
                    $"<th scope=\"col\">{Text(one)}</th>"))}</tr></thead>\n<tbody>");
                foreach (var row in table.Rows)
                    page.Put($"<tr>{string.Concat(row.Select(one => $"<td>{Text(one)}</td>"))}</tr>");
                page.Put("</tbody>\n</table>");
                break;
            default:
                break;
        }
    }
}
