using static PatchKit.Packager.Returns.Page.PageWriter;

namespace PatchKit.Packager.Returns.Page;

/// <summary>Every instrument in a line, to filter and to sort, with the way to its evidence; on paper only customers with work
/// left.</summary>
internal static class InstrumentTable
{
    private const int CustomersOnPaper = 120;

    /// <summary>Writes the filter, the table, and what stands on paper in their place.</summary>
    public static void Put(PageWriter page, CampaignStatus campaign)
    {
        page.Put($"<div class=\"screen\">\n<h3 id=\"instruments-{campaign.Campaign}\">Instruments</h3>");
        Filters(page, campaign);
        page.Put($"<table class=\"wide sortable\" id=\"t-{campaign.Campaign}\">\n<thead><tr><th scope=\"col\">Customer</th>"
            + "<th scope=\"col\">Country</th><th scope=\"col\">Product</th><th scope=\"col\">Serial number</th>"
            + "<th scope=\"col\">State</th><th scope=\"col\">Boot modes</th><th scope=\"col\">Stick</th></tr></thead>\n<tbody>");
        foreach (var customer in campaign.Customers)
        {
            foreach (var instrument in customer.Instruments)
                Row(page, campaign, customer, instrument);
        }

        page.Put("</tbody>\n</table>\n</div>");
        Open(page, campaign);
    }

    private static void Filters(PageWriter page, CampaignStatus campaign)
    {
        var instruments = campaign.Customers.SelectMany(one => one.Instruments).ToList();
        var states = campaign.Overall().Select(word => (Word: word, Count: instruments.Count(one => Word(one) == word)))
            .Concat(instruments.SelectMany(one => one.Modes.Select(mode => mode.State).Distinct()).CountBy(state => state)
                .OrderBy(one => one.Key).Select(one => (Word: $"a mode is {one.Key.Word()}", Count: one.Value)))
            .Where(one => one.Count > 0);
        page.Put($"<form class=\"filters\" data-table=\"t-{campaign.Campaign}\" hidden>");
        page.Put("<label>Find <input type=\"search\" name=\"text\" autocomplete=\"off\"></label>");
        Select("State", "state", states.Select(one => (Class(one.Word), $"{one.Word} ({one.Count})")));
        Select("Country", "country", campaign.Customers.Select(one => one.Country).Distinct().Order(StringComparer.Ordinal)
            .Select(one => (one.Length == 0 ? "?" : one, one.Length == 0 ? "not known" : one)));
        Select("Product", "product", instruments.Select(one => one.ProductName).Distinct().Order(StringComparer.Ordinal)
            .Select(one => (one, one)));
        page.Put("<button type=\"reset\">Show all</button>\n<p role=\"status\"></p>\n</form>");

        void Select(string label, string name, IEnumerable<(string Value, string Text)> options) => page.Put(
            $"<label>{label} <select name=\"{name}\"><option value=\"\">all</option>"
            + string.Concat(options.Select(one => $"<option value=\"{Text(one.Value)}\">{Text(one.Text)}</option>"))
            + "</select></label>");
    }

    private static void Row(PageWriter page, CampaignStatus campaign, CustomerStatus customer, InstrumentStatus instrument)
    {
        var word = Word(instrument);
        var states = instrument.Modes.Select(mode => Class($"a mode is {mode.State.Word()}")).Distinct().Prepend(Class(word));
        var sticks = instrument.Modes.Select(mode => mode.Stick).Where(one => one.Length > 0).Distinct();
        var modes = instrument.Modes.Select(mode => $"<li>{Text(mode.Mode.Text)}: {Word(mode.State.Word())}</li>");
        var country = customer.Country.Length == 0 ? "?" : customer.Country;
        page.Put($"<tr data-states=\"{string.Join(' ', states)}\" data-country=\"{Text(country)}\" "
            + $"data-product=\"{Text(instrument.ProductName)}\">"
            + $"<td>{Text(customer.Name)}{(customer.Site is "" ? "" : $"<br>{Text(customer.Site)}")}</td>"
            + $"<td>{Text(customer.Country)}</td><td>{Text(instrument.ProductName)}</td>"
            + $"<td class=\"short\"><a href=\"#{Anchor(campaign, instrument)}\">{Text(instrument.Serial.Text)}</a></td>"
            + $"<td class=\"short\">{Word(word)}</td><td><ul class=\"plain\">{string.Concat(modes)}</ul></td>"
            + $"<td>{Text(string.Join(", ", sticks))}</td></tr>");
    }

    private static void Open(PageWriter page, CampaignStatus campaign)
    {
        var open = campaign.Customers.Where(one => !one.Complete).ToList();
        page.Put("<div class=\"paper\">\n<h3>Customers with work left</h3>");
        if (open.Count == 0)
        {
            page.Put("<p>None.</p>\n</div>");
            return;
        }

        page.Put("<table class=\"wide open\">\n<thead><tr><th scope=\"col\">Customer</th><th scope=\"col\">Country</th>"
            + "<th scope=\"col\">Stick sent</th>" + string.Concat(campaign.Overall().Select(word =>
                $"<th scope=\"col\">{char.ToUpperInvariant(word[0])}{word[1..]}</th>")) + "</tr></thead>\n<tbody>");
        foreach (var customer in open)
        {
            page.Put($"<tr><td>{Text(customer.Name)}</td><td>{Text(customer.Country)}</td>"
                + $"<td>{(customer.Sent is { } sent ? Day(sent) : "no")}</td>"
                + string.Concat(campaign.Overall().Select(word =>
                    $"<td class=\"figure\">{customer.Instruments.Count(one => Word(one) == word)}</td>")) + "</tr>");
        }

        page.Put("</tbody>\n</table>");
        page.Rest(open.Count, CustomersOnPaper);
        page.Put("</div>");
    }
}
