using static PatchKit.Packager.Returns.Page.PageWriter;

namespace PatchKit.Packager.Returns.Page;

/// <summary>
/// The status as one HTML file that loads nothing: on a screen every instrument with its evidence, to filter and to sort; on
/// paper a summary, with the digests of all receipts where they are asked for.
/// </summary>
internal static class ReportPage
{
    private const int RemarksOnPaper = 40;
    private const int CallsOnPaper = 60;
    private const string Banner = "<p class=\"rehearsal\">REHEARSAL &#8211; make-believe instruments, nothing here counts</p>";

    /// <summary>The file's text, UTF-8 when written.</summary>
    /// <param name="matter">What it is made of.</param>
    /// <param name="live">Whether a program serves it and takes receipts.</param>
    public static string Of(ReportMatter matter, bool live = false)
    {
        var status = matter.Status;
        var page = new PageWriter();
        Head(page, status, live);
        if (status.Rehearsal)
            page.Put(Banner);
        page.Put("<header>\n<h1>Field action status</h1>");
        page.Put($"<p class=\"meta\">As of {Time(status.Generated)} UTC, from ledger {Text(status.Ledger)}; head of its log: "
            + $"{status.Head.Number} <code>{status.Head.Hash.Hex}</code>.</p>\n</header>\n<main>");
        if (live)
            Upload(page);
        page.Put("<p class=\"screen\"><label><input type=\"checkbox\" id=\"annex\"> Print the SHA-256 of every receipt too"
            + "</label></p>");
        if (status.Campaigns.IsEmpty)
            page.Put("<p>The ledger holds no delivery yet.</p>");
        foreach (var campaign in status.Campaigns)
            Campaign(page, campaign, matter);
        page.List("In no field action", "remarks", [.. status.Strays()], RemarksOnPaper);
        page.Put("</main>");
        if (status.Rehearsal)
            page.Put(Banner);
        page.Put($"<script>{PageAssets.Script}</script>\n</body>\n</html>");
        return page.ToString();
    }

    private static void Head(PageWriter page, LedgerStatus status, bool live)
    {
        var title = status.Rehearsal ? "REHEARSAL: field action status" : "Field action status";
        page.Put($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>");
        page.Put("<meta name=\"viewport\" content=\"width=device-width\">");
        page.Put($"<meta http-equiv=\"Content-Security-Policy\" content=\"{PageAssets.Policy(live)}\">");
        page.Put(PreviousReport.Mark(status.Generated));
        page.Put($"<style>{PageAssets.Style}</style>\n</head>\n<body>");
    }

    private static void Upload(PageWriter page) => page.Put(
        """
        <section class="screen">
        <h2>Take receipts</h2>
        <form class="upload">
        <label>Receipts, saved mails or archives <input type="file" name="files" multiple required></label>
        <button type="submit">Receive</button>
        <pre role="status"></pre>
        </form>
        </section>
        """);

    private static void Campaign(PageWriter page, CampaignStatus campaign, ReportMatter matter)
    {
        var id = campaign.Campaign;
        page.Put($"<section>\n<h2>{Text(id)}</h2>");
        page.Put($"<nav class=\"screen\" aria-label=\"{Text(id)}\"><a href=\"#calls-{id}\">Whom to call</a> "
            + $"<a href=\"#instruments-{id}\">Instruments</a> <a href=\"#evidence-{id}\">Evidence</a></nav>");
        Numbers(page, campaign);
        if (matter.Histories.FirstOrDefault(one => one.Campaign == campaign.Campaign) is { } history)
        {
            ChangeTable.Put(page, campaign, history.Then, matter.Since);
            Charts.Put(page, campaign, history.Points);
        }

        RecallFields.Put(page, campaign);
        Calls(page, campaign, matter.Status.Generated);
        InstrumentTable.Put(page, campaign);
        page.List("What to look at", "remarks", [.. campaign.Remarks()], RemarksOnPaper);
        EvidenceList.Put(page, campaign);
        page.Put("</section>");
    }

    private static void Numbers(PageWriter page, CampaignStatus campaign)
    {
        var sum = campaign.Summary;
        page.Put("<dl class=\"numbers\">");
        Number("instruments complete", $"{sum.Installed} / {sum.Instruments}");
        if (campaign.HasModes())
            Number("half patched", $"{sum.HalfPatched}");
        Number("settled without it", $"{sum.Settled}");
        Number("not to be used", $"{sum.DoNotUse}");
        Number("modes failed", $"{sum.Failed}");
        Number("customers complete", $"{sum.Complete} / {sum.Customers}");
        Number("customers silent", $"{sum.Silent}");
        Number("receipts questioned", $"{sum.Questioned}");
        page.Put("</dl>");

        void Number(string what, string figure) => page.Put($"<div><dt>{what}</dt><dd>{figure}</dd></div>");
    }

    private static void Calls(PageWriter page, CampaignStatus campaign, DateTimeOffset generated)
    {
        page.Put($"<h3 id=\"calls-{campaign.Campaign}\">Whom to call next</h3>");
        var calls = CallList.Of(campaign, generated);
        if (calls.IsEmpty)
        {
            page.Put("<p>Nobody: every customer is complete, or has said until when it waits.</p>");
            return;
        }

        page.Put("<ol class=\"calls\">");
        foreach (var call in calls)
            page.Put($"<li><strong>{Text(call.Name)}</strong>{Text(call.Whom)}: {Text(call.Why)}</li>");
        page.Put("</ol>");
        page.Rest(calls.Length, CallsOnPaper);
    }
}
