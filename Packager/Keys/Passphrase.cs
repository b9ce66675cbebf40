using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Keys;

/// <summary>
/// A passphrase in memory, wiped when disposed. Its bytes are the UTF-8 of what was
/// typed, accents composed, so that the same words open a key from every keyboard and shell.
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

    /// <summary>
    /// Copies a passphrase out of the bytes of a pipe; the caller wipes its own copy. A byte-order mark in front, which some
    /// shells write, is not part of it.
    /// </summary>
    public static Result<Passphrase> From(ReadOnlySpan<byte> utf8)
    {
        var words = Utf8Text.WithoutMark(utf8);
        if (!System.Text.Unicode.Utf8.IsValid(words))
            return Unusable("the passphrase is not text: it is not UTF-8");
        var text = new char[Strict.GetCharCount(words)];
        try
        {
            Strict.GetChars(words, text);
            return From(text.AsSpan());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    /// <summary>Copies a passphrase out of characters; the caller wipes its own copy.</summary>
    public static Result<Passphrase> From(ReadOnlySpan<char> text)
    {
        var composed = text.ToArray();
        var bytes = new byte[Strict.GetMaxByteCount(text.Length)];
        try
        {
            var words = composed.AsSpan(0, ComposedText.Compose(composed));
            if (words.IsEmpty)
                return Unusable("the passphrase is empty");
            if (words.ContainsAnyInRange('\0', '\x1f'))
                return Unusable("the passphrase is not text: it has control characters");
            if (ComposedText.HasLooseAccent(words))
                return Unusable(
                    "the passphrase has an accent on a letter that not every keyboard writes the same way; use others");
            var length = Strict.GetBytes(words, bytes);
            return length > MaxLength
                ? Unusable($"the passphrase is longer than {MaxLength} bytes")
                : new Passphrase(bytes.AsSpan(0, length).ToArray());
        }
        catch (EncoderFallbackException)
        {
            return Unusable("the passphrase is not text: it has half a character");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(composed.AsSpan()));
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
