using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// Both programs start, and say the same, whatever the environment says: monitoring agents, a developer's settings and a kiosk's
/// leftovers reach every program of a machine.
/// </summary>
public sealed partial class StartUpTests(Round round) : IDisposable
{
    private static readonly string Nowhere = Path.Combine(Path.GetTempPath(), "patchkit-no-such-folder");
    private static readonly (string, string)[] NoTemp = [("TMPDIR", Nowhere), ("TMP", Nowhere), ("TEMP", Nowhere)];

    private readonly Bench _bench = Bench.Of(round);

    public static TheoryData<string> Locales => ["th_TH.UTF-8", "ar_SA.UTF-8", "fa_IR.UTF-8", "tr_TR.UTF-8", "it_IT.UTF-8"];

    public static TheoryData<string, bool> Programs =>
        [("Packager", false), ("Packager", true), ("Applier", false), ("Applier", true)];

    public void Dispose() => _bench.Dispose();

    [Theory, MemberData(nameof(Programs))]
    public async Task An_agent_that_is_gone_does_not_stop_a_program(string name, bool asLibrary)
    {
        var program = Program(name, asLibrary).With(("DOTNET_STARTUP_HOOKS", Path.Combine(Nowhere, "agent.dll")));
        (await program.Run("--version")).Ended(0);
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task An_agent_that_is_there_does_not_run_in_a_program(string name, bool asLibrary)
    {
        var trace = Path.Combine(_bench.Folder, "hooked");
        var program = Program(name, asLibrary)
            .With(("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location), (StartupHook.Trace, trace));
        (await program.Run("--version")).Ended(0);
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task Italian_is_spoken_where_the_environment_allows_no_language()
    {
        var applier = Built.Applier.With(("DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY", "1"));
        var expected = (await _bench.Applier("check", "--language", "it")).Ended(0).Output;
        Assert.Contains("chiavetta", expected, StringComparison.Ordinal);
        Assert.Equal(expected, (await _bench.Applier(applier, "check", "--language", "it")).Ended(0).Output);
        (await _bench.Applier(applier, "apply", "--unattended", Italian())).Ended(0);
        var twin = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(_bench.Stick, "receipts"), "*.txt")));
        Assert.Contains("strumento", twin, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(Locales))]
    public async Task Dates_numbers_and_files_are_the_same_in_every_language_of_the_environment(string locale)
    {
        Needed.That(
            OperatingSystem.IsWindows()
                || Directory.EnumerateFiles("/usr/lib", "libicuuc.so.*", SearchOption.AllDirectories).Any(),
            "not installed here (see .ci/debian-packages): libicu72");
        (string, string)[] environment =
            [("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "false"), ("LC_ALL", locale), ("LANG", locale)];
        var packager = Built.Packager.With(environment);
        string[][] commands =
        [
            ["verify", round.Stick, "--root", round.Root],
            ["inspect", round.Stick],
            ["keys", "show", round.CopyOfRelease(_bench.Folder)],
            ["report", "--ledger", round.Ledger, "--json"],
            ["no-such-command"],
        ];
        foreach (var command in commands)
        {
            var (expected, seen) = (await Built.Packager.Run(command), await packager.Run(command));
            Assert.Equal((expected.ExitCode, Timeless(expected.All)), (seen.ExitCode, Timeless(seen.All)));
        }

        foreach (var (program, bundle) in new[] { (Built.Packager, "one.zip"), (packager, "two.zip") })
            (await program.Run("build", Repository.Folder("campaigns", "fsn2023-1338"), "--output", At(bundle))).Ended(0);
        Assert.Equal(File.ReadAllBytes(At("one.zip")), File.ReadAllBytes(At("two.zip")));

        (await _bench.Applier(Built.Applier.With(environment), "apply", "--unattended", _bench.Answers)).Ended(0);
        var status = (await _bench.Applier("status")).Output;
        Assert.Contains(new LocalFormat("en").Date(DateTimeOffset.UtcNow)[2..], status, StringComparison.Ordinal);
        Assert.Equal(status, (await _bench.Applier(Built.Applier.With(environment), "status")).Output);
        var receipt = Assert.Single(_bench.Receipts);
        Assert.Equal((await Built.Packager.Run("inspect", receipt)).Ended(0).All, (await packager.Run("inspect", receipt)).All);
    }

    [Fact]
    public async Task An_argument_that_begins_with_an_at_sign_is_what_was_typed()
    {
        (await Built.Packager.Run("receive", "@eaDir", "--ledger", round.Ledger))
            .Ended((int)RefusalCode.InputMissing).OneScreen("@eaDir");
        (await _bench.Applier("verify", "--stick", "@eaDir")).Refused(RefusalCode.StickNotFound, "This command changed nothing.");

        var ledger = round.CopyOfLedger(_bench.Folder);
        await using var connection = new SqliteConnection($"Data Source={ledger};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var codes = connection.CreateCommand();
        codes.CommandText = "SELECT code FROM receipts WHERE serial = 'M70503' AND mode = 'Dx'";
        var code = (string)(await codes.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        (await Built.Packager.Run("told", code, "--serial", "M70503", "--mode", "Dx", "--by", "@anna", "--ledger", ledger))
            .Ended(0);
    }

    [Fact]
    public async Task A_temp_folder_that_is_not_there_is_named_where_one_is_wanted()
    {
        string[] said = [Nowhere, "Make this folder"];
        var packager = Built.Packager.With(NoTemp);
        (await packager.Run("verify", round.Stick, "--root", round.Root)).Ended(0);
        (await packager.Run("inspect", round.Stick)).Ended(0);
        (await _bench.Applier(Built.Applier.With(NoTemp), "check")).Refused(RefusalCode.TempFolderUnusable).OneScreen(said);
        (await _bench.Applier(Built.Applier.With(NoTemp), "apply", "--unattended", _bench.Answers)).Ended(0);
    }

    private string At(string name) => Path.Combine(_bench.Folder, name);

    private static Built Program(string name, bool asLibrary)
    {
        var program = name == nameof(Built.Packager) ? Built.Packager : Built.Applier;
        return asLibrary ? program.AsLibrary() : program;
    }

    // The time of day is another for each run; the day may not be.
    private static string Timeless(string text) => TimeOfDay().Replace(text, "");

    [GeneratedRegex(@"\d\d:\d\d(:\d\d(\.\d+)?)?")]
    private static partial Regex TimeOfDay();

    private string Italian()
    {
        File.WriteAllText(_bench.Answers, File.ReadAllText(_bench.Answers).Replace("\"en\"", "\"it\"", StringComparison.Ordinal));
        return _bench.Answers;
    }
}
