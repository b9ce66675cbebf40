using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// A stick that is not there, is there twice, cannot be written, or is for somebody else; an instrument that is not fit.
/// </summary>
public sealed class WrongStickTests(Round round) : IDisposable
{
    private readonly Bench _bench = Bench.Of(round);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task No_stick()
    {
        Directory.Delete(_bench.Stick, recursive: true);
        (await Unchanged()).Refused(RefusalCode.StickNotFound);
    }

    [Fact]
    public async Task Two_sticks()
    {
        Tree.Copy(_bench.Stick, Path.Combine(_bench.Folder, "other"));
        _bench.Edit("drives.json", drives =>
        {
            var other = Bench.DriveOf(drives, "E:").DeepClone();
            (other["name"], other["path"], other["label"]) = ("F:", "../other", "SECOND");
            drives.AsArray().Add(other);
        });
        (await Unchanged()).Refused(RefusalCode.StickAmbiguous).OneScreen("E: (PATCHKIT)", "F: (SECOND)");
    }

    [Fact]
    public async Task A_read_only_stick()
    {
        _bench.EditStick(stick => stick["readOnly"] = true);
        (await Unchanged()).Refused(RefusalCode.StickReadOnly).OneScreen("E:");
    }

    [Fact]
    public async Task A_stick_that_the_system_writes_nothing_to()
    {
        using var protection = new WriteProtection(_bench.Stick);
        (await Unchanged()).Refused(RefusalCode.StickReadOnly).OneScreen("E:");
    }

    [Fact]
    public async Task A_full_disk()
    {
        _bench.Edit("drives.json", drives => Bench.DriveOf(drives, "C:")["freeBytes"] = 4096);
        (await Unchanged()).Refused(RefusalCode.SpaceLacking);
    }

    [Fact]
    public async Task Another_serial_number()
    {
        _bench.Rename("M70999");
        (await Unchanged()).Refused(RefusalCode.NotForThisInstrument).OneScreen("M70503");
        Assert.Empty(_bench.Receipts);
    }

    [Fact]
    public async Task A_mode_that_cannot_be_told()
    {
        _bench.Replace("modes/Dx/registry.json", "\"text\": \"Dx\"", "\"text\": \"Other\"");
        (await Unchanged()).Refused(RefusalCode.ModeUnknown);
    }

    [Fact]
    public async Task Software_that_is_not_affected()
    {
        _bench.Replace("modes/Dx/products.json", "\"4.0.1\"", "\"3.9.9\"");
        (await Unchanged()).Refused(RefusalCode.NotAffected).OneScreen("3.9.9");
    }

    [Fact]
    public async Task A_run_that_is_under_way()
    {
        var run = Directory.EnumerateFiles(Path.Combine(_bench.Instrument, "modes", "Dx", "D", "Illumina", "MiSeq Temp"),
            "CopyComplete.txt", SearchOption.AllDirectories).First();
        File.SetLastWriteTimeUtc(run, DateTime.UtcNow);
        (await Unchanged()).Refused(RefusalCode.NotIdle);
    }

    [Fact]
    public async Task An_operator_who_says_no()
    {
        File.WriteAllText(_bench.Answers, File.ReadAllText(_bench.Answers)
            .Replace("true,\"name\"", "false,\"decline\":{\"reason\":\"no-interruption\"},\"name\"", StringComparison.Ordinal));
        (await Unchanged()).Refused(RefusalCode.Declined);
    }

    [Fact]
    public async Task An_answers_file_that_is_not_there()
    {
        File.Delete(_bench.Answers);
        (await Unchanged()).Refused(RefusalCode.InputMissing).OneScreen("answers.json");
    }

    [Fact]
    public async Task A_question_that_the_answers_file_does_not_answer()
    {
        File.WriteAllText(_bench.Answers, """{"schema":"1.0","language":"en"}""");
        (await Unchanged()).Refused(RefusalCode.AnswerMissing).OneScreen("consent");
    }

    [Fact]
    public async Task Nobody_to_ask()
    {
        var before = Tree.Of(_bench.Instrument);
        (await _bench.Applier("apply")).Refused(RefusalCode.AnswerMissing).OneScreen("--unattended");
        Assert.Equal(before, Tree.Of(_bench.Instrument));
    }

    [Fact]
    public async Task A_wrong_command_line()
    {
        var ran = (await Built.Applier.Run("aply")).Ended(2);
        Assert.DoesNotContain("   at ", ran.All, StringComparison.Ordinal);
        (await Built.Packager.Run("bild")).Ended(2);
        (await _bench.Apply("--language", "French")).Ended(2);
    }

    [Fact]
    public async Task An_instrument_that_is_not_there() =>
        (await Built.Applier.Run("apply", "--rehearsal", Path.Combine(_bench.Folder, "nowhere"), "--root", _bench.Root,
            "--unattended", _bench.Answers))
            .OneScreen("How the instrument stands could not be read.");

    [Fact]
    public async Task An_instrument_whose_files_are_damaged()
    {
        File.WriteAllText(Path.Combine(_bench.Instrument, "modes", "Dx", "services.json"), "[ {");
        var ran = await Unchanged();
        Assert.NotEqual(0, ran.ExitCode);
        Assert.NotEqual(1, ran.ExitCode);
        ran.OneScreen("How the instrument stands could not be read.");
    }

    [Fact]
    public async Task In_Italian_it_is_said_in_Italian()
    {
        Directory.Delete(_bench.Stick, recursive: true);
        File.WriteAllText(_bench.Answers, File.ReadAllText(_bench.Answers).Replace("\"en\"", "\"it\"", StringComparison.Ordinal));
        (await Unchanged()).Ended(20).OneScreen("Nulla è stato modificato sullo strumento.", "Inserire la chiavetta");
    }

    private async Task<Ran> Unchanged()
    {
        var before = Tree.Of(_bench.Instrument);
        var ran = await _bench.Apply();
        Assert.Equal(before, Tree.Of(_bench.Instrument));
        return ran;
    }
}
