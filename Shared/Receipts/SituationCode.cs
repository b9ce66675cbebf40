using System.Globalization;
using System.Text;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// A situation as it is read out on the telephone: two groups of four characters, <c>7K3M-0QXR</c>; a third one where it ended
/// with a receipt, <c>7K3M-0QXR-9VTA</c>, which binds it to the delivery and to that very receipt.
/// </summary>
/// <remarks>How it is spelled and checked: <see cref="CheckedText"/>. Format: docs/formats/situation-code.md.</remarks>
public readonly record struct SituationCode
{
    private const int Short = 8;
    private const int Long = 12;

    // Ten bits each of what the receipt is bound to.
    private const int BondBits = 10;
    private readonly string? _text;

    private SituationCode(long value, int length, Situation situation) =>
        (_text, Situation, Bond) = (Spelled(value, length), situation, length == Long ? value & ((1 << (2 * BondBits)) - 1) : -1);

    /// <summary>The code with its hyphens.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This code was never set.");

    /// <summary>What it stands for.</summary>
    public Situation Situation { get; }

    /// <summary>Whether it stands for a receipt too.</summary>
    public bool HasReceipt => Bond >= 0;

    private long Bond { get; }

    /// <summary>The code of a situation that left no receipt.</summary>
    public static SituationCode Of(Situation situation) => new(situation.Number, Short, situation);

    /// <summary>The code of a receipt.</summary>
    /// <param name="receipt">What it says.</param>
    /// <param name="keyId">The key that signs it.</param>
    public static SituationCode Of(Receipt receipt, string keyId)
    {
        var situation = Situation.Of(receipt);
        var own = Bits(keyId, Number(receipt.Sequence), Number(receipt.Times.Finished.ToUnixTimeSeconds()));
        var delivered = BoundTo(receipt.Nonce, receipt.Instrument.Serial, receipt.Instrument.Mode, situation);
        return new((situation.Number << (2 * BondBits)) | (delivered << BondBits) | own, Long, situation);
    }

    /// <summary>Whether a receipt of this delivery, instrument and boot mode can have this code.</summary>
    /// <param name="nonce">The delivery's nonce.</param>
    /// <param name="serial">The instrument.</param>
    /// <param name="mode">The boot mode.</param>
    public bool IsBoundTo(string nonce, SerialNumber serial, ModeId mode) =>
        HasReceipt && Bond >> BondBits == BoundTo(nonce, serial, mode, Situation);

    /// <summary>
    /// Reads what a person wrote down (<see cref="CheckedText.Read"/>). False when the length, a character or the check
    /// characters are wrong.
    /// </summary>
    public static bool TryParse(string? text, out SituationCode code)
    {
        code = default;
        Span<int> values = stackalloc int[Long];
        var count = CheckedText.Read(text, values);
        if (count is not (Short or Long) || !CheckedText.Holds(values[..count]))
            return false;
        var number = 0L;
        foreach (var value in values[..(count - CheckedText.Checks)])
            number = (number << 5) | (long)value;
        if (Situation.Of(count == Long ? number >> (2 * BondBits) : number) is not { } situation)
            return false;
        code = new(number, count, situation);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(SituationCode other) => _text == other._text;

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(no code)";

    private static long BoundTo(string nonce, SerialNumber serial, ModeId mode, Situation situation) =>
        Bits(nonce, serial.Key, mode.Text, Number(situation.Number));

    // The first bits of the digest of lines.
    private static long Bits(params string[] lines)
    {
        var digest = Convert.FromHexString(Sha256Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', lines))).Hex);
        return ((digest[0] << 8) | digest[1]) >> (16 - BondBits);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Spelled(long value, int length)
    {
        Span<int> data = stackalloc int[length - CheckedText.Checks];
        for (var at = 0; at < data.Length; at++)
            data[at] = (int)(value >> (5 * (data.Length - 1 - at))) & 31;
        return CheckedText.Write(data);
    }
}
