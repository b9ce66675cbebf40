using System.Collections.Immutable;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators;

/// <summary>What will be asked, known before anything is changed.</summary>
/// <param name="Keys">The questions that come when all goes well, by the names under which an answers file answers them.</param>
/// <param name="ManualSteps">Every step by hand that the bundle has, in whatever product and mode.</param>
/// <param name="Modes">Every boot mode that it has.</param>
internal sealed record Foreseen(
    ImmutableArray<string> Keys, ImmutableArray<StepId> ManualSteps, ImmutableArray<ModeId> Modes);
