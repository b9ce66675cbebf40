using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>Bad input at the support desk's side.</summary>
public sealed class SupportDeskTests(Round round) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-desk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_campaign_with_an_unknown_step_is_refused_with_file_line_and_column()
    {
        var campaign = Path.Combine(_folder, "campaign");
        Tree.Copy(Repository.Folder("campaigns", "fsn2023-1338"), campaign);
        var yaml = Path.Combine(campaign, "campaign.yaml");
        File.WriteAllText(yaml, File.ReadAllText(yaml)
            .Replace("kind: enable-firewall", "kind: enable-firewal", StringComparison.Ordinal));
        var line = 1 + File.ReadLines(yaml).TakeWhile(text => !text.Contains("enable-firewal", StringComparison.Ordinal)).Count();
        var bundle = Path.Combine(_folder, "bundle.zip");

        var ran = (await Built.Packager.Run("build", campaign, "--output", bundle))
            .Ended((int)RefusalCode.CampaignInvalid);

        ran.OneScreen($"campaign.yaml:{line}:", "enable-firewal", "enable-firewall", "Nothing was written.",
            "Correct the places named above");
        Assert.False(File.Exists(bundle));
    }

    [Fact]
    public async Task A_receipt_that_was_flipped_on_its_way_back_is_rejected_and_does_not_count()
    {
        var ledger = await LedgerWithoutReceipts();
        var receipts = Path.Combine(_folder, "receipts");
        Tree.Copy(Path.Combine(round.Stick, "receipts"), receipts);
        var spoilt = Directory.EnumerateFiles(receipts, "M70503-RUO-*.dsse.json").Single();
        var bytes = File.ReadAllBytes(spoilt);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(spoilt, bytes);

        var ran = (await Built.Packager.Run("receive", receipts, "--ledger", ledger))
            .Ended((int)RefusalCode.ReceiptInvalid);

        ran.OneScreen("REJECTED", Path.GetFileName(spoilt), "3 accepted", "1 rejected (in quarantine)");
        var report = (await Built.Packager.Run("report", "--ledger", ledger, "--require-complete")).Ended(ExitCodes.Outstanding);
        Assert.Contains("1 of 2 instruments complete, 1 half patched", report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_receipts_twice_are_known_and_count_once()
    {
        var ledger = Path.Combine(_folder, "ledger.db");
        File.Copy(round.Ledger, ledger);
        var ran = (await Built.Packager.Run("receive", Path.Combine(round.Stick, "receipts"), "--ledger", ledger)).Ended(0);
        Assert.Contains("0 accepted, 4 here before", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stick_is_verified_and_a_spoilt_one_refused()
    {
        var stick = Path.Combine(_folder, "stick");
        Tree.Copy(round.Stick, stick);
        (await Built.Packager.Run("verify", stick, "--root", round.Root)).Ended(0);
        var zip = Directory.EnumerateFiles(stick, "*.zip", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(zip);
        bytes[^1] ^= 1;
        File.WriteAllBytes(zip, bytes);
        (await Built.Packager.Run("verify", stick, "--root", round.Root)).Ended((int)RefusalCode.FileAltered)
            .OneScreen("fsn2023-1338-1.0.0.zip", "Do not use this copy.");
    }

    [Fact]
    public async Task A_campaign_folder_that_is_not_there() =>
        (await Built.Packager.Run("build", Path.Combine(_folder, "nowhere"))).Ended((int)RefusalCode.InputMissing)
            .OneScreen("Nothing was written.");

    // The half round's ledger would do; but this one expects all four receipts and has none.
    private async Task<string> LedgerWithoutReceipts()
    {
        var ledger = Path.Combine(_folder, "ledger.db");
        File.Copy(round.Ledger, ledger);
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={ledger};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM receipt_phases; DELETE FROM receipts";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return ledger;
    }
}
