using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>A store that fails at one file.</summary>
internal sealed class FailingStore(IMetadataStore store, string? reads = null, string? writes = null, string? deletes = null)
    : IMetadataStore
{
    public Result<ReadOnlyMemory<byte>> Read(string name) =>
        name == reads ? new Refusal(RefusalCode.AccessDenied, name, "no") : store.Read(name);

    public Refusal? Write(string name, ReadOnlyMemory<byte> bytes) =>
        name == writes ? new Refusal(RefusalCode.DiskFull, name, "no") : store.Write(name, bytes);

    public Refusal? Delete(string name) =>
        name == deletes ? new Refusal(RefusalCode.AccessDenied, name, "no") : store.Delete(name);
}
