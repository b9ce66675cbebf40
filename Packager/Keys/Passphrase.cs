using System.Security.Cryptography;
using System.Text;
using PatchKit.Shared;

namespace PatchKit.Packager.Keys;

/// <summary>
/// A passphrase in memory, wiped when disposed. Its bytes are the UTF-8 of what was typed; nothing is normalised.
/// </summary>
internal sealed class Passphrase : IDisposable
{
    /// <summary>Longest passphrase, in bytes of UTF-8.</summary>
    public const int MaxLength = 1024;

    /// <summary>Shortest passphrase that a new ceremony key is given, in characters.</summary>
    public const int LeastForCeremony = 12;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly byte[] _utf8;

    private Passphrase(byte[] utf8) => _utf8 = utf8;

    /// <summary>The bytes that the key derivation takes.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>Copies a passphrase out of <paramref name="utf8"/>; the caller wipes its own copy.</summary>
    public static Result<Passphrase> From(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return Unusable("the passphrase is empty");
        if (utf8.Length > MaxLength)
            return Unusable($"the passphrase is longer than {MaxLength} bytes");
        if (!System.Text.Unicode.Utf8.IsValid(utf8) || utf8.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0)
            return Unusable("the passphrase is not text: it has control characters or is not UTF-8");
        return new Passphrase(utf8.ToArray());
    }

    /// <summary>Copies a passphrase out of characters; the caller wipes its own copy.</summary>
    public static Result<Passphrase> From(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Strict.GetMaxByteCount(text.Length)];
        try
        {
            return From(bytes.AsSpan(0, Strict.GetBytes(text, bytes)));
        }
        catch (EncoderFallbackException)
        {
            return Unusable("the passphrase is not text: it has half a character");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Why this passphrase may not protect a new key for <paramref name="use"/>; null when it may.</summary>
    public Refusal? FaultForMaking(KeyUse use) => use == KeyUse.Ceremony && Strict.GetCharCount(_utf8) < LeastForCeremony
        ? Unusable($"the passphrase of a ceremony key has at least {LeastForCeremony} characters; four or five random words " +
            $"are good")
        : null;

    /// <summary>Whether two passphrases are the same, in constant time.</summary>
    public bool Matches(Passphrase other) => CryptographicOperations.FixedTimeEquals(_utf8, other._utf8);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_utf8);

    private static Refusal Unusable(string reason) => new(RefusalCode.KeyUnusable, "passphrase", reason);
}
