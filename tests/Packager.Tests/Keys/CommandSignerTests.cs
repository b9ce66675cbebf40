using NSec.Cryptography;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PublicKey = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Tests.Packager.Keys;

/// <summary>Against real child programs: the shell stands for the token's program.</summary>
public sealed class CommandSignerTests : IDisposable
{
    private readonly KeyBench _bench = new();
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly byte[] _bytes = [.. "canonical bytes"u8];

    public CommandSignerTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the child programs of this test are shell scripts");
        System.IO.File.WriteAllBytes(_bench.At("signature"), SignatureAlgorithm.Ed25519.Sign(_key, _bytes));
    }

    public void Dispose()
    {
        _key.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void The_program_gets_the_bytes_and_its_signature_is_taken()
    {
        var signature = Signer("cat > \"$1\"; cat \"$2\"", _bench.At("got"), _bench.At("signature")).Sign(_bytes).Value;
        Assert.Equal(_bytes, System.IO.File.ReadAllBytes(_bench.At("got")));
        Assert.True(PublicKey.Of(_key.PublicKey).Verify(_bytes, signature));
    }

    [Fact]
    public void Arguments_reach_the_program_as_they_are() =>
        Assert.Contains("[a b; $HOME]", Refused(Signer("echo \"[$1]\" >&2; exit 1", "a b; $HOME")), StringComparison.Ordinal);

    [Theory]
    [InlineData("cat > /dev/null; printf 0123456789", "does not verify")]
    [InlineData("cat > /dev/null", "does not verify")]
    [InlineData("cat > /dev/null; echo 'no token in the reader' >&2; exit 7", "exit code 7: no token in the reader")]
    [InlineData("cat > /dev/null; yes", "no signature")]
    public void An_answer_that_is_no_signature_is_refused_with_the_reason(string script, string reason) =>
        Assert.Contains(reason, Refused(Signer(script)), StringComparison.Ordinal);

    [Fact]
    public void A_signature_of_other_bytes_is_refused()
    {
        var signer = Signer("cat > /dev/null; cat \"$1\"", _bench.At("signature"));
        Assert.Equal(RefusalCode.KeyUnusable, signer.Sign("other bytes"u8).Refusal?.Code);
    }

    [Fact]
    public void A_program_that_takes_too_long_is_stopped() =>
        Assert.Contains("was stopped", Refused(Signer("sleep 60") with { Limit = TimeSpan.FromMilliseconds(200) }),
            StringComparison.Ordinal);

    [Fact]
    public void A_program_that_is_not_there_is_refused() =>
        Assert.Contains("could not be run", Refused(Signer("") with { Program = _bench.At("nothing") }),
            StringComparison.Ordinal);

    [Fact]
    public void A_program_that_does_not_read_its_input_is_refused_and_not_waited_for() =>
        Assert.Equal(RefusalCode.KeyUnusable, Signer("exit 3").Sign(new byte[1024 * 1024]).Refusal?.Code);

    private CommandSigner Signer(string script, params string[] arguments) =>
        new("/bin/sh", ["-c", script, "signer", .. arguments], PublicKey.Of(_key.PublicKey), TimeSpan.FromSeconds(30));

    private string? Refused(CommandSigner signer) => signer.Sign(_bytes).Refusal?.Reason;
}
