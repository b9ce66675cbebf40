using PatchKit.Packager.Keys;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Keys;

public class KeyFolderTests
{
    [Fact]
    public void A_new_key_file_is_readable_by_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file mode; the folder's permissions are inherited");
            return;
        }

        using var bench = new KeyBench();
        bench.Make("ada.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(bench.At("ada.key")));
    }

    [Fact]
    public void A_key_file_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file mode");
            return;
        }

        using var bench = new KeyBench();
        bench.Make("ada.key");
        System.IO.File.SetUnixFileMode(bench.At("ada.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var refusal = bench.Keys.Read(bench.At("ada.key")).Refusal;
        Assert.Equal(RefusalCode.KeyUnusable, refusal?.Code);
        Assert.Contains("chmod 600", refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_never_overwritten()
    {
        using var bench = new KeyBench();
        var first = bench.Make("ada.key");
        using var phrase = KeyBench.Phrase();
        Assert.Equal(RefusalCode.OutputExists,
            bench.Keys.Make(bench.At("ada.key"), "Eve", KeyUse.Rehearsal, phrase).Refusal?.Code);
        Assert.Equal(first.KeyId, bench.Keys.Read(bench.At("ada.key")).Value.KeyId);
    }

    [Fact]
    public void A_missing_key_file_is_refused_with_its_name()
    {
        using var bench = new KeyBench();
        var refusal = bench.Keys.Read(bench.At("none.key")).Refusal;
        Assert.Equal(RefusalCode.InputMissing, refusal?.Code);
        Assert.EndsWith("none.key", refusal?.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_are_different()
    {
        using var bench = new KeyBench();
        Assert.NotEqual(bench.Make("a.key").KeyId, bench.Make("b.key").KeyId);
    }

    [Fact]
    public void A_short_passphrase_is_refused_for_a_ceremony_key_and_nothing_is_written()
    {
        using var bench = new KeyBench();
        using var phrase = KeyBench.Phrase("elevenchars");
        Assert.Contains("12 characters", bench.Keys.Make(bench.At("a.key"), "Ada", KeyUse.Ceremony, phrase).Refusal?.Reason,
            StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(bench.At("a.key")));
    }

    [Fact]
    public void A_holder_without_a_name_is_refused()
    {
        using var bench = new KeyBench();
        using var phrase = KeyBench.Phrase();
        Assert.Equal(RefusalCode.Usage, bench.Keys.Make(bench.At("a.key"), " ", KeyUse.Rehearsal, phrase).Refusal?.Code);
    }
}
