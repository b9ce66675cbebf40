using System.IO.Pipes;
using System.Text;
using PatchKit.Packager.Keys;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Keys;

public class PassphraseSourceTests
{
    [Fact]
    public void A_new_passphrase_is_typed_twice_and_never_shown()
    {
        var keyboard = new ScriptedKeyboard("long enough words\nlong enough words\n");
        using var phrase = new TypedPassphrase(keyboard).ForMaking("Ada's key", KeyUse.Ceremony).Value;
        Assert.True(phrase.Matches(KeyBench.Phrase("long enough words")));
        Assert.DoesNotContain("long", keyboard.Shown, StringComparison.Ordinal);
        Assert.Contains("Ada's key", keyboard.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_different_passphrases_are_refused() =>
        Assert.Contains(
            "not the same",
            new TypedPassphrase(new ScriptedKeyboard("long enough words\nlong enough word\n"))
                .ForMaking("k", KeyUse.Ceremony).Refusal?.Reason,
            StringComparison.Ordinal);

    [Fact]
    public void A_short_one_is_refused_before_it_is_asked_again()
    {
        var keyboard = new ScriptedKeyboard("short\n");
        Assert.NotNull(new TypedPassphrase(keyboard).ForMaking("k", KeyUse.Ceremony).Refusal);
        Assert.DoesNotContain("again", keyboard.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Backspace_takes_a_character_back_and_escape_cancels()
    {
        using var phrase = new TypedPassphrase(new ScriptedKeyboard("wordz\bs\n")).ForOpening("k").Value;
        Assert.True(phrase.Matches(KeyBench.Phrase("words")));
        Assert.Contains("cancelled", new TypedPassphrase(new ScriptedKeyboard("wor\e"))
            .ForOpening("k").Refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_terminal_the_way_out_is_named() =>
        Assert.Contains(
            "--passphrase-fd",
            new TypedPassphrase(new ScriptedKeyboard("") { IsThere = false }).ForOpening("k").Refusal?.Reason,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("words and words\nthe rest", "words and words")]
    [InlineData("words and words\r\n", "words and words")]
    [InlineData("words and words", "words and words")]
    [InlineData("parole, così\n", "parole, così")]
    public void A_descriptor_gives_its_first_line(string content, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "on Windows only the standard input can be read so");
        using var phrase = Through(content).Value;
        Assert.True(phrase.Matches(KeyBench.Phrase(expected)));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    [InlineData("tab\there\n")]
    public void A_descriptor_without_a_passphrase_is_refused(string content)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "on Windows only the standard input can be read so");
        Assert.Equal(RefusalCode.KeyUnusable, Through(content).Refusal?.Code);
    }

    [Fact]
    public void A_passphrase_beyond_the_limit_is_refused_and_not_cut()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "on Windows only the standard input can be read so");
        Assert.Contains("longer", Through(new string('x', Passphrase.MaxLength + 1)).Refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_made_through_a_pipe_with_a_byte_order_mark_opens_with_the_same_words_typed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "on Windows only the standard input can be read so");
        using var bench = new KeyBench();
        using (var piped = Through("\ufeffquattro barche verdi\r\n").Value)
            Assert.True(bench.Keys.Make(bench.At("k"), "Sue", KeyUse.Rehearsal, piped).TryGet(out _, out _));

        using var typed = new TypedPassphrase(new ScriptedKeyboard("quattro barche verdi\n")).ForOpening("k").Value;
        using var key = bench.Keys.Read(bench.At("k")).Value.Open(typed, KeyUse.Rehearsal).Value;
        Assert.NotNull(key);
    }

    [Fact]
    public void A_key_made_with_composed_accents_opens_with_accents_typed_apart_and_the_other_way_round()
    {
        using var bench = new KeyBench();
        var pairs = new[] { ("perch\u00e9 cos\u00ec", "perche\u0301 cosi\u0300"), ("perche\u0301", "perch\u00e9") };
        foreach (var (made, opened) in pairs)
        {
            using var phrase = KeyBench.Phrase(made);
            var file = KeyFile.Seal(
                new byte[32], "Sue", KeyUse.Rehearsal, phrase, bench.Clock.GetUtcNow(), new CountingRandomness());
            using var same = KeyBench.Phrase(opened);
            using var key = file.Open(same, KeyUse.Rehearsal).Value;
            Assert.NotNull(key);
        }
    }

    [Fact]
    public void An_accent_that_no_letter_takes_is_refused_before_a_key_is_made_with_it() =>
        Assert.Contains("an accent on a letter", Passphrase.From("q\u0301uattro barche").Refusal?.Reason,
            StringComparison.Ordinal);

    [Fact]
    public void A_descriptor_that_is_not_open_is_refused() =>
        Assert.Equal(RefusalCode.KeyUnusable, new DescriptorPassphrase(987).ForOpening("k").Refusal?.Code);

    private static Result<Passphrase> Through(string content)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.Write(Encoding.UTF8.GetBytes(content));
        var descriptor = (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
        var source = new DescriptorPassphrase(descriptor);
        pipe.SafePipeHandle.Dispose();
        return source.ForOpening("k");
    }
}
