using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>
/// A SHA-256 digest (FIPS 180-4): 32 bytes, written as 64 lower-case hexadecimal digits. 32 zeros are the one that was never set:
/// no file is known that has them, so they are no digest in a file either.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Sha256Digest
{
    private const int SizeInBytes = 32;
    private const int BufferSize = 128 * 1024;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");
    private readonly UInt128 _first;
    private readonly UInt128 _last;

    private Sha256Digest(ReadOnlySpan<byte> bytes)
    {
        _first = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _last = BinaryPrimitives.ReadUInt128BigEndian(bytes[(SizeInBytes / 2)..]);
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    /// <exception cref="InvalidOperationException">It was never set: the caller's mistake.</exception>
    public string Hex
    {
        get
        {
            if (this == default)
                throw new InvalidOperationException("This digest was never set.");
            Span<byte> bytes = stackalloc byte[SizeInBytes];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, _first);
            BinaryPrimitives.WriteUInt128BigEndian(bytes[(SizeInBytes / 2)..], _last);
            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>Hashes bytes that are in memory.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> bytes) => FromBytes(SHA256.HashData(bytes));

    /// <summary>Hashes a stream to its end, in constant memory.</summary>
    /// <remarks>SHA256.HashData reads 4 KiB at a time, which costs a large file a third more.</remarks>
    public static Sha256Digest Of(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0;)
                hash.AppendData(buffer, 0, read);
            return FromBytes(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Takes the 32 bytes of a digest that a hash function gave.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes: the caller's mistake.</exception>
    public static Sha256Digest FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == SizeInBytes
        ? new(bytes)
        : throw new ArgumentException($"A SHA-256 digest has {SizeInBytes} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads 64 lower-case hexadecimal digits, not all of them zero; nothing else is a digest.</summary>
    public static bool TryParse(string? text, out Sha256Digest digest)
    {
        digest = default;
        if (text is not { Length: SizeInBytes * 2 } || text.AsSpan().ContainsAnyExcept(Digits))
            return false;
        Span<byte> bytes = stackalloc byte[SizeInBytes];
        Convert.FromHexString(text, bytes, out _, out _);
        digest = new(bytes);
        return digest != default;
    }

    /// <summary>
    /// The digest's first 122 bits as a UUID, for formats that want one: the same bytes give the same. RFC 9562, section 5.8.
    /// </summary>
    public Guid ToUuid()
    {
        var bytes = Convert.FromHexString(Hex).AsSpan(0, 16);
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return new Guid(bytes, bigEndian: true);
    }

    /// <inheritdoc/>
    public override string ToString() => this == default ? "(no digest)" : Hex;

    /// <summary>Reads and writes it as JSON text. Public, since the JSON contexts of every project have to see it.</summary>
    public sealed class Converter : JsonConverter<Sha256Digest>
    {
        /// <inheritdoc/>
        public override Sha256Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var digest)
                ? digest
                : throw new JsonException("a SHA-256 digest is 64 lower-case hexadecimal digits");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Sha256Digest value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Hex);
    }
}
