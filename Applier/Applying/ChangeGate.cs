using PatchKit.Shared;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Asked just before each change: whether the instrument is still idle. A refusal stops and undoes; before the first change
/// nothing is changed.
/// </summary>
/// <param name="services">The services of the plan when something has been changed already; null before the first change.</param>
internal delegate Task<Refusal?> ChangeGate(IReadOnlyCollection<string>? services);
