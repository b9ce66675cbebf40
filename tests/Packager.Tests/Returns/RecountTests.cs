using CliWrap;
using CliWrap.Buffered;
using PatchKit.Packager.Commands;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>
/// docs/recount.py, in another language and from the exported files alone, comes to the same figures as the program; and both to
/// the truth.
/// </summary>
public class RecountTests : IDisposable
{
    private readonly Desk _desk;

    private string Exported => Path.Combine(_desk.Folder, "export");

    public RecountTests()
        : this(null)
    {
    }

    protected RecountTests(string? place) => _desk = new(place: place);

    public void Dispose()
    {
        _desk.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_figure_is_the_truth_and_is_recounted_from_the_files_alone()
    {
        var campaign = new ReferenceCampaign(_desk, 60);
        _desk.Receive([.. campaign.Files]);
        campaign.Finish();

        Assert.Equal(campaign.Truth, ReferenceCampaign.States(_desk));
        Assert.Equal(0, AuditCommand.Run(_desk.Services, _desk.LedgerPath, json: false));
        Assert.Equal(0, AuditCommand.Export(_desk.Services, Exported, _desk.LedgerPath, json: false));
        var recount = await Recount(Exported);
        Assert.Equal("", recount.StandardError);
        Assert.True(recount.ExitCode == 0, recount.StandardOutput);
        Assert.Contains("the same.", recount.StandardOutput, StringComparison.Ordinal);
        Assert.Contains($"instruments {campaign.Truth.Count}", recount.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_that_is_not_what_the_files_say_is_named()
    {
        var campaign = new ReferenceCampaign(_desk, 5);
        _desk.Receive([.. campaign.Files]);
        Assert.Equal(0, AuditCommand.Export(_desk.Services, Exported, _desk.LedgerPath, json: false));
        var figures = Path.Combine(Exported, "figures.json");
        File.WriteAllText(figures, File.ReadAllText(figures).Replace("\"installed\": 1,", "\"installed\": 2,",
            StringComparison.Ordinal));

        var recount = await Recount(Exported);

        Assert.Equal(1, recount.ExitCode);
        Assert.Contains("installed is 1 here, and 2 in figures.json", recount.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_changed_byte_anywhere_in_decisions_or_receipts_is_found()
    {
        var campaign = new ReferenceCampaign(_desk, 11);
        _desk.Receive([.. campaign.Files]);
        campaign.Finish();
        Assert.Equal(0, AuditCommand.Export(_desk.Services, Exported, _desk.LedgerPath, json: false));

        var swept = await Python("-c", """
            import os, sys
            sys.path.insert(0, sys.argv[1])
            import recount
            folder, missed, tried = sys.argv[2], [], 0
            names = ["log.txt"] + ["receipts/" + name for name in sorted(os.listdir(os.path.join(folder, "receipts")))]
            for name in names:
                path = os.path.join(folder, name)
                good = open(path, "rb").read()
                for at in range(0, len(good), 1 if name == "log.txt" else 31):
                    for bit in [1 << at % 8]:
                        open(path, "wb").write(good[:at] + bytes([good[at] ^ bit]) + good[at + 1:])
                        tried, faults = tried + 1, []
                        try:
                            if name == "log.txt":
                                recount.read_log(path, faults)
                            else:
                                recount.read_receipt(path, os.path.basename(name).split(".")[0])
                        except Exception as problem:
                            faults.append(problem)
                        if not faults:
                            missed.append((name, at, bit))
                open(path, "wb").write(good)
            print(tried, "tried,", len(missed), "missed", missed[:5])
            """, Path.Combine(Repository, "docs"), Exported);

        Assert.Equal("", swept.StandardError);
        Assert.EndsWith(" tried, 0 missed []", swept.StandardOutput.TrimEnd(), StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(swept.StandardOutput);
    }

    [Fact]
    public async Task A_receipt_that_was_taken_away_and_one_that_was_put_there_are_found()
    {
        var campaign = new ReferenceCampaign(_desk, 2);
        _desk.Receive([.. campaign.Files]);
        Assert.Equal(0, AuditCommand.Export(_desk.Services, Exported, _desk.LedgerPath, json: false));
        var receipt = Directory.EnumerateFiles(Path.Combine(Exported, "receipts")).Order(StringComparer.Ordinal).First();
        var digest = Path.GetFileName(receipt).Split('.')[0];
        File.Move(receipt, Path.Combine(Exported, "receipts", $"{new string('0', 64)}.dsse.json"));

        var recount = await Recount(Exported);

        Assert.Equal(1, recount.ExitCode);
        Assert.Contains($"receipt {digest} is missing", recount.StandardOutput, StringComparison.Ordinal);
        Assert.Contains($"receipt {new string('0', 64)} is not in the log", recount.StandardOutput, StringComparison.Ordinal);
    }

    private static Task<BufferedCommandResult> Recount(string folder) =>
        Python(Path.Combine(Repository, "docs", "recount.py"), folder);

    private static async Task<BufferedCommandResult> Python(params string[] arguments) => await Cli.Wrap("python3")
        .WithArguments(["-B", .. arguments]).WithValidation(CommandResultValidation.None)
        .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "PatchKit.slnx")))
                folder = folder.Parent ?? throw new InvalidOperationException("not in the repository");
            return folder.FullName;
        }
    }
}
