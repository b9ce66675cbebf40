using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// Trusted metadata that nobody remembers: for looking at a release as a client that sees it for the first time.
/// </summary>
internal sealed class MemoryStore : IMetadataStore
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Result<ReadOnlyMemory<byte>> Read(string name) => _files.GetValueOrDefault(name);

    /// <inheritdoc/>
    public Refusal? Write(string name, ReadOnlyMemory<byte> bytes)
    {
        _files[name] = bytes;
        return null;
    }

    /// <inheritdoc/>
    public Refusal? Delete(string name)
    {
        _files.Remove(name);
        return null;
    }
}
