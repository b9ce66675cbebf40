using System.IO.Compression;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>The Applier's commands beside <c>apply</c>.</summary>
public sealed class CommandTests(Round round) : IDisposable
{
    private readonly Bench _bench = Bench.Of(round);

    private string Restored => Path.Combine(_bench.Folder, "restored");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Check_says_that_nothing_is_in_the_way_and_writes_nothing()
    {
        var (instrument, stick) = (Tree.Whole(_bench.Instrument), Tree.Whole(_bench.Stick));
        var ran = (await _bench.Applier("check")).Ended(0);
        Assert.Contains("Nothing stands in the way", ran.Output, StringComparison.Ordinal);
        Assert.Equal(instrument, Tree.Whole(_bench.Instrument));
        Assert.Equal(stick, Tree.Whole(_bench.Stick));
    }

    [Fact]
    public async Task Check_says_what_is_in_the_way_in_the_operators_language_and_writes_nothing()
    {
        _bench.Edit("modes/Dx/machine.json", machine => machine["elevated"] = false);
        var before = Tree.Whole(_bench.Instrument);
        (await _bench.Applier("check")).Refused(RefusalCode.PreflightStop).OneScreen("log in as administrator");
        (await _bench.Applier("check", "--language", "it")).Ended(60)
            .OneScreen("accedere come amministratore", "Nulla è stato modificato sullo strumento.");
        Assert.Equal(before, Tree.Whole(_bench.Instrument));
    }

