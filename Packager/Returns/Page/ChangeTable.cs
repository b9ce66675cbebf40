using static PatchKit.Packager.Returns.Page.PageWriter;

namespace PatchKit.Packager.Returns.Page;

/// <summary>What has changed since the report before: each boot mode whose state is another one.</summary>
internal static class ChangeTable
{
    private const int OnPaper = 25;

    /// <summary>Writes it.</summary>
    public static void Put(PageWriter page, CampaignStatus campaign, CampaignStatus? then, DateTimeOffset? since)
    {
        if (since is not { } time)
        {
            page.Put("<h3>Change since the last report</h3>\n<p>There was no report of this kit in this place before.</p>");
            return;
        }

        page.Put($"<h3>Change since the last report, {Time(time)} UTC</h3>");
        var changes = Between(then, campaign).ToList();
        if (changes.Count == 0)
        {
            page.Put("<p>No boot mode stands otherwise.</p>");
            return;
        }

        var (was, now) = (then?.Summary.Installed ?? 0, campaign.Summary.Installed);
        page.Put($"<p>Instruments complete: {was} then, {now} now. Boot modes that stand otherwise: {changes.Count}.</p>");
        page.Put("<table class=\"changes\">\n<thead><tr><th scope=\"col\">Customer</th><th scope=\"col\">Instrument</th>"
            + "<th scope=\"col\">Mode</th><th scope=\"col\">Was</th><th scope=\"col\">Is</th></tr></thead>\n<tbody>");
        foreach (var (customer, serial, mode, from, to) in changes)
        {
            page.Put($"<tr><td>{Text(customer)}</td><td class=\"short\">{Text(serial)}</td><td>{Text(mode)}</td>"
                + $"<td>{from}</td><td>{to}</td></tr>");
        }

        page.Put("</tbody>\n</table>");
        page.Rest(changes.Count, OnPaper);
    }

    private static IEnumerable<(string Customer, string Serial, string Mode, string From, string To)> Between(
        CampaignStatus? then, CampaignStatus now)
    {
        var before = Modes(then).ToDictionary(one => (one.Serial, one.Mode.Mode));
        foreach (var (customer, serial, mode) in Modes(now))
        {
            if (!before.Remove((serial, mode.Mode), out var old))
                yield return (customer, serial, mode.Mode.Text, "not expected", Word(mode.State.Word()));
            else if (old.Mode.State != mode.State)
                yield return (customer, serial, mode.Mode.Text, Word(old.Mode.State.Word()), Word(mode.State.Word()));
        }

        foreach (var (customer, serial, mode) in before.Values)
            yield return (customer, serial, mode.Mode.Text, Word(mode.State.Word()), "not expected");
    }

    private static IEnumerable<(string Customer, string Serial, ModeStatus Mode)> Modes(CampaignStatus? campaign) =>
        from customer in campaign?.Customers ?? []
        from instrument in customer.Instruments
        from mode in instrument.Modes
        select (customer.Name, instrument.Serial.Text, mode);
}
