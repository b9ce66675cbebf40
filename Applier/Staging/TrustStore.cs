using System.IO.Abstractions;
using System.Text.Json.Serialization;
using PatchKit.Applier.State;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Staging;

/// <summary>
/// The trusted metadata of this boot mode, each file in two generations. A plain file that a power cut left full of zeros would
/// read as "never seen", and the rollback floor with it; here the older generation stands in, and damage to both is a refusal.
/// </summary>
internal sealed class TrustStore(IFileSystem files, string folder) : IMetadataStore
{
    /// <inheritdoc/>
    public Result<ReadOnlyMemory<byte>> Read(string name) => Guard<ReadOnlyMemory<byte>>(name, file =>
        file.Read().Then<ReadOnlyMemory<byte>>(reading => (ReadOnlyMemory<byte>)(reading.Value?.Bytes ?? [])));

    /// <inheritdoc/>
    public Refusal? Write(string name, ReadOnlyMemory<byte> bytes) => Guard<string>(name, file =>
    {
        file.WriteLasting(new(bytes.ToArray()));
        return name;
    }).Refusal;

    /// <inheritdoc/>
    public Refusal? Delete(string name) => Guard<string>(name, file =>
    {
        file.Delete();
        return name;
    }).Refusal;

    private Result<T> Guard<T>(string name, Func<StateFile<KeptMetadata>, Result<T>> act)
        where T : notnull
    {
        if (!MediaPath.Parse(name).TryGet(out var path, out var refusal))
            return refusal;
        var place = path.Under(folder);
        try
        {
            return act(new(files, place, KeptMetadata.Format, RefusalCode.MemoryDamaged));
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.Refuse(e, place);
        }
    }
}

/// <summary>A metadata file byte for byte as it was received.</summary>
internal sealed record KeptMetadata([property: JsonRequired] byte[] Bytes)
{
    /// <summary>As it is kept: the longest metadata file in base64, with room for the frame.</summary>
    public static JsonFormat<KeptMetadata> Format { get; } =
        new("kept metadata", KeptMetadataJson.Default, (SignedDocument.MaxLength / 3 * 4) + (1 << 20));
}

/// <summary>JSON of <see cref="KeptMetadata"/>.</summary>
[JsonSerializable(typeof(KeptMetadata))]
internal sealed partial class KeptMetadataJson : JsonSerializerContext;
