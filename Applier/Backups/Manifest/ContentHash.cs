using System.Buffers.Binary;
using System.Text.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>
/// A SHA-256 digest in 32 bytes: a backup has one for each of its files, and their digits would weigh five times as much.
/// </summary>
/// <remarks>
/// Not two <see cref="UInt128"/>: no method that has to do with one is compiled ahead, and with this type that would be the whole
/// backup.
/// </remarks>
internal readonly record struct ContentHash(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>Size in bytes.</summary>
    public const int Size = 32;

    /// <summary>Takes the 32 bytes that a hash function gave.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    /// <summary>The digest as the rest of the kit speaks of it.</summary>
    public Sha256Digest Digest
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            CopyTo(bytes);
            return Sha256Digest.FromBytes(bytes);
        }
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Digest.Hex;

    /// <summary>Writes the digits as a value.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Span<byte> digits = stackalloc byte[Size * 2];
        CopyTo(bytes);
        for (var i = 0; i < Size; i++)
        {
            digits[2 * i] = Digits[bytes[i] >> 4];
            digits[(2 * i) + 1] = Digits[bytes[i] & 15];
        }

        writer.WriteStringValue(digits);
    }

    /// <summary>Reads the value that the reader stands at.</summary>
    /// <exception cref="JsonException">It is not 64 lower-case hexadecimal digits.</exception>
    public static ContentHash Read(ref Utf8JsonReader reader)
    {
        Span<byte> digits = stackalloc byte[Size * 2];
        Span<byte> bytes = stackalloc byte[Size];
        if (reader.TokenType != JsonTokenType.String || Length(ref reader) != digits.Length)
            throw new JsonException(Wanted);
        reader.CopyString(digits);
        for (var i = 0; i < Size; i++)
        {
            var value = (Value(digits[2 * i]) << 4) | Value(digits[(2 * i) + 1]);
            bytes[i] = value >= 0 ? (byte)value : throw new JsonException(Wanted);
        }

        return Of(bytes);
    }

    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    // Negative when it is no digit, and then so is everything that is made of it.
    private static int Value(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };

    private const string Wanted = "a SHA-256 digest is 64 lower-case hexadecimal digits";

    private static long Length(ref Utf8JsonReader reader) =>
        reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;

    private void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, First);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Second);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Third);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], Fourth);
    }
}
