using PatchKit.Packager.Returns.Forms;
using UglyToad.PdfPig;

namespace PatchKit.Tests.Packager.Returns.Forms;

/// <summary>How a sheet lies on the paper.</summary>
public sealed class FormPdfTests
{
    [Fact]
    public void A_line_above_a_table_keeps_clear_of_its_border()
    {
        var form = new FormDocument("A sheet", "en", "",
            [new FormLine("gypsy"), new FormTable(["Head"], [1], [["cell"]])]);
        using var pdf = PdfDocument.Open(FormPdf.Of(form, "sheet.pdf").Value);
        var page = pdf.GetPage(1);
        var lowest = page.Letters.Where(letter => letter.Value == "y").Min(letter => letter.BoundingBox.Bottom);
        var border = page.Paths.Max(path => path.GetBoundingRectangle()!.Value.Top);
        Assert.True(lowest > border, $"the letters end at {lowest}, the table begins at {border}");
    }
}
