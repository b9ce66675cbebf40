using PatchKit.Packager.Returns.Decisions;
using static PatchKit.Packager.Returns.Page.PageWriter;

namespace PatchKit.Packager.Returns.Page;

/// <summary>
/// The fields of a recall's status report (21 CFR 7.53(b)) and the levels of effectiveness checks (21 CFR 7.42(b)(3)), as far as
/// the ledger knows them. What it does not know it does not say.
/// </summary>
internal static class RecallFields
{
    // Level, and the share of the consignees that is checked; B is set by the recall's own strategy.
    private static readonly (string Level, string Share, int? Percent)[] Levels =
    [
        ("A", "100 %", 100), ("B", "more than 10 %, less than 100 %: as the recall strategy says", null), ("C", "10 %", 10),
        ("D", "2 %", 2), ("E", "no checks", 0),
    ];

    /// <summary>Writes both tables.</summary>
    public static void Put(PageWriter page, CampaignStatus campaign)
    {
        var heard = Heard(campaign);
        page.Put("<div class=\"pair\">\n<div>\n<h3>Status of the recall (21 CFR 7.53)</h3>\n<table>\n<thead><tr>"
            + "<th scope=\"col\">Field</th><th scope=\"col\">Figure</th><th scope=\"col\">How it is known</th></tr></thead>\n"
            + "<tbody>");
        foreach (var (field, figure, known) in Fields(campaign, heard))
            page.Put($"<tr><th scope=\"row\">{field}</th><td>{figure}</td><td>{known}</td></tr>");
        page.Put("</tbody>\n</table>\n</div>");
        Effectiveness(page, campaign.Customers.Length, heard.Count, campaign.Summary.Complete);
        page.Put("</div>");
    }

    // Customers that a receipt or a code has come from.
    private static HashSet<string> Heard(CampaignStatus campaign)
    {
        var serials = campaign.Receipts.Select(one => one.Serial).ToHashSet();
        return
        [
            .. campaign.Customers.Where(customer => customer.Instruments.Any(one =>
                serials.Contains(one.Serial) || one.Modes.Any(mode => mode.Told is not null))).Select(one => one.Customer),
        ];
    }

    // What reached a customer first: a stick that was sent, what was written to it, or a call or visit in which somebody was
    // reached.
    private static (DateTimeOffset At, string How)? Notified(CustomerStatus customer)
    {
        var first = customer.Contacts
            .Where(one => one.With is not null || one.Way is ContactWay.Letter or ContactWay.Mail)
            .Select(one => (one.At, How: one.Way.ToString().ToLowerInvariant()))
            .Concat(customer.Sent is { } sent ? [(sent, "stick")] : []).OrderBy(one => one.At).ToList();
        return first is [var earliest, ..] ? earliest : null;
    }

    private static IEnumerable<(string Field, string Figure, string Known)> Fields(CampaignStatus campaign, HashSet<string> heard)
    {
        var sum = campaign.Summary;
        var notified = campaign.Customers.Select(Notified).OfType<(DateTimeOffset At, string How)>().ToList();
        var when = notified.Count == 0 ? "no stick was marked as sent, and no letter or call was noted"
            : $"first by {string.Join(", ", notified.CountBy(one => one.How).OrderByDescending(one => one.Value)
                .ThenBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"))}, from "
                + $"{Day(notified.Min(one => one.At))} to {Day(notified.Max(one => one.At))}";
        yield return ("Consignees notified", $"{notified.Count} of {sum.Customers}", when);
        var products = campaign.Customers.Where(one => heard.Contains(one.Customer)).Sum(one => one.Instruments.Length);
        yield return ("Consignees responding", $"{heard.Count}, with {products} instruments",
            "a receipt or a code has come from each");
        yield return ("Consignees not responding", $"{sum.Customers - heard.Count}, {sum.Silent} of them were sent a stick",
            "nothing has come; named under whom to call");
        yield return ("Products corrected", $"{sum.Installed} of {sum.Instruments}",
            "a verified receipt for every boot mode");
        var settled = campaign.Customers.SelectMany(one => one.Instruments)
            .Where(one => one is { Installed: false, Settled: true })
            .SelectMany(one => one.Exceptions.Where(exception => !exception.RanOut && exception.Kind is not DecisionKind.Declined)
                .Select(exception => exception.Kind).Distinct().Take(1))
            .CountBy(kind => kind).OrderBy(one => one.Key).Select(one => $"{one.Value} {one.Key.Word()}").ToList();
        yield return ("Products accounted for", $"{sum.Installed + sum.Settled} of {sum.Instruments}",
            settled.Count == 0 ? "corrected" : $"corrected, or settled by a person: {string.Join(", ", settled)}");
        yield return ("Effectiveness checks", $"{heard.Count} made, {sum.Complete} found complete", "see the levels");
        yield return ("Time frame for completion", "not stated", "the ledger does not know it: a person states it");
    }

    private static void Effectiveness(PageWriter page, int customers, int heard, int complete)
    {
        page.Put("<div>\n<h3>Effectiveness checks (21 CFR 7.42)</h3>\n<table>\n<thead><tr><th scope=\"col\">Level</th>"
            + "<th scope=\"col\">Consignees to check</th><th scope=\"col\">That is</th><th scope=\"col\">Checked</th>"
            + "<th scope=\"col\">Reached</th></tr></thead>\n<tbody>");
        foreach (var (level, share, percent) in Levels)
        {
            // Rounded up: a part of a consignee cannot be checked.
            int? wanted = percent is { } of ? ((customers * of) + 99) / 100 : null;
            var (number, reached) = wanted is { } least
                ? ($"{least}", heard >= least ? "yes" : "no")
                : ("&#8211;", "&#8211;");
            page.Put($"<tr><th scope=\"row\">{level}</th><td>{share}</td><td class=\"figure\">{number}</td>"
                + $"<td class=\"figure\">{heard}</td><td>{reached}</td></tr>");
        }

        page.Put("</tbody>\n</table>");
        page.Put($"<p>A customer counts as checked when a receipt or a code has come from it. Every instrument is "
            + $"complete or settled at {complete} of {customers}.</p>\n</div>");
    }
}
