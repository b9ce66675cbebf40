using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>All findings; the first stop, if any, is the refusal.</summary>
internal sealed record PreflightReport(ImmutableArray<Finding> Findings)
{
    /// <summary>Runs of which a person has to say whether they were broken off.</summary>
    public ImmutableArray<LeftRun> Left { get; init; } = [];

    /// <summary>Findings that warn.</summary>
    public IEnumerable<Finding> Warnings => Findings.Where(finding => finding.Level == FindingLevel.Warn);

    /// <summary>The first finding that stops, or null.</summary>
    public Finding? Stop => Findings.FirstOrDefault(finding => finding.Level == FindingLevel.Stop);

    /// <summary>
    /// Whether the stick is not for this instrument and mode now: then neither is its bundle's code run nor a receipt left on it.
    /// </summary>
    public bool IsNotOurs => Stop is
    { Code: RefusalCode.NotForThisInstrument or RefusalCode.NotForThisMode or RefusalCode.CounterLower };
}
