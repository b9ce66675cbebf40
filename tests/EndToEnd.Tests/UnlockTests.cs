using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// A restricted delivery: its bundle is encrypted on the stick, and the letter has the code. Made once for all of these tests.
/// </summary>
public sealed partial class UnlockTests(UnlockTests.Restricted made) : IClassFixture<UnlockTests.Restricted>
{
    [Fact]
    public async Task The_code_of_the_letter_opens_it_and_nothing_is_left_in_the_plain()
    {
        using var bench = made.Bench(made.Code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal));

        (await bench.Apply()).Ended(0);

        new Machine(bench.Instrument, "Dx").IsPatched();
        Assert.False(Directory.Exists(Path.Combine(bench.State(), "staging")));
        Assert.DoesNotContain(Directory.EnumerateFiles(bench.State(), "*", SearchOption.AllDirectories),
            file => File.ReadAllText(file, Encoding.Latin1).Contains(made.Code, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_typing_error_is_told_from_a_wrong_code_and_from_none_and_nothing_is_changed()
    {
        foreach (var (code, refusal) in new[]
        {
            (made.Mistyped, RefusalCode.UnlockCodeMistyped), (made.OtherCode, RefusalCode.UnlockCodeWrong),
            (null, RefusalCode.AnswerMissing),
        })
        {
            using var bench = made.Bench(code);
            var before = Tree.Of(bench.Instrument);
            (await bench.Apply()).Refused(refusal);
            Assert.Equal(before, Tree.Of(bench.Instrument));
            Assert.False(Directory.Exists(Path.Combine(bench.State(), "staging")));
        }
    }

    [Fact]
    public async Task Verify_check_and_the_desk_take_the_code_too()
    {
        using var bench = made.Bench(null);
        (await bench.Applier("verify", "--unlock-code", made.Code)).Ended(0);
        (await bench.Applier("verify", "--unlock-code", made.Mistyped)).Ended((int)RefusalCode.UnlockCodeMistyped);
        (await bench.Applier("verify", "--unlock-code", made.OtherCode)).Ended((int)RefusalCode.UnlockCodeWrong);
        (await bench.Applier("verify")).Ended((int)RefusalCode.AnswerMissing);
        (await bench.Applier("check", "--unlock-code", made.Code)).Ended(0);
        (await bench.Applier("check")).Ended((int)RefusalCode.AnswerMissing);

        (await Built.Packager.Run("verify", made.Stick, "--root", made.Root, "--unlock-code", made.Code)).Ended(0);
        (await Built.Packager.Run("verify", made.Stick, "--root", made.Root, "--unlock-code", made.OtherCode))
            .Ended((int)RefusalCode.UnlockCodeWrong);
        var ran = (await Built.Packager.Run("verify", made.Stick, "--root", made.Root)).Ended((int)RefusalCode.AnswerMissing);
        Assert.Contains("the stick is whole, and its bundle is encrypted", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_held_against_a_restricted_stick_that_came_back()
    {
        string[] audit =
            ["audit", "verify", "--ledger", made.Ledger, "--stick", $"{made.Stick[..^1]}2", "--root", made.Root, "--json"];
        (await Built.Packager.Run([.. audit, "--unlock-code", made.OtherCode])).Ended(0);
        (await Built.Packager.Run([.. audit, "--unlock-code", made.Code])).Ended((int)RefusalCode.UnlockCodeWrong);
        (await Built.Packager.Run(audit)).Ended((int)RefusalCode.AnswerMissing);
        (await Built.Packager.Run("audit", "verify", "--ledger", made.Ledger, "--unlock-code", made.Code))
            .Ended((int)RefusalCode.Usage);
    }

    [Fact]
    public void A_found_stick_gives_away_neither_patch_nor_scripts()
    {
        var campaign = Repository.Folder("campaigns", "fsn2023-1338");
        var secrets = new[] { "payload", "scripts", "notices" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(campaign, folder), "*", SearchOption.AllDirectories))
            .Select(file => (Name: Path.GetFileName(file), Bytes: File.ReadAllBytes(file))).ToList();
        Assert.NotEmpty(secrets);
        foreach (var file in Directory.EnumerateFiles(made.Stick, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.All(secrets, secret =>
            {
                Assert.Equal(-1, bytes.AsSpan().IndexOf(secret.Bytes.AsSpan(0, Math.Min(40, secret.Bytes.Length))));
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret.Name)));
            });
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(made.Code)));
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(made.Stick, "*.zip", SearchOption.AllDirectories),
            zip => !zip.EndsWith(".locked.zip", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Seven_zip_opens_it_with_the_code_and_not_without()
    {
        Needed.Programs("7z");
        var zip = Directory.EnumerateFiles(made.Stick, "*.locked.zip", SearchOption.AllDirectories).Single();
        (await Published.Tool("7z", ["t", $"-p{made.Code}", zip])).Ended(0);
        Assert.NotEqual(0, (await Published.Tool("7z", ["t", $"-p{made.OtherCode}", zip])).ExitCode);
    }

    [Fact]
    public async Task The_letter_is_printed_again_with_the_same_code_by_the_desks_key_alone()
    {
        Assert.Equal(made.Code, CodeIn((await made.Letter("support-desk")).Ended(0).Output));
        (await made.Letter("quality")).Ended((int)RefusalCode.UnlockCodeWrong);
        var ran = await Built.Packager.Run("letter", made.Stick, "--root", made.Root);
        Assert.Contains("has an unlock code", ran.Ended((int)RefusalCode.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ledger_and_the_release_never_have_it()
    {
        foreach (var file in Directory.EnumerateFiles(made.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("letter", StringComparison.Ordinal)))
            Assert.DoesNotContain(made.Code, File.ReadAllText(file, Encoding.Latin1), StringComparison.Ordinal);
    }

    private static string CodeIn(string letter) => Code().Matches(letter).Select(found => found.Value).Distinct().Single();

    [GeneratedRegex("([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}")]
    private static partial Regex Code();

    /// <summary>Two restricted sticks of the round's release, and their letters.</summary>
    public sealed class Restricted(Round round) : IAsyncLifetime
    {
        private readonly DeskBench _desk = new(round);

        public string Folder => _desk.At();

        public string Stick => _desk.At("LOCKED-1");

        public string Root => _desk.Root;

        /// <summary>The ledger of the second stick, with all that the round has received.</summary>
        public string Ledger => _desk.At("whole.db");

        public string Code { get; private set; } = "";

        public string OtherCode { get; private set; } = "";

        /// <summary>The code with its last two characters that differ swapped.</summary>
        public string Mistyped
        {
            get
            {
                var text = Code.Replace("-", "", StringComparison.Ordinal).ToCharArray();
                var at = Enumerable.Range(0, text.Length - 1).Last(place => text[place] != text[place + 1]);
                (text[at], text[at + 1]) = (text[at + 1], text[at]);
                return new(text);
            }
        }

        public async ValueTask InitializeAsync()
        {
            await _desk.Prepare();
            var order = JsonNode.Parse(File.ReadAllText(_desk.At("order.json")))!;
            order["unlockCode"] = true;
            File.WriteAllText(_desk.At("order.json"), order.ToJsonString());
            (await _desk.Stick("LOCKED-1", _desk.Ledger)).Ended(0);
            File.Copy(round.Ledger, Ledger);
            (await _desk.Stick("LOCKED-2", Ledger)).Ended(0);
            Code = CodeIn((await Letter("support-desk")).Ended(0).Output);
            OtherCode = CodeIn((await Letter("support-desk", "LOCKED-2")).Ended(0).Output);
        }

        public ValueTask DisposeAsync()
        {
            _desk.Dispose();
            return ValueTask.CompletedTask;
        }

        internal Task<Ran> Letter(string holder, string stick = "LOCKED-1") => Built.Packager.Reading(_desk.At("passphrase")).Run(
            "letter", _desk.At(stick), "--root", Root, "--key", _desk.At("keys", $"{holder}.key.json"), "--passphrase-fd", "3");

        internal Bench Bench(string? code)
        {
            var bench = Support.Bench.Of(Stick, Root);
            var answers = JsonNode.Parse(File.ReadAllText(bench.Answers))!;
            if (code is not null)
                answers["unlockCode"] = code;
            File.WriteAllText(bench.Answers, answers.ToJsonString());
            return bench;
        }
    }
}
