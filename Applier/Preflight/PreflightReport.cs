using System.Collections.Immutable;

namespace PatchKit.Applier.Preflight;

/// <summary>All findings; the first stop, if any, is the refusal.</summary>
internal sealed record PreflightReport(ImmutableArray<Finding> Findings)
{
    /// <summary>Findings that warn.</summary>
    public IEnumerable<Finding> Warnings => Findings.Where(finding => finding.Level == FindingLevel.Warn);

    /// <summary>The first finding that stops, or null.</summary>
    public Finding? Stop => Findings.FirstOrDefault(finding => finding.Level == FindingLevel.Stop);
}
