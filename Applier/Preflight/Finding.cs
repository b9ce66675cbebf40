using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>What one preflight check saw.</summary>
/// <param name="Check">Which check.</param>
/// <param name="Level">Pass, warn or stop.</param>
/// <param name="Seen">What was seen, in plain English, for log and receipt.</param>
internal sealed record Finding(CheckId Check, FindingLevel Level, string Seen)
{
    /// <summary>Values for the check's localised sentence.</summary>
    public ImmutableArray<Fact> Facts { get; init; } = [];

    /// <summary>Whether what stops passes by itself within minutes, so that it is worth waiting for.</summary>
    public bool Passes { get; init; }

    /// <summary>The refusal that a stop becomes; <see cref="RefusalCode.PreflightStop"/> unless the check has its own.</summary>
    public RefusalCode Code { get; init; } = RefusalCode.PreflightStop;

    /// <summary>The finding as the kit's "no": said with the check's own sentence, which says more than the code's.</summary>
    public Refusal Refusal => new(Code, Check.ToString(), Seen) { Facts = Facts, Wording = Sentence };

    /// <summary>The name of its sentence in the texts.</summary>
    public string Sentence => $"Check_{Check}_{Level}";
}
