using System.Collections.Immutable;
using PatchKit.Packager.Returns.Judgement;

namespace PatchKit.Packager.Returns.Page;

/// <summary>What a report page is made of: where all stands, where it stood before, and how it came there.</summary>
/// <param name="Status">Where all stands.</param>
/// <param name="Since">When the report before was made; null when there is none.</param>
/// <param name="Histories">The way of each field action.</param>
internal sealed record ReportMatter(
    LedgerStatus Status, DateTimeOffset? Since, ImmutableArray<CampaignHistory> Histories)
{
    private const int MostPoints = 12;

    /// <summary>
    /// Judges the evidence anew as it was at some moments between the first delivery and now. What was withdrawn and what is in
    /// the register is taken as it is today.
    /// </summary>
    public static ReportMatter Of(LedgerStatus status, Evidence evidence, DateTimeOffset? since)
    {
        var now = status.Generated;
        var before = since is { } time && time < now ? Judge.Of(evidence.AsOf(time), time).Campaigns : [];
        var moments = Moments(evidence, now)
            .Select(at => (At: at, Judge.Of(evidence.AsOf(at), at).Campaigns)).Append((At: now, status.Campaigns)).ToList();
        return new(status, since,
        [
            .. status.Campaigns.Select(campaign => new CampaignHistory(
                campaign.Campaign,
                before.FirstOrDefault(one => one.Campaign == campaign.Campaign),
                [
                    .. from moment in moments
                       from one in moment.Campaigns
                       where one.Campaign == campaign.Campaign
                       select new ProgressPoint(moment.At, one.Summary),
                ])),
        ]);
    }

    // Midnights, evenly spread.
    private static IEnumerable<DateTimeOffset> Moments(Evidence evidence, DateTimeOffset now)
    {
        if (evidence.Deliveries.Count == 0)
            return [];
        var first = new DateTimeOffset(evidence.Deliveries.Min(one => one.Issued).UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var days = Math.Max(0, (now - first).Days + 1);
        var points = Math.Min(days, MostPoints);
        return Enumerable.Range(0, points).Select(index => first.AddDays((long)index * days / points));
    }
}

/// <summary>The way of one field action.</summary>
/// <param name="Campaign">Its name.</param>
/// <param name="Then">Where it stood when the report before was made; null when there was none, or it was not begun.</param>
/// <param name="Points">Its numbers at some moments, the last of them now.</param>
internal sealed record CampaignHistory(string Campaign, CampaignStatus? Then, ImmutableArray<ProgressPoint> Points);

/// <summary>The numbers of a field action at a moment.</summary>
internal sealed record ProgressPoint(DateTimeOffset At, CampaignSummary Summary);
