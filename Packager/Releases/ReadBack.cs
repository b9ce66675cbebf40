using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>Looks at a release with the Applier's eyes: from its first root to every listed target, with nothing remembered.</summary>
internal static class ReadBack
{
    /// <summary>Why a client would refuse the release; null when it accepts it.</summary>
    public static Refusal? Of(ITransport release, RoleFile firstRoot, DateTimeOffset now)
    {
        var client = new TrustClient(release, new MemoryStore(), now);
        return client.TrustRoot(firstRoot.File.Bytes)
            .Then(_ => client.Refresh())
            .Then(_ => client.ListTargets())
            .Refusal;
    }

    private sealed class MemoryStore : IMetadataStore
    {
        private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);

        public Result<ReadOnlyMemory<byte>> Read(string name) => _files.GetValueOrDefault(name);

        public Refusal? Write(string name, ReadOnlyMemory<byte> bytes)
        {
            _files[name] = bytes;
            return null;
        }

        public Refusal? Delete(string name)
        {
            _files.Remove(name);
            return null;
        }
    }
}
