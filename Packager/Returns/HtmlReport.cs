using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>The status as one HTML file: nothing is loaded, nothing runs, and it prints on paper.</summary>
internal static class HtmlReport
{
    private const string Banner = "<p class=\"rehearsal\">REHEARSAL &#8211; make-believe instruments, nothing here counts</p>";

    /// <summary>The file's text, UTF-8 when written.</summary>
    public static string Of(LedgerStatus status)
    {
        var page = new StringBuilder();
        var title = status.Rehearsal ? "REHEARSAL: field action status" : "Field action status";
        page.Append(CultureInfo.InvariantCulture,
            $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width\">\n");
        // A browser that honours this loads and runs nothing, whatever slipped into the page.
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<style>{HtmlStyle.Sheet}</style>\n</head>\n<body>\n");
        if (status.Rehearsal)
            page.Append(Banner).Append('\n');
        page.Append("<h1>Field action status</h1>\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<p class=\"meta\">As of {Time(status.Generated)}, from ledger {Text(status.Ledger)}.</p>\n");
        if (status.Campaigns.IsEmpty)
            page.Append("<p>The ledger holds no delivery yet.</p>\n");
        foreach (var campaign in status.Campaigns)
            Campaign(page, campaign, status.Generated);
        List(page, "In no field action", status.Strays());
        if (status.Rehearsal)
            page.Append(Banner).Append('\n');
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Campaign(StringBuilder page, CampaignStatus campaign, DateTimeOffset generated)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Text(campaign.Campaign)}</h2>\n");
        Numbers(page, campaign);
        Calls(page, campaign, generated);
        Table(page, campaign);
        List(page, "What to look at", campaign.Remarks());
        Receipts(page, campaign);
        page.Append("</section>\n");
    }

    private static void List(StringBuilder page, string title, IEnumerable<string> lines)
    {
        var items = string.Concat(lines.Select(line => $"<li>{Text(line)}</li>\n"));
        if (items.Length > 0)
            page.Append(CultureInfo.InvariantCulture, $"<h3>{title}</h3>\n<ul>\n{items}</ul>\n");
    }

    private static void Numbers(StringBuilder page, CampaignStatus campaign)
    {
        var sum = campaign.Summary;
        page.Append("<dl class=\"numbers\">\n");
        Number("instruments complete", $"{sum.Installed} / {sum.Instruments}");
        if (campaign.HasModes())
            Number("half patched", $"{sum.HalfPatched}");
        Number("settled without it", $"{sum.Settled}");
        Number("not to be used", $"{sum.DoNotUse}");
        Number("modes failed", $"{sum.Failed}");
        Number("customers complete", $"{sum.Complete} / {sum.Customers}");
        Number("customers silent", $"{sum.Silent}");
        Number("receipts questioned", $"{sum.Questioned}");
        page.Append("</dl>\n");

        void Number(string what, string figure) =>
            page.Append(CultureInfo.InvariantCulture, $"<div><dt>{what}</dt><dd>{figure}</dd></div>\n");
    }

    private static void Calls(StringBuilder page, CampaignStatus campaign, DateTimeOffset generated)
    {
        page.Append("<h3>Whom to call next</h3>\n");
        var calls = CallList.Of(campaign, generated);
        if (calls.IsEmpty)
        {
            page.Append("<p>Nobody: every customer is complete, or has said until when it waits.</p>\n");
            return;
        }

        page.Append("<ol>\n");
        foreach (var call in calls)
            page.Append(CultureInfo.InvariantCulture,
                $"<li><strong>{Text(call.Name)}</strong>{Text(call.Whom)}: {Text(call.Why)}</li>\n");
        page.Append("</ol>\n");
    }

    private static void Table(StringBuilder page, CampaignStatus campaign)
    {
        var phases = campaign.PhaseNames();
        page.Append("<h3>Instruments</h3>\n<table>\n<thead><tr><th>Customer</th><th>Instrument</th><th>Mode</th>");
        foreach (var phase in phases)
            page.Append(CultureInfo.InvariantCulture, $"<th>{Text(phase)}</th>");
        page.Append("<th>State</th><th>Stick</th><th>Finished (UTC)</th><th>Receipt</th></tr></thead>\n");
        foreach (var customer in campaign.Customers)
        {
            foreach (var instrument in customer.Instruments)
            {
                page.Append("<tbody>\n");
                foreach (var (index, mode) in instrument.Modes.Index())
                {
                    page.Append("<tr>");
                    if (index == 0)
                    {
                        var half = instrument.HalfPatched ? "<br><span class=\"half\">half patched</span>" : "";
                        page.Append(CultureInfo.InvariantCulture,
                            $"<td rowspan=\"{instrument.Modes.Length}\">{Text(customer.Name)}</td>");
                        page.Append(CultureInfo.InvariantCulture,
                            $"<td rowspan=\"{instrument.Modes.Length}\">{Text(instrument.ProductName)} " +
                            $"{Text(instrument.Serial.Text)}{half}</td>");
                    }

                    Mode(page, mode, phases);
                }

                page.Append("</tbody>\n");
            }
        }

        page.Append("</table>\n");
    }

    private static void Mode(StringBuilder page, ModeStatus mode, IReadOnlyList<string> phases)
    {
        page.Append(CultureInfo.InvariantCulture, $"<td>{Text(mode.Mode.Text)}</td>");
        foreach (var phase in phases)
            page.Append(mode.Phases.FirstOrDefault(one => one.Phase == phase) is { } known
                ? State(known.State)
                : "<td>&#8211;</td>");
        page.Append(State(mode.State));
        var finished = mode.Finished is { } time ? Time(time) : "";
        var receipt = mode.Receipt is { } digest ? $"<code title=\"{digest.Hex}\">{digest.Hex[..12]}</code>" : "";
        page.Append(CultureInfo.InvariantCulture,
            $"<td class=\"short\">{Text(mode.Stick)}</td><td class=\"short\">{finished}</td><td>{receipt}</td></tr>\n");
    }

    private static void Receipts(StringBuilder page, CampaignStatus campaign)
    {
        page.Append("<h3>Receipts</h3>\n");
        if (campaign.Receipts.IsEmpty)
        {
            page.Append("<p>None has arrived.</p>\n");
            return;
        }

        page.Append(
            "<table class=\"receipts\">\n<thead><tr><th>Instrument</th><th>No.</th><th>Verdict</th><th>Finished " +
            "(UTC)</th><th>Received (UTC)</th>");
        page.Append("<th>Standing</th><th>SHA-256 of the receipt, telephone code, key</th></tr></thead>\n<tbody>\n");
        foreach (var receipt in campaign.Receipts)
        {
            var reason = receipt.Reason.Length > 0 ? $": {receipt.Reason}" : "";
            var refusal = receipt.Refusal.Length > 0 ? $": {receipt.Refusal}" : "";
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td class=\"short\">{Text(receipt.Serial.Text)} {Text(receipt.Mode.Text)}</td><td>{receipt.Sequence}</td>");
            page.Append(CultureInfo.InvariantCulture,
                $"<td>{Text(receipt.Verdict.Word() + refusal)}</td><td class=\"short\">{Time(receipt.Finished)}</td><td " +
                $"class=\"short\">{Time(receipt.Received)}</td>");
            page.Append(CultureInfo.InvariantCulture,
                $"<td class=\"{receipt.Standing.Word()}\">{Text(receipt.Standing.Word() + reason)}</td>");
            page.Append(CultureInfo.InvariantCulture,
                $"<td><code>{receipt.Digest.Hex}</code><br>{receipt.Code} &#183; key " +
                    $"<code>{receipt.KeyId[..16]}</code></td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n");
    }

    private static string State(ModeState state) => $"<td class=\"{state.Word().Replace(' ', '-')}\">{state.Word()}</td>";

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Text(string text) => HtmlEncoder.Default.Encode(Printable.Line(text));
}
