using System.Collections.Immutable;
using System.Globalization;
using static PatchKit.Packager.Returns.Page.PageWriter;

namespace PatchKit.Packager.Returns.Page;

/// <summary>
/// Progress over time, and where it stands by country and by product: drawings that differ by dashes and hatching, each with its
/// figures in a table.
/// </summary>
internal static class Charts
{
    private const int Width = 560;
    private const int Height = 180;
    private const int Left = 46;
    private const int Top = 12;
    private const int Bar = 260;
    private const int MostGroups = 15;

    private static readonly Line[] Lines =
    [
        new("expected", "#57606a", "1 4", sum => sum.Instruments),
        new("complete", "#1a7f37", "", sum => sum.Installed),
        new("half patched", "#9a3b00", "7 4", sum => sum.HalfPatched),
        new("settled", "#6639ba", "2 3", sum => sum.Settled),
    ];

    /// <summary>Writes them.</summary>
    public static void Put(PageWriter page, CampaignStatus campaign, ImmutableArray<ProgressPoint> points)
    {
        var all = campaign.Customers
            .SelectMany(customer => customer.Instruments.Select(one => (Customer: customer, Instrument: one))).ToList();
        if (all.Count == 0)
            return;
        page.Put("<div class=\"pair\">");
        if (points.Length > 1)
            Progress(page, [.. Lines.Where(line => line.Name != "half patched" || campaign.HasModes())], points);
        Groups(page, campaign, "country", [.. all.Select(one =>
            (one.Customer.Country.Length == 0 ? "not known" : one.Customer.Country, Word(one.Instrument)))]);
        Groups(page, campaign, "product", [.. all.Select(one => (one.Instrument.ProductName, Word(one.Instrument)))]);
        page.Put("</div>");
    }

    private static void Progress(PageWriter page, ImmutableArray<Line> lines, ImmutableArray<ProgressPoint> points)
    {
        var (first, last) = (points[0].At, points[^1].At);
        var most = Math.Max(1, points.Max(one => one.Summary.Instruments));
        var (right, bottom) = (Left + Width, Top + Height);
        page.Put("<figure>\n<figcaption>Progress over time, in instruments</figcaption>");
        page.Put($"<svg viewBox=\"0 0 {right + 14} {bottom + 44}\" width=\"{right + 14}\" height=\"{bottom + 44}\" role=\"img\" "
            + $"aria-label=\"Complete: {points[0].Summary.Installed} on {Day(first)}, {points[^1].Summary.Installed} of "
            + $"{points[^1].Summary.Instruments} on {Day(last)}\">");
        page.Put($"<path d=\"M{Left} {Top}V{bottom}H{right}\" fill=\"none\" stroke=\"#57606a\"/>");
        page.Put($"<text x=\"{Left - 6}\" y=\"{Top + 5}\" text-anchor=\"end\">{most}</text>"
            + $"<text x=\"{Left - 6}\" y=\"{bottom}\" text-anchor=\"end\">0</text>"
            + $"<text x=\"{Left}\" y=\"{bottom + 17}\">{Day(first)}</text>"
            + $"<text x=\"{right}\" y=\"{bottom + 17}\" text-anchor=\"end\">{Day(last)}</text>");
        foreach (var (index, line) in lines.Index())
        {
            var way = string.Join(' ', points.Select(one =>
                $"{Number(Left + (Width * (one.At - first).TotalHours / Math.Max(1, (last - first).TotalHours)))},"
                + $"{Number(bottom - ((double)Height * line.Of(one.Summary) / most))}"));
            var dashes = line.Dashes.Length > 0 ? $" stroke-dasharray=\"{line.Dashes}\"" : "";
            var stroke = $"fill=\"none\" stroke=\"{line.Colour}\" stroke-width=\"2.5\"{dashes}";
            var x = Left + (index * 135);
            page.Put($"<polyline points=\"{way}\" {stroke}/><path d=\"M{x} {bottom + 33}h28\" {stroke}/>"
                + $"<text x=\"{x + 33}\" y=\"{bottom + 38}\">{line.Name}</text>");
        }

        page.Put("</svg>");
        Table(page, "Figures over time", ["Day", .. lines.Select(one => one.Name)],
            points.Select(one => (Day(one.At), lines.Select(line => line.Of(one.Summary)).ToArray())));
        page.Put("</figure>");
    }

