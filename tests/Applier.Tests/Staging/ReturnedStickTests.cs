using PatchKit.Packager.Commands;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>A stick that came back is held against what was sent, and wiped only when nothing on it can be lost.</summary>
public sealed class ReturnedStickTests : IDisposable
{
    private readonly DeskBench _bench = new();
    private readonly string _stick;

    public ReturnedStickTests()
    {
        var release = _bench.Publish(yaml => yaml).Value;
        _stick = _bench.Next("stick");
        Assert.Null(_bench.Make(release, DeskBench.Order(release.Manifest.Bundle), _stick).Refusal);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void What_was_added_changed_and_taken_away_is_named_all_of_it()
    {
        Assert.True(Compared().IsAsSent);
        Directory.CreateDirectory(At("System Volume Information"));
        File.WriteAllText(At("SCAN-REPORT.html"), "scanned");
        File.WriteAllText(At("receipts/x.dsse.json"), "a receipt comes later");
        Assert.True(Compared().IsAsSent);
        Assert.Equal(["SCAN-REPORT.html"], Compared().Others);

        File.AppendAllText(At("START-HERE.it.txt"), " ");
        var zip = Directory.EnumerateFiles(At("release"), "*.zip", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(zip);
        bytes[^1] ^= 1;
        File.WriteAllBytes(zip, bytes);
        File.Delete(At("START-HERE.en.txt"));
        File.Delete(At("patchkit-stick.json"));
        Directory.CreateDirectory(At("applier"));
        File.WriteAllText(At("applier/version.dll"), "somebody's");

        var seen = Compared();
        Assert.False(seen.IsAsSent);
        Assert.Equal(["applier/version.dll"], seen.Added);
        Assert.Equal(["START-HERE.it.txt", $"release/targets/bundles/{Path.GetFileName(zip)}"], seen.Changed);
        Assert.Equal(["START-HERE.en.txt", "patchkit-stick.json"], seen.Missing);
    }

    [Fact]
    public void A_list_that_the_ledger_did_not_send_proves_nothing()
    {
        var list = Directory.EnumerateFiles(_stick, "*.files.json", SearchOption.AllDirectories).Single();
        File.WriteAllText(list, File.ReadAllText(list).Replace("\"1.0\"", "\"1.1\"", StringComparison.Ordinal));
        using var ledger = Ledger.Open(_bench.Services.Files, _bench.Ledger).Value;
        Assert.Null(new StickComparison(_bench.Services.Files, ledger).Of(_stick));
    }

    [Fact]
    public void A_receipt_that_the_ledger_does_not_have_keeps_a_stick_from_being_wiped()
    {
        File.WriteAllText(At("holiday.jpg"), "somebody's");
        File.WriteAllText(At("receipts/x.dsse.json"), "evidence");
        Assert.Equal((int)RefusalCode.OutputExists, Wipe());
        Assert.True(File.Exists(At("patchkit-stick.json")));
        File.Delete(At("receipts/x.dsse.json"));

        Assert.Equal((int)RefusalCode.Declined, Wipe(yes: false));
        Assert.True(File.Exists(At("patchkit-stick.json")));
        Assert.Equal(ExitCodes.Done, Wipe());
        Assert.Equal([At("holiday.jpg")], Directory.EnumerateFileSystemEntries(_stick));
        Assert.Equal((int)RefusalCode.StickNotFound, Wipe());
    }

    private int Wipe(bool yes = true) => StickWipeCommand.Run(_bench.Services, _stick, _bench.Ledger, _ => yes, json: false);

    private string At(string name) => Path.Combine(_stick, name);

    private StickDifferences Compared()
    {
        using var ledger = Ledger.Open(_bench.Services.Files, _bench.Ledger).Value;
        return new StickComparison(_bench.Services.Files, ledger).Of(_stick)!;
    }
}
