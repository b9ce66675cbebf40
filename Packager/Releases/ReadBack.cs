using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// Looks at a release with the Applier's eyes: from its first root to every listed target, with nothing remembered.
/// </summary>
internal static class ReadBack
{
    /// <summary>Why a client would refuse the release; null when it accepts it.</summary>
    public static Refusal? Of(ITransport release, RoleFile firstRoot, DateTimeOffset now)
    {
        var client = new TrustClient(release, new MemoryStore(), now, rule: RoleRules.FaultOf);
        return client.TrustRoot(firstRoot.File.Bytes)
            .Then(_ => client.Refresh())
            .Then(_ => client.ListTargets())
            .Refusal;
    }
}