    private static void Groups(
        PageWriter page, CampaignStatus campaign, string by, IReadOnlyList<(string Group, string Word)> instruments)
    {
        var words = campaign.Overall();
        var groups = instruments.GroupBy(one => one.Group)
            .Select(one => (one.Key, Counts: words.Select(word => one.Count(instrument => instrument.Word == word)).ToArray()))
            .OrderByDescending(one => one.Counts.Sum()).ThenBy(one => one.Key, StringComparer.Ordinal).ToList();
        var shown = groups.Take(MostGroups).ToList();
        var most = Math.Max(1, shown.Max(one => one.Counts.Sum()));
        var height = (shown.Count * 24) + 34;
        var hatch = $"hatch-{by}-{campaign.Campaign}";
        page.Put($"<figure>\n<figcaption>By {by}, in instruments"
            + $"{(groups.Count > MostGroups ? $": the {MostGroups} with most" : "")}</figcaption>");
        page.Put($"<svg viewBox=\"0 0 {Bar + 270} {height}\" width=\"{Bar + 270}\" height=\"{height}\" role=\"img\" "
            + $"aria-label=\"Instruments by {by}; the figures stand in the table below\">");
        page.Put($"<defs><pattern id=\"{hatch}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
            + "patternTransform=\"rotate(45)\"><path d=\"M0 0V6\" stroke=\"#9a3b00\" stroke-width=\"4\"/></pattern></defs>");
        string[] fills = [.. words.Select(word => word switch
        {
            "complete" => "#1a7f37",
            "half patched" => $"url(#{hatch})",
            "settled" => "#c9d1d9",
            _ => "#fff",
        })];
        foreach (var (row, (name, counts)) in shown.Index())
        {
            var (x, y) = (140.0, row * 24);
            page.Put($"<text x=\"132\" y=\"{y + 15}\" text-anchor=\"end\">{Text(Short(name))}</text>");
            foreach (var (index, count) in counts.Index().Where(one => one.Item > 0))
            {
                var width = (double)Bar * count / most;
                page.Put(Box(x, y + 3, width, fills[index]));
                x += width;
            }

            page.Put($"<text x=\"{Number(x + 6)}\" y=\"{y + 15}\">{counts[0]} of {counts.Sum()}</text>");
        }

        foreach (var (index, word) in words.Index())
            page.Put($"{Box(index * 125, height - 22, 16, fills[index])}"
                + $"<text x=\"{(index * 125) + 22}\" y=\"{height - 9}\">{word}</text>");
        page.Put("</svg>");
        Table(page, $"Figures by {by}", [$"{char.ToUpperInvariant(by[0])}{by[1..]}", .. words],
            groups.Select(one => (one.Key, one.Counts)));
        page.Put("</figure>");
    }

    private static string Box(double x, double y, double width, string fill) =>
        $"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"16\" fill=\"{fill}\" stroke=\"#1b1f24\"/>";

    private static void Table(
        PageWriter page, string title, IEnumerable<string> heads, IEnumerable<(string Name, int[] Counts)> rows)
    {
        page.Put($"<details class=\"screen\"><summary>{title}</summary>\n<table>\n<thead><tr>"
            + string.Concat(heads.Select(head => $"<th scope=\"col\">{head}</th>")) + "</tr></thead>\n<tbody>");
        foreach (var (name, counts) in rows)
        {
            page.Put($"<tr><th scope=\"row\">{Text(name)}</th>"
                + string.Concat(counts.Select(count => $"<td class=\"figure\">{count}</td>")) + "</tr>");
        }

        page.Put("</tbody>\n</table></details>");
    }

    private sealed record Line(string Name, string Colour, string Dashes, Func<CampaignSummary, int> Of);

    private static string Short(string name) => name.Length <= 18 ? name : $"{name[..17]}…";

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
