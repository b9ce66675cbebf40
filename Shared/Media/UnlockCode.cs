using System.Security.Cryptography;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// The code in a letter that opens a restricted delivery: 26 characters, 120 bits and two check characters, so that a typing
/// error is told from another delivery's code. Format: docs/formats/unlock-code.md.
/// </summary>
public readonly record struct UnlockCode
{
    /// <summary>How many characters it has, hyphens aside.</summary>
    public const int Length = 26;

    private const int Bits = 5;
    private readonly string? _text;

    private UnlockCode(string text) => _text = text;

    /// <summary>The code as it is printed, in groups; also the password of the zip.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This code was never set.");

    /// <summary>The code that a secret gives.</summary>
    /// <param name="secret">What only the support desk can make.</param>
    public static UnlockCode Of(ReadOnlySpan<byte> secret)
    {
        var digest = SHA256.HashData(secret);
        Span<int> data = stackalloc int[Length - CheckedText.Checks];
        for (var at = 0; at < data.Length; at++)
        {
            var bit = at * Bits;
            data[at] = (((digest[bit / 8] << 8) | digest[(bit / 8) + 1]) >> (16 - Bits - (bit % 8))) & 31;
        }

        return new(CheckedText.Write(data));
    }

    /// <summary>Reads what a person typed; false when it has a typing error, whatever the delivery.</summary>
    public static bool TryParse(string? text, out UnlockCode code)
    {
        Span<int> values = stackalloc int[Length];
        var good = CheckedText.Read(text, values) == Length && CheckedText.Holds(values);
        code = good ? new(CheckedText.Write(values[..^CheckedText.Checks])) : default;
        return good;
    }

    /// <summary>Says what it is and never which: no log prints it by accident.</summary>
    public override string ToString() => "(an unlock code)";
}
