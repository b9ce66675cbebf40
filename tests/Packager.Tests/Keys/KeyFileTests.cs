using System.Text;
using CsCheck;
using NSec.Cryptography;
using PatchKit.Packager.Keys;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Keys;

public class KeyFileTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);

    private static KeyFile Rehearsal(string holder = "Ada Rossi, release engineering")
    {
        using var phrase = KeyBench.Phrase();
        return KeyFile.Seal(new byte[32], holder, KeyUse.Rehearsal, phrase, Noon, new CountingRandomness());
    }

    private static string Opened(KeyFile file, string words = KeyBench.Words, KeyUse use = KeyUse.Rehearsal)
    {
        using var phrase = KeyBench.Phrase(words);
        if (!file.Open(phrase, use).TryGet(out var key, out var refusal))
            return refusal.ToString();
        using (key)
            return "opened";
    }

    [Fact]
    public void A_sealed_key_opens_and_signs_for_its_public_key()
    {
        var file = Rehearsal();
        using var phrase = KeyBench.Phrase();
        using var key = file.Open(phrase, KeyUse.Rehearsal).Value;
        var signature = SignatureAlgorithm.Ed25519.Sign(key, "bytes"u8);
        var shown = PublicKey.Import(SignatureAlgorithm.Ed25519, file.PublicKey, KeyBlobFormat.RawPublicKey);
        Assert.True(SignatureAlgorithm.Ed25519.Verify(shown, "bytes"u8, signature));
    }

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Gen.Select(Gen.Byte.Array[32], Gen.String[Gen.Char["àèABC xyz'."], 1, 20]).Sample(
            (seed, name) =>
            {
                using var phrase = KeyBench.Phrase();
                var file = KeyFile.Seal(seed, $"N{name}.", KeyUse.Rehearsal, phrase, Noon, new CountingRandomness());
                var again = KeyFileFormat.Read(KeyFileFormat.Write(file), "k").Value;
                Assert.Equal(Encoding.UTF8.GetString(KeyFileFormat.Write(file)),
                    Encoding.UTF8.GetString(KeyFileFormat.Write(again)));
                Assert.Equal("opened", Opened(again));
            },
            iter: 10);

    [Fact]
    public void A_wrong_passphrase_is_refused_and_says_so() =>
        Assert.Equal(
            "KeyUnusable: key of Ada Rossi, release engineering: the passphrase is wrong, or the key file was altered",
            Opened(Rehearsal(), "correct horse battery stapler"));

    [Fact]
    public void Any_altered_field_does_not_open()
    {
        var file = Rehearsal();
        KeyFile[] altered =
        [
            file with { Schema = "1.1" },
            file with { Use = KeyUse.Ceremony },
            file with { Holder = "Eve" },
            file with { Created = Noon.AddSeconds(1) },
            file with { PublicKey = Flipped(file.PublicKey) },
            file with { Cost = file.Cost with { Passes = 2 } },
            file with { Cost = file.Cost with { MemoryKib = file.Cost.MemoryKib + 8 } },
            file with { Salt = Flipped(file.Salt) },
            file with { Nonce = Flipped(file.Nonce) },
            file with { Sealed = Flipped(file.Sealed) },
        ];
        Assert.All(altered, one => Assert.Contains("altered", Opened(one, use: one.Use), StringComparison.Ordinal));
    }

    [Fact]
    public void A_rehearsal_key_is_refused_in_a_ceremony() =>
        Assert.Contains("never signs what a real instrument accepts", Opened(Rehearsal(), use: KeyUse.Ceremony),
            StringComparison.Ordinal);

    [Fact]
    public void A_ceremony_key_is_refused_in_a_rehearsal() =>
        Assert.Contains("a rehearsal makes its own keys", Opened(Rehearsal() with { Use = KeyUse.Ceremony }),
            StringComparison.Ordinal);

    [Fact]
    public void A_rehearsal_key_that_calls_itself_a_ceremony_key_is_refused_for_its_cost()
    {
        var text = Encoding.UTF8.GetString(KeyFileFormat.Write(Rehearsal()));
        var lied = text.Replace("\"rehearsal\": true", "\"rehearsal\": false", StringComparison.Ordinal);
        var refusal = KeyFileFormat.Read(Encoding.UTF8.GetBytes(lied), "k").Refusal;
        Assert.Equal(RefusalCode.FormatInvalid, refusal?.Code);
        Assert.Contains("too cheap", refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ceremony_key_costs_what_it_should_and_opens()
    {
        using var phrase = KeyBench.Phrase();
        var file = KeyFile.Seal(new byte[32], "Ada", KeyUse.Ceremony, phrase, Noon, new CountingRandomness());
        Assert.Equal(new KeyCost(262_144, 3), file.Cost);
        Assert.Equal("opened", Opened(KeyFileFormat.Read(KeyFileFormat.Write(file), "k").Value, use: KeyUse.Ceremony));
    }

    [Theory]
    [InlineData("\"memoryKib\": 8192", "\"memoryKib\": 1073741824", "the most allowed is")]
    [InlineData("\"memoryKib\": 8192", "\"memoryKib\": -1", "too cheap")]
    [InlineData("\"passes\": 1", "\"passes\": 1000000", "the most allowed is")]
    [InlineData("\"parallelism\": 1", "\"parallelism\": 4", "parallelism 1")]
    [InlineData("\"argon2id\"", "\"argon2i\"", "key derivation")]
    [InlineData("\"xchacha20-poly1305\"", "\"aes-256-ecb\"", "encryption")]
    [InlineData("\"keyType\": \"ed25519\"", "\"keyType\": \"rsa\"", "not ed25519")]
    [InlineData("\"rehearsal\": true,", "\"rehearsal\": true, \"rehearsal\": true,", "more than once")]
    [InlineData("\"rehearsal\": true,", "\"rehearsal\": true, \"hint\": \"my dog\",", "hint")]
    [InlineData("\"rehearsal\": true,", "", "rehearsal")]
    [InlineData("\"rehearsal\": true,", "\"rehearsal\": null,", "null is not allowed here")]
    [InlineData("2026-01-31T09:30:00Z", "2026-01-31", "a time in UTC")]
    [InlineData("Ada Rossi, release engineering", "Ada\\u0007", "cannot be printed")]
    [InlineData("\"keyId\": \"", "\"keyId\": \"00", "key id")]
    [InlineData("\"nonce\": \"", "\"nonce\": \"AB", "hexadecimal")]
    public void A_key_file_that_is_not_one_is_refused_with_the_reason(string was, string becomes, string reason)
    {
        var text = Encoding.UTF8.GetString(KeyFileFormat.Write(Rehearsal()));
        Assert.Contains(was, text, StringComparison.Ordinal);
        var refusal = KeyFileFormat.Read(Encoding.UTF8.GetBytes(text.Replace(was, becomes, StringComparison.Ordinal)),
            "k").Refusal;
        Assert.Equal(RefusalCode.FormatInvalid, refusal?.Code);
        Assert.Contains(reason, refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_version_of_the_format_is_named_as_such()
    {
        var text = Encoding.UTF8.GetString(KeyFileFormat.Write(Rehearsal()))
            .Replace("\"1.0\"", "\"2.0\"", StringComparison.Ordinal);
        Assert.Equal(RefusalCode.FormatUnknownVersion, KeyFileFormat.Read(Encoding.UTF8.GetBytes(text), "k").Refusal?.Code);
    }

    [Fact]
    public void Random_bytes_are_refused_and_never_throw() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.NotNull(KeyFileFormat.Read(bytes, "k").Refusal));

    [Fact]
    public void A_file_that_is_too_long_is_refused_before_it_is_parsed() =>
        Assert.Equal(RefusalCode.FileLength, KeyFileFormat.Read(new byte[KeyFileFormat.MaxLength + 1], "k").Refusal?.Code);

    [Fact]
    public void The_example_on_the_format_page_is_read_and_opens()
    {
        var example = Example();
        var file = KeyFileFormat.Read(Encoding.UTF8.GetBytes(example), "example").Value;
        Assert.Equal("opened", Opened(file, "correct horse battery staple"));
        Assert.Equal(Encoding.UTF8.GetString(KeyFileFormat.Write(file)), example);
        Assert.Contains($"```text\n{Encoding.UTF8.GetString(file.Header())}\n```", Page(), StringComparison.Ordinal);
    }

    private static byte[] Flipped(byte[] bytes) => [(byte)(bytes[0] ^ 1), .. bytes[1..]];

    /// <summary>The example of docs/formats/key-file.md.</summary>
    internal static string Example() => Page().Split("```json\n")[1].Split("```")[0];

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "PatchKit.slnx")))
            folder = folder.Parent;
        return System.IO.File.ReadAllText(Path.Combine(folder.FullName, "docs", "formats", "key-file.md"));
    }
}