    [Fact]
    public async Task Check_is_as_strict_as_apply_about_an_older_stick()
    {
        using var foundry = new Foundry();
        using var older = foundry.Make(DateTimeOffset.UtcNow.AddDays(-10), "REHEARSAL-1");
        using var newer = foundry.Make(DateTimeOffset.UtcNow.AddDays(-5), "REHEARSAL-2");
        await newer.Remember();
        Directory.Delete(newer.Stick, recursive: true);
        Tree.Copy(older.Stick, newer.Stick);
        (await newer.Applier("check")).Refused(RefusalCode.RolledBack);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verify_writes_nothing_neither_the_first_time_nor_later(bool known)
    {
        if (known)
            await _bench.Remember();
        var before = Tree.Whole(_bench.Instrument);
        (await _bench.Applier("verify")).Ended(0);
        File.Delete(Path.Combine(_bench.Stick, "release", "metadata", "timestamp.json"));
        (await _bench.Applier("verify")).Ended((int)RefusalCode.FileMissing);
        Assert.Equal(before, Tree.Whole(_bench.Instrument));
    }

    [Fact]
    public async Task Check_tells_a_program_one_object_a_line()
    {
        var events = (await _bench.Applier("check", "--json")).Ended(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal("introduced", (string?)events[0]["event"]);
        Assert.Equal("ready", (string?)events[^1]["note"]);
        Assert.Equal(14, events.Count(happened => (string?)happened["event"] == "checked"));
    }

    [Fact]
    public async Task Rollback_brings_the_old_state_back_and_leaves_a_receipt()
    {
        var before = Tree.Of(_bench.Instrument);
        (await _bench.Apply()).Ended(0);
        new Machine(_bench.Instrument, "Dx").IsPatched();

        var ran = (await _bench.Applier("rollback", "--unattended", _bench.Answers)).Ended(0);

        ran.OneScreen("UPDATE UNDONE", "The update was put back: the instrument is as before.", "the stick may be pulled.");
        Assert.Equal(before, Tree.Of(_bench.Instrument));
        Assert.Equal(["applied", "undone"], _bench.Told().Select(receipt => (string?)receipt["verdict"]));
        Assert.Contains("UNDONE: ", (await _bench.Applier("status")).Ended(4).Output, StringComparison.Ordinal);
        (await _bench.Apply()).Ended(0);
    }

    [Fact]
    public async Task A_stick_that_does_not_confirm_what_was_written_is_to_be_removed_safely()
    {
        _bench.Edit("modes/Dx/machine.json",
            machine => machine["faults"] = new JsonObject { ["drives.release"] = "error 1117" });

        var ran = (await _bench.Apply()).Ended(0);

        ran.OneScreen("let Windows remove the stick safely before you pull it (error 1117)");
        Assert.DoesNotContain("the stick may be pulled", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_whose_step_by_hand_was_not_taken_back_is_never_called_undone()
    {
        // RUO mode has a step by hand; this hand knows only the way forward.
        _bench.Boot("RUO");
        _bench.Edit("modes/RUO/hands.json", hands => hands["steps"]!["lrm-service-account"]!.AsObject().Remove("takenBack"));
        (await _bench.Apply()).Ended(0);
        (await _bench.Applier("rollback", "--unattended", _bench.Answers))
            .Refused(RefusalCode.UndoUnfinished, "The update is being put back: step ")
                .OneScreen("lrm-service-account");
        Assert.Equal("applied", (string?)_bench.Told()[^1]["verdict"]);
        Assert.Contains("UNDER WAY: ", (await _bench.Applier("status")).Ended(4).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_takes_a_step_by_hand_back_too()
    {
        _bench.Boot("RUO");
        var before = Tree.Of(_bench.Instrument);
        (await _bench.Apply()).Ended(0);
        (await _bench.Applier("rollback", "--unattended", _bench.Answers)).Ended(0).OneScreen("UPDATE UNDONE");
        Assert.Equal(before, Tree.Of(_bench.Instrument));
    }

    [Fact]
    public async Task Rollback_of_nothing_says_so()
    {
        var before = Tree.Of(_bench.Instrument);
        (await _bench.Applier("rollback", "--unattended", _bench.Answers)).Refused(RefusalCode.NothingToUndo);
        Assert.Equal(before, Tree.Of(_bench.Instrument));
        (await _bench.Apply()).Ended(0);
    }

    [Fact]
    public async Task A_rollback_that_is_killed_is_finished_by_the_next_start()
    {
        var before = Tree.Of(_bench.Instrument);
        (await _bench.Apply()).Ended(0);
        using var running = _bench.Start("rollback", (program, line) =>
        {
            if (line.Contains("Undoing 4", StringComparison.Ordinal) || line.Contains("Undo 4", StringComparison.Ordinal))
                program.Kill();
        });
        Assert.Equal(137, (await running.End).ExitCode);
        var ran = await _bench.Apply();
        ran.OneScreen("UPDATE UNDONE", "The update was put back: the instrument is as before.");
        Assert.Equal(before, Tree.Of(_bench.Instrument));
        Assert.Equal("undone", (string?)_bench.Told()[^1]["verdict"]);
    }

    [Fact]
    public async Task The_backup_restores_elsewhere_byte_for_byte()
    {
        var old = Tree.Whole(Path.Combine(_bench.Instrument, "modes", "Dx"));
        (await _bench.Apply()).Ended(0);
        var ran = (await _bench.Applier("restore", "--to", Restored, "--json")).Ended(0);
        var restored = Tree.Whole(Restored);
        Assert.Equal(restored.Count, (int)JsonNode.Parse(ran.Output)!["written"]!);
        Assert.InRange(restored.Count, 10, old.Count);
        Assert.All(restored, file => Assert.Equal(old[file.Key], file.Value));
        Assert.Contains(restored.Keys, path => path.EndsWith("ucs.cfg", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_with_another_manifest_than_the_journal_noted_is_not_restored()
    {
        (await _bench.Apply()).Ended(0);
        var listed = (await _bench.Applier("restore", "--list", "--json")).Ended(0).Output;
        var backup = (string)JsonNode.Parse(listed)![0]!["folder"]!;
        var manifest = Path.Combine(backup, "manifest.json");
        var text = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(manifest, text.Replace("\"mode\":\"Dx\"", "\"mode\":\"dx\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        (await _bench.Applier("restore", "--to", Restored)).Refused(RefusalCode.BackupDamaged, "This command changed nothing.");
        (await _bench.Applier("restore", "--in-place")).Refused(RefusalCode.BackupDamaged, "This command changed nothing.");

        // A copy that no journal names is restored, and says so.
        var copy = Path.Combine(_bench.Folder, "copies", Path.GetFileName(backup));
        Tree.Copy(backup, copy);
        Assert.Contains("could not be compared",
            (await _bench.Applier("restore", "--backup", copy, "--to", Restored)).Ended(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_file_is_put_back_in_place_and_a_newer_one_only_when_asked()
    {
        const string Settings = @"C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg";
        var path = Path.Combine(_bench.Instrument, "modes", "Dx", "C", "ProgramData", "Illumina", "Universal Copy Service",
            "ucs.cfg");
        var old = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        (await _bench.Apply()).Ended(0);
        var patched = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        (await _bench.Applier("restore", "--in-place", "--path", Settings)).Ended(4)
            .OneScreen("1 newer files were kept", Settings);
        Assert.Equal(patched, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Contains("'applier rollback' takes all of it back",
            (await _bench.Applier("restore", "--in-place", "--path", Settings, "--overwrite-newer")).Ended(0).Output,
            StringComparison.Ordinal);
        Assert.Equal(old, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_restore_in_place_is_taken_back_once_and_leaves_alone_what_changed_since()
    {
        var folder = Path.Combine(_bench.Instrument, "modes", "Dx", "C", "ProgramData", "Illumina", "Universal Copy Service");
        var (settings, gone, link) =
            (Path.Combine(folder, "ucs.cfg"), Path.Combine(folder, "ucs-users.cfg"), Path.Combine(folder, "ucs-link"));
        File.CreateSymbolicLink(link, "ucs.cfg");
        (await _bench.Apply()).Ended(0);
        // Without a stick the receipt waits.
        (await _bench.Applier("rollback", "--stick", Restored, "--unattended", _bench.Answers)).Ended(90);
        Dictionary<string, string> Own() => Tree.Whole(Path.Combine(_bench.Instrument, "modes", "Dx"))
            .Where(file => !file.Key.Contains("/PatchKit/", StringComparison.Ordinal)).ToDictionary();
        var before = Own();
        File.WriteAllText(settings, "spoilt");
        File.SetLastWriteTimeUtc(settings, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        File.Delete(gone);
        File.Delete(link);
        var spoilt = Own();

        Assert.Contains("'applier restore --take-back' puts it back",
            (await _bench.Applier("restore", "--in-place", "--stick", Restored)).Ended(0)
                .OneScreen("A receipt waits for a stick").Output, StringComparison.Ordinal);
        Assert.Equal(before, Own());
        Assert.Equal("ucs.cfg", new FileInfo(link).LinkTarget);
        (await _bench.Applier("restore", "--take-back")).Ended(0)
            .OneScreen("3 files are as they were before it", "A receipt that waited was written");
        Assert.Null(new FileInfo(link).LinkTarget);
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(_bench.Stick, "receipts"), "*.json").Count());
        Assert.Equal(spoilt, Own());
        Assert.Equal(2001, File.GetLastWriteTimeUtc(settings).Year);
        (await _bench.Applier("restore", "--take-back")).Refused(RefusalCode.NothingToUndo, "This command changed nothing.");

        (await _bench.Applier("restore", "--in-place")).Ended(0);
        File.WriteAllText(settings, "changed by the laboratory");
        (await _bench.Applier("restore", "--take-back")).Ended(4).OneScreen("1 files were changed since", "ucs.cfg");
        Assert.Equal("changed by the laboratory", await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(gone));
    }

    [Fact]
    public async Task The_backup_that_was_recorded_last_is_the_latest_whatever_the_clock_said()
    {
        (await _bench.Apply()).Ended(0);
        (await _bench.Applier("rollback", "--unattended", _bench.Answers)).Ended(0);
        (await _bench.Apply()).Ended(0);
        var backups = JsonNode.Parse((await _bench.Applier("restore", "--list", "--json")).Ended(0).Output)!.AsArray()
            .Select(one => (string)one!["folder"]!).ToList();
        Assert.Equal(2, backups.Count);
        Assert.True(string.CompareOrdinal(backups[0], backups[1]) > 0);

        // One that no journal names, named by a clock that was far ahead.
        var ahead = backups[1].Replace("-20", "-21", StringComparison.Ordinal);
        Tree.Copy(backups[1], ahead);
        var ran = (await _bench.Applier("restore", "--list")).Ended(0);
        Assert.Contains($"{backups[0]}  (the latest)", ran.Output, StringComparison.Ordinal);
        Assert.Contains(ahead, ran.Output, StringComparison.Ordinal);
        Assert.Contains(backups[0], (await _bench.Applier("restore", "--to", Restored)).Ended(0).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_wants_to_know_where_to_and_refuses_a_damaged_backup()
    {
        (await _bench.Applier("restore", "--in-place")).Refused(RefusalCode.InputMissing, "This command changed nothing.");
        (await _bench.Apply()).Ended(0);
        (await _bench.Applier("restore")).Refused(RefusalCode.Usage, "This command changed nothing.");
        foreach (var volume in Directory.EnumerateFiles(Path.Combine(_bench.State(), "backups"), "volume-*.zip",
            SearchOption.AllDirectories))
        {
            // Whole zips with the right check sums, in which each file's content differs in one bit: a flipped byte of the zip
            // may fall on a time stamp, which a restore rightly survives.
            using var zip = await ZipFile.OpenAsync(volume, ZipArchiveMode.Update, TestContext.Current.CancellationToken);
            foreach (var entry in zip.Entries.Where(entry => entry.Length > 0))
            {
                using var content = await entry.OpenAsync(TestContext.Current.CancellationToken);
                var first = content.ReadByte();
                content.Position = 0;
                content.WriteByte((byte)(first ^ 1));
            }
        }

        var ran = await _bench.Applier("restore", "--to", Restored);
        Assert.Equal((int)RefusalCode.BackupDamaged, ran.ExitCode);
        ran.OneScreen("Keep it, do not change it, and call support.");
    }
}
