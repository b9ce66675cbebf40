using System.Collections.Immutable;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>
/// What media gateways say of the stick. Nobody of ours signs that, and nothing goes by it: each of our files was proven,
/// whatever a report says.
/// </summary>
internal static class KioskCheck
{
    /// <summary>Whether a report names files that are gone from the stick: then they were none of ours.</summary>
    public static Finding Kiosk(ImmutableArray<KioskReport> reports)
    {
        var names = string.Join(", ", reports.Select(report => report.Name));
        var removed = reports.SelectMany(report => report.Removed).Distinct(StringComparer.Ordinal).ToList();
        return removed.Count == 0
            ? new(CheckId.Kiosk, FindingLevel.Pass, $"a gateway's report on the stick ({names}) names no file that is gone")
            {
                Facts = [names],
            }
            : new(CheckId.Kiosk, FindingLevel.Warn,
                $"a gateway's report on the stick ({names}) names files that are gone: {string.Join(", ", removed)}")
            {
                Facts = [names, string.Join(", ", removed)],
            };
    }
}
