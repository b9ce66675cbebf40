using static PatchKit.Packager.Returns.Page.PageWriter;

namespace PatchKit.Packager.Returns.Page;

/// <summary>What each line of the table rests on: phases, sticks, every receipt with its digest, what people have
/// settled.</summary>
internal static class EvidenceList
{
    /// <summary>Writes the evidence of every instrument, that of no instrument, and the annex for paper.</summary>
    public static void Put(PageWriter page, CampaignStatus campaign)
    {
        var receipts = campaign.Receipts.ToLookup(one => one.Serial);
        var instruments = campaign.Customers
            .SelectMany(customer => customer.Instruments.Select(one => (Customer: customer, Instrument: one))).ToList();
        page.Put($"<div class=\"screen\">\n<h3 id=\"evidence-{campaign.Campaign}\">Evidence</h3>");
        foreach (var (customer, instrument) in instruments)
        {
            page.Put($"<details><summary>{Text(instrument.ProductName)} {Text(instrument.Serial.Text)}, {Text(customer.Name)}: "
                + $"{Word(instrument)}</summary>\n<div id=\"{Anchor(campaign, instrument)}\">");
            Modes(page, instrument);
            foreach (var one in instrument.Exceptions)
                page.Put($"<p>Settled: {Text($"{(one.Mode is { } mode ? $"{mode}: " : "")}{one.InWords()}")}</p>");
            Receipts(page, [.. receipts[instrument.Serial]]);
            page.Put("</div></details>");
        }

        var known = instruments.Select(one => one.Instrument.Serial).ToHashSet();
        List<ReceiptStatus> others = [.. campaign.Receipts.Where(one => !known.Contains(one.Serial))];
        if (others.Count > 0)
        {
            page.Put("<h3>Receipts of instruments that nobody expects</h3>");
            Receipts(page, others);
        }

        page.Put("</div>");
        Annex(page, campaign);
    }

    private static void Modes(PageWriter page, InstrumentStatus instrument)
    {
        page.Put("<ul>");
        foreach (var mode in instrument.Modes)
        {
            var phases = string.Join(", ", mode.Phases.Select(one => $"{Text(one.Phase)} {Word(one.State.Word())}"));
            var stick = mode.Stick.Length > 0 ? $"; stick {Text(mode.Stick)}" : "";
            var receipt = mode.Receipt is { } digest ? $"; decided by <code>{digest.Hex[..12]}</code>" : "";
            var note = mode.Note.Length > 0 ? $"; {Text(mode.Note)}" : "";
            page.Put($"<li>{Text(mode.Mode.Text)}: {Word(mode.State.Word())}"
                + $"{(phases.Length > 0 ? $" ({phases})" : "")}{stick}{receipt}{note}</li>");
        }

        page.Put("</ul>");
    }

    private static void Receipts(PageWriter page, List<ReceiptStatus> receipts)
    {
        if (receipts.Count == 0)
        {
            page.Put("<p>No receipt has arrived.</p>");
            return;
        }

        page.Put("<table class=\"wide\">\n<thead><tr><th scope=\"col\">Mode</th><th scope=\"col\">No.</th>"
            + "<th scope=\"col\">Verdict</th><th scope=\"col\">Finished, by the instrument (UTC)</th>"
            + "<th scope=\"col\">Received (UTC)</th><th scope=\"col\">Standing</th>"
            + "<th scope=\"col\">SHA-256, code, key</th></tr></thead>\n<tbody>");
        foreach (var receipt in receipts)
        {
            var reasons = receipt.Notes.Select(note => $"note: {note}").Prepend(receipt.Reason).Where(one => one.Length > 0);
            page.Put($"<tr><td>{Text(receipt.Mode.Text)}</td><td class=\"figure\">{receipt.Sequence}</td>"
                + $"<td>{Text(receipt.Verdict.Word())}{(receipt.Refusal.Length > 0 ? $": {Text(receipt.Refusal)}" : "")}</td>"
                + $"<td class=\"short\">{Time(receipt.Finished)}</td><td class=\"short\">{Time(receipt.Received)}</td>"
                + $"<td>{Word(receipt.Standing.Word())} {Text(string.Join("; ", reasons))}</td>"
                + $"<td><code>{receipt.Digest.Hex}</code><br>{receipt.Code}, key <code>{receipt.KeyId[..16]}</code>, stick "
                + $"{Text(receipt.Stick)}, bundle {Text(receipt.Bundle)}</td></tr>");
        }

        page.Put("</tbody>\n</table>");
    }

    private static void Annex(PageWriter page, CampaignStatus campaign)
    {
        if (campaign.Receipts.IsEmpty)
            return;
        page.Put("<div class=\"annex\">\n<h3>Annex: every receipt</h3>\n<table class=\"wide\">\n<thead><tr>"
            + "<th scope=\"col\">Instrument</th><th scope=\"col\">Mode</th><th scope=\"col\">No.</th>"
            + "<th scope=\"col\">Verdict</th>"
            + "<th scope=\"col\">Standing</th><th scope=\"col\">SHA-256 of the file</th></tr></thead>\n<tbody>");
        foreach (var receipt in campaign.Receipts)
        {
            page.Put($"<tr><td class=\"short\">{Text(receipt.Serial.Text)}</td><td>{Text(receipt.Mode.Text)}</td>"
                + $"<td class=\"figure\">{receipt.Sequence}</td><td>{receipt.Verdict.Word()}</td>"
                + $"<td>{receipt.Standing.Word()}</td><td><code>{receipt.Digest.Hex}</code></td></tr>");
        }

        page.Put("</tbody>\n</table>\n</div>");
    }
}
