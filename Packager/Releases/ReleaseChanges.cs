using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// Changes of a release that stay in memory until all of them are wanted: what is signed can be checked as a whole before a byte
/// of it is on disk. Reading sees them already.
/// </summary>
internal sealed class ReleaseChanges
{
    private readonly List<Func<Refusal?>> _writes = [];

    /// <summary>Small targets by the path under which they are stored.</summary>
    public Dictionary<string, byte[]> Targets { get; } = new(StringComparer.Ordinal);

    /// <summary>A store whose changes wait here.</summary>
    public IMetadataStore Over(IMetadataStore below) => new Store(below, this);

    /// <summary>Remembers a write; writes happen in the order in which they were wanted.</summary>
    public void Later(Func<Refusal?> write) => _writes.Add(write);

    /// <summary>Writes everything, in order: a cut on the way leaves what a publication that was cut there leaves.</summary>
    public Refusal? Keep()
    {
        foreach (var write in _writes)
        {
            if (write() is { } refusal)
                return refusal;
        }

        return null;
    }

    private sealed class Store(IMetadataStore below, ReleaseChanges changes) : IMetadataStore
    {
        private readonly Dictionary<string, ReadOnlyMemory<byte>> _changed = new(StringComparer.Ordinal);

        public Result<ReadOnlyMemory<byte>> Read(string name) =>
            _changed.TryGetValue(name, out var bytes) ? bytes : below.Read(name);

        public Refusal? Write(string name, ReadOnlyMemory<byte> bytes)
        {
            _changed[name] = bytes;
            changes.Later(() => below.Write(name, bytes));
            return null;
        }

        public Refusal? Delete(string name)
        {
            _changed[name] = default;
            changes.Later(() => below.Delete(name));
            return null;
        }
    }
}

/// <summary>A release with its changes, as a client will see it.</summary>
internal sealed class ChangedTransport(IMetadataStore metadata, ReleaseChanges changes, ITransport below) : ITransport
{
    /// <inheritdoc/>
    public Result<Stream> OpenMetadata(string fileName) => metadata.Read(fileName).Then<Stream>(bytes =>
        bytes.IsEmpty
            ? new Refusal(RefusalCode.FileMissing, fileName, "the file is missing")
            : new MemoryStream(bytes.ToArray(), writable: false));

    /// <inheritdoc/>
    public Result<Stream> OpenTarget(string path) => changes.Targets.TryGetValue(path, out var bytes)
        ? new MemoryStream(bytes, writable: false)
        : below.OpenTarget(path);

    /// <inheritdoc/>
    public long? RootAfter(long version) => below.RootAfter(version);
}
