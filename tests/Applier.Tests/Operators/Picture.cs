using System.Globalization;
using System.Security;
using System.Text;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>A screen of the program as a picture that a browser shows: each line as wide as a terminal would have it.</summary>
internal static class Picture
{
    private const double Column = 8.4;
    private const int Row = 18;
    private const int Edge = 12;

    /// <summary>The picture, an SVG file: the same screen gives the same bytes.</summary>
    /// <param name="screen">What stands on the screen.</param>
    /// <param name="title">What is told instead where no picture is seen.</param>
    public static string Of(string screen, string title)
    {
        var lines = screen.TrimEnd('\n').Split('\n');
        var width = Number((2 * Edge) + (Column * lines.Max(line => line.Length)));
        var height = Text((2 * Edge) + (Row * lines.Length));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" ")
            .Append(CultureInfo.InvariantCulture, $"width=\"{width}\" height=\"{height}\" role=\"img\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{SecurityElement.Escape(title)}</title>\n")
            .Append("<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#101418\"/>\n")
            .Append("<g font-family=\"DejaVu Sans Mono, Consolas, Menlo, monospace\" font-size=\"14\" fill=\"#e6e6e6\">\n");
        foreach (var (line, index) in lines.Select((line, index) => (line, index)))
        {
            var text = line.TrimStart(' ');
            if (text.Length == 0)
                continue;
            var (x, y) = (Number(Edge + (Column * (line.Length - text.Length))), Text(Edge + (Row * (index + 1)) - 4));
            svg.Append(CultureInfo.InvariantCulture,
                $"<text xml:space=\"preserve\" x=\"{x}\" y=\"{y}\" textLength=\"{Number(Column * text.Length)}\" "
                + $"lengthAdjust=\"spacingAndGlyphs\">{SecurityElement.Escape(text)}</text>\n");
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
