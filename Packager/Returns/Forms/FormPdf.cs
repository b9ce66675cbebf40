using PatchKit.Shared;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace PatchKit.Packager.Returns.Forms;

/// <summary>A sheet as PDF on A4, with its font in it.</summary>
internal sealed class FormPdf : IDisposable
{
    private const double Margin = 46;
    private const double Size = 9.5;
    private const double Lead = 1.35;
    private const double LabelWidth = 150;
    private static readonly byte[] Font = ReadFont();

    private readonly PdfDocumentBuilder _pdf = new();
    private readonly List<PdfPageBuilder> _pages = [];
    private readonly PdfDocumentBuilder.AddedFont _font;
    private readonly FormDocument _form;
    private readonly Dictionary<char, double> _widths = [];
    private double _y;

    private FormPdf(FormDocument form)
    {
        _form = form;
        _font = _pdf.AddTrueTypeFont(Font);
        _pdf.DocumentInformation.Title = form.Title;
        _pdf.DocumentInformation.Producer = "PatchKit Packager";
    }

    private PdfPageBuilder Page => _pages[^1];

    private double Right => Page.PageSize.Width - Margin;

    /// <summary>The file; a refusal when the font has not every character of it.</summary>
    public static Result<byte[]> Of(FormDocument form, string place)
    {
        using var pdf = new FormPdf(form);
        pdf.NewPage();
        if (pdf.Missing() is { } missing)
        {
            return new Refusal(RefusalCode.FormatInvalid, place,
                $"the PDF's font has no U+{(int)missing:X4} '{missing}'; the page in HTML has it");
        }

        pdf.Put(form.Title, 15);
        foreach (var block in form.Blocks)
            pdf.Put(block);
        pdf.Feet();
        return pdf._pdf.Build();
    }

    /// <inheritdoc/>
    public void Dispose() => _pdf.Dispose();

    private void Put(FormBlock block)
    {
        switch (block)
        {
            case FormHeading heading:
                Room(4 * Size * Lead);
                _y -= 6;
                Put(heading.Text, 11);
                break;
            case FormLine line:
                Put(line.Text, Size);
                _y -= 2;
                break;
            case FormField field:
                Field(field);
                break;
            case FormTicks ticks:
                foreach (var (label, ticked) in ticks.Boxes)
                    Put($"{FormTicks.Box(ticked)} {label}", Size);
                break;
            case FormTable table:
                // Below the letters of the line before it, which hang under their line.
                _y -= 5;
                Row(table, table.Heads);
                foreach (var row in table.Rows)
                    Row(table, row);
                _y -= 4;
                break;
            default:
                NewPage();
                break;
        }
    }

    private void Put(string text, double size)
    {
        foreach (var line in Wrap(text, Right - Margin, size))
        {
            Room(size * Lead);
            _y -= size * Lead;
            Draw(line, size, Margin);
        }
    }

    private void Field(FormField field)
    {
        var labels = Wrap(field.Label, LabelWidth - 8, Size);
        var values = Wrap(field.Value, Right - Margin - LabelWidth, Size);
        for (var line = 0; line < Math.Max(labels.Count, values.Count); line++)
        {
            Room(Size * Lead);
            _y -= Size * Lead;
            if (line < labels.Count)
                Draw(labels[line], Size, Margin);
            if (line < values.Count)
                Draw(values[line], Size, Margin + LabelWidth);
        }

        Page.DrawLine(new(Margin + LabelWidth, _y - 3), new(Right, _y - 3), 0.5);
        _y -= 5;
    }

    private void Row(FormTable table, IReadOnlyList<string> cells)
    {
        const double size = 8;
        var unit = (Right - Margin) / table.Widths.Sum();
        var lines = cells.Select((cell, index) => Wrap(cell, (table.Widths[index] * unit) - 6, size)).ToList();
        var height = (lines.Max(one => Math.Max(1, one.Count)) * size * Lead) + 5;
        if (Room(height) && cells != (IReadOnlyList<string>)table.Heads)
            Row(table, table.Heads);
        var x = Margin;
        for (var cell = 0; cell < cells.Count; cell++)
        {
            var width = table.Widths[cell] * unit;
            Page.DrawRectangle(new(x, _y - height), width, height, 0.5);
            foreach (var (index, line) in lines[cell].Index())
                Draw(line, size, x + 3, _y - ((index + 1) * size * Lead));
            x += width;
        }

        _y -= height;
    }

    // Begins a page when so much is not left; says whether it did.
    private bool Room(double height)
    {
        if (_y - height >= Margin + 12)
            return false;
        NewPage();
        return true;
    }

    private void NewPage()
    {
        _pages.Add(_pdf.AddPage(PageSize.A4));
        _y = Page.PageSize.Height - Margin;
        if (_form.Banner.Length > 0)
            Put(_form.Banner, Size);
    }

    private void Feet()
    {
        foreach (var (index, page) in _pages.Index())
            page.AddText($"{_form.Title}   {index + 1} / {_pages.Count}", 7, new(Margin, Margin - 16), _font);
    }

    private void Draw(string text, double size, double x, double? y = null)
    {
        if (text.Length > 0)
            Page.AddText(text, size, new PdfPoint(x, y ?? _y), _font);
    }

    private List<string> Wrap(string text, double width, double size)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in Clean(text).Split(' ').SelectMany(word => Broken(word, width, size)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Width(longer, size) > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = longer;
            }
        }

        if (line.Length > 0)
            lines.Add(line);
        return lines;
    }

    // A digest is longer than its column.
    private IEnumerable<string> Broken(string word, double width, double size)
    {
        while (Width(word, size) > width)
        {
            var fits = 1;
            while (fits < word.Length - 1 && Width(word[..(fits + 1)], size) <= width)
                fits++;
            yield return word[..fits];
            word = word[fits..];
        }

        yield return word;
    }

    private double Width(string text, double size) => text.Sum(WidthOf) * size / 100;

    private double WidthOf(char c)
    {
        if (!_widths.TryGetValue(c, out var width))
        {
            _widths[c] = width = Page.MeasureText(c.ToString(), 100, new(0, 0), _font)
                .Sum(one => one.EndBaseLine.X - one.StartBaseLine.X);
        }

        return width;
    }

    private char? Missing()
    {
        foreach (var c in Texts().SelectMany(Clean).Distinct())
        {
            try
            {
                WidthOf(c);
            }
            catch (InvalidOperationException)
            {
                return c;
            }
        }

        return null;
    }

    private IEnumerable<string> Texts() => _form.Blocks.SelectMany(block => block switch
    {
        FormHeading heading => [heading.Text],
        FormLine line => [line.Text],
        FormField field => [field.Label, field.Value],
        FormTicks ticks => ticks.Boxes.Select(one => one.Label),
        FormTable table => table.Rows.SelectMany(row => row).Concat(table.Heads),
        _ => Enumerable.Empty<string>(),
    }).Concat([_form.Title, _form.Banner, "\u2610\u2612 0123456789/"]);

    private static string Clean(string text) => Printable.Line(text, Printable.TextLength).Replace('\u00a0', ' ');

    private static byte[] ReadFont()
    {
        using var stream = typeof(FormPdf).Assembly.GetManifestResourceStream("forms/DejaVuSans.ttf")
            ?? throw new InvalidOperationException("the font is not in this program");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
