using System.Collections.Immutable;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>A receipt, and what all the evidence together makes of it.</summary>
/// <param name="Receipt">The receipt.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Findings">What was found, in the order of the kinds.</param>
internal sealed record JudgedReceipt(KeptReceipt Receipt, Standing Standing, ImmutableArray<Finding> Findings)
{
    /// <summary>Why it stands apart, in plain English; empty when it does not.</summary>
    public string Reason => string.Join("; ", Findings.Where(one => one.SetsApart).Select(one => one.Text));

    /// <summary>Whether it has a say: it was neither settled against nor replaced by a later chain.</summary>
    public bool Speaks => Standing is Standing.Accepted or Standing.Questioned;
}
