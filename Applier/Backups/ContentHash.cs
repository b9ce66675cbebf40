using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Backups;

/// <summary>A SHA-256 digest in 32 bytes: a backup has one for each of its files, and their digits would weigh five times as much.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct ContentHash(UInt128 First, UInt128 Second)
{
    /// <summary>Size in bytes.</summary>
    public const int Size = 32;

    /// <summary>Takes the 32 bytes that a hash function gave.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ContentHash>(bytes[..Size]);

    /// <summary>The digest as the rest of the kit speaks of it.</summary>
    public Sha256Digest Digest
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            MemoryMarshal.Write(bytes, this);
            return Sha256Digest.FromBytes(bytes);
        }
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Digest.Hex;

    internal sealed class Converter : JsonConverter<ContentHash>
    {
        public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            Span<byte> digits = stackalloc byte[Size * 2];
            Span<byte> bytes = stackalloc byte[Size];
            if (reader.TokenType != JsonTokenType.String || Length(ref reader) != digits.Length)
                throw new JsonException("a SHA-256 digest is 64 lower-case hexadecimal digits");
            reader.CopyString(digits);
            return digits.ContainsAnyInRange((byte)'A', (byte)'F')
                || Convert.FromHexString(digits, bytes, out _, out _) != System.Buffers.OperationStatus.Done
                    ? throw new JsonException("a SHA-256 digest is 64 lower-case hexadecimal digits")
                    : Of(bytes);
        }

        public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options)
        {
            Span<byte> bytes = stackalloc byte[Size];
            Span<byte> digits = stackalloc byte[Size * 2];
            MemoryMarshal.Write(bytes, value);
            Convert.TryToHexStringLower(bytes, digits, out _);
            writer.WriteStringValue(digits);
        }

        private static long Length(ref Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
    }
}
