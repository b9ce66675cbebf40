using PatchKit.Applier.Instruments;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Discovery;

/// <summary>The stick that this session works with. Nothing on it is trusted yet.</summary>
/// <param name="Drive">The drive it is in.</param>
/// <param name="Id">The name that its marker claims; a name to look up, nothing more.</param>
internal sealed record FoundStick(Drive Drive, StickId Id);
