namespace PatchKit.Shared.Trust;

/// <summary>Where the trusted metadata are kept between two runs, byte for byte as they were received.</summary>
public interface IMetadataStore
{
    /// <summary>The bytes kept under a name such as <c>root.json</c>; empty when there are none.</summary>
    Result<ReadOnlyMemory<byte>> Read(string name);

    /// <summary>Keeps the bytes, so that a power cut leaves the old ones or the new ones. Null when done.</summary>
    Refusal? Write(string name, ReadOnlyMemory<byte> bytes);

    /// <summary>Forgets the bytes; nothing to forget is no fault. Null when done.</summary>
    Refusal? Delete(string name);
}
