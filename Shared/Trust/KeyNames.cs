using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Trust;

/// <summary>
/// Whose keys they are, signed beside the keys themselves: <c>x-patchkit-names</c> of a root, and of targets for the roles that
/// they hand on to. A screen names nobody whose name the holders have not signed.
/// </summary>
/// <remarks>
/// What is signed is ASCII, so that no two implementations can differ about it: other characters stand as the bytes of their
/// UTF-8, <c>%C3%BC</c>, and so does the percent sign.
/// </remarks>
internal static class KeyNames
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads the names; a name is a holder's name, and of a key that stands in the file.</summary>
    /// <param name="names">The member, or null.</param>
    /// <param name="keys">The file's keys.</param>
    public static ImmutableSortedDictionary<string, string> Read(MetadataElement? names,
        ImmutableSortedDictionary<string, PublicKey> keys)
    {
        if (names is null)
            return ImmutableSortedDictionary<string, string>.Empty;
        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (keyId, name) in names.Members())
        {
            if (!keys.ContainsKey(keyId))
                throw name.Fault("it names a key that is not there");
            var text = Decoded(name.Text()) ?? throw name.Fault("not ASCII with the bytes of other characters as %C3%BC");
            if (HolderName.FaultOf(text) is { } fault)
                throw name.Fault(fault);
            read.Add(keyId, text);
        }

        return read.ToImmutable();
    }

    /// <summary>The names as they are signed.</summary>
    public static JsonObject ToJson(ImmutableSortedDictionary<string, string> names) => new(names
        .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(Encoded(pair.Value)))));

    private static string Encoded(string name)
    {
        var text = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(name))
        {
            if (one is >= 0x20 and <= 0x7e and not (byte)'%')
                text.Append((char)one);
            else
                text.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    // There is one way to write a name: what is written otherwise is not read.
    private static string? Decoded(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
                bytes.Add((byte)text[at]);
            else if (text.Length >= at + 3 && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture, out var one))
            {
                bytes.Add(one);
                at += 2;
            }
        }

        try
        {
            var name = Strict.GetString([.. bytes]);
            return Encoded(name) == text ? name : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>Who signed: a key, and the name that is signed for it.</summary>
/// <param name="KeyId">The key's id.</param>
/// <param name="Name">Whose it is, as the file that names the key says; null where it says nothing.</param>
public sealed record KeyHolder(string KeyId, string? Name);
