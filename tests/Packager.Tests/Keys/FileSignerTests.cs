using PatchKit.Packager.Keys;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Keys;

public class FileSignerTests
{
    [Fact]
    public void A_key_file_signs_after_its_passphrase_is_typed()
    {
        using var bench = new KeyBench();
        bench.Make("ada.key");
        var file = bench.Keys.Read(bench.At("ada.key")).Value;
        using var signer = FileSigner.Open(file, KeyUse.Rehearsal,
            new TypedPassphrase(new ScriptedKeyboard(KeyBench.Words + "\n"))).Value;
        Assert.True(signer.Key.Verify("bytes"u8, signer.Sign("bytes"u8).Value));
    }

    [Fact]
    public void A_wrong_passphrase_is_refused_with_a_clear_message()
    {
        using var bench = new KeyBench();
        var file = bench.Make("ada.key");
        var refusal = FileSigner.Open(file, KeyUse.Rehearsal, new TypedPassphrase(new ScriptedKeyboard("wrong words\n"))).Refusal;
        Assert.Equal(RefusalCode.KeyUnusable, refusal?.Code);
        Assert.Contains("the passphrase is wrong", refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_for_another_use_is_refused_before_the_passphrase_is_asked()
    {
        using var bench = new KeyBench();
        var file = bench.Make("ada.key");
        var keyboard = new ScriptedKeyboard("");
        Assert.NotNull(FileSigner.Open(file, KeyUse.Ceremony, new TypedPassphrase(keyboard)).Refusal);
        Assert.Equal("", keyboard.Shown);
    }
}
