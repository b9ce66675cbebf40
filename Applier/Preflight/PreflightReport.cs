using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>All findings; the first stop, if any, is the refusal.</summary>
internal sealed record PreflightReport(ImmutableArray<Finding> Findings)
{
    /// <summary>Runs of which a person has to say whether they were broken off.</summary>
    public ImmutableArray<LeftRun> Left { get; init; } = [];

    /// <summary>Whether a person has to say that the mode that comes first is done: the stick does not show it.</summary>
    public bool AsksOfEarlier =>
        Findings.Any(finding => finding is { Check: CheckId.ModeOrder, Level: FindingLevel.Warn });

    /// <summary>The same, with another finding of the same check.</summary>
    public PreflightReport With(Finding found) => this with
    {
        Findings = [.. Findings.Select(finding => finding.Check == found.Check ? found : finding)],
    };

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
