using PatchKit.Applier.Instruments;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Discovery;

/// <summary>The stick that this session works with. Nothing on it is trusted yet.</summary>
/// <param name="Drive">The drive it is in.</param>
/// <param name="Id">The name that its marker claims; a name to look up, nothing more.</param>
/// <param name="Identity">
/// Digest of its marker and of its release's timestamp, which names by digests all that is signed on it: by this it is known
/// again, in whichever drive.
/// </param>
internal sealed record FoundStick(Drive Drive, StickId Id, Sha256Digest Identity)
{
    /// <summary>As a person knows it.</summary>
    public override string ToString() => $"{Id} ({Drive.Name})";
}
