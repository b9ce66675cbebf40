using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Page;

/// <summary>Writes HTML: what comes from outside passes through <see cref="Text"/>.</summary>
internal sealed class PageWriter
{
    private readonly StringBuilder _page = new();

    /// <summary>Adds lines of HTML.</summary>
    public void Put(string html) => _page.Append(html).Append('\n');

    /// <summary>Adds a list under a heading, when there is anything to list.</summary>
    public void List(string title, string cssClass, IReadOnlyList<string> lines, int onPaper)
    {
        if (lines.Count == 0)
            return;
        Put($"<h3>{title}</h3>\n<ul class=\"{cssClass}\">");
        foreach (var line in lines)
            Put($"<li>{Text(line)}</li>");
        Put("</ul>");
        Rest(lines.Count, onPaper);
    }

    /// <summary>Says on paper what paper does not show.</summary>
    public void Rest(int all, int onPaper)
    {
        if (all > onPaper)
            Put($"<p class=\"paper\">And {all - onPaper} more: in the page itself and in the table of report --csv.</p>");
    }

    /// <summary>A name or a sentence from outside, safe in HTML and without characters that draw.</summary>
    public static string Text(string text) => HtmlEncoder.Default.Encode(Printable.Line(text));

    /// <summary>A time in UTC, to the minute.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A day in UTC.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A word with its colour; the word alone says all.</summary>
    public static string Word(string word) => $"<span class=\"word {Class(word)}\">{word}</span>";

    /// <summary>A word as the name of a class.</summary>
    public static string Class(string word) => word.Replace(' ', '-');

    /// <summary>What an instrument comes to, in a word.</summary>
    public static string Word(InstrumentStatus instrument) => instrument switch
    {
        { Installed: true } => "complete",
        { Settled: true } => "settled",
        { HalfPatched: true } => "half patched",
        _ => "open",
    };

    /// <summary>The name under which an instrument's evidence stands in the page.</summary>
    public static string Anchor(CampaignStatus campaign, InstrumentStatus instrument) =>
        $"e-{campaign.Campaign}-{instrument.Serial.Key}";

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();
}
