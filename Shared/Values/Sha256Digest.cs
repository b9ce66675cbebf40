using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>A SHA-256 digest (FIPS 180-4): 32 bytes, written as 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Sha256Digest
{
    private const int SizeInBytes = 32;
    private const int BufferSize = 128 * 1024;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");
    private readonly string? _hex;

    private Sha256Digest(string hex) => _hex = hex;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex => _hex ?? throw new InvalidOperationException("This digest was never set.");

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
        ? new(Convert.ToHexStringLower(bytes))
        : throw new ArgumentException($"A SHA-256 digest has {SizeInBytes} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads 64 lower-case hexadecimal digits; nothing else is a digest.</summary>
    public static bool TryParse(string? text, out Sha256Digest digest)
    {
        var good = text is { Length: SizeInBytes * 2 } && !text.AsSpan().ContainsAnyExcept(Digits);
        digest = good ? new(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _hex ?? "(no digest)";

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
